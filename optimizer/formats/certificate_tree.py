"""Closed trees and multipliers of a ``certificate/1`` as JSON.

A tree is a flat list of its nodes, so that no depth is too much: a branch
``{"project", "at"}`` is followed by all nodes of its part "at most ``at`` yuan", and these by
all of its part "more"; a leaf ``{"multipliers"}`` may be ``"empty": true`` and have ``"blocks"``,
each a list of nodes itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from optimizer.formats.solution import Branch, Leaf, Tree
from optimizer.formats.strict_json import Complaints

_BRANCH, _LEAF = ("project", "at"), ("multipliers", "empty", "blocks")


def multipliers_document(multipliers: Mapping[str, Fraction]) -> dict[str, str]:
    """Return multipliers as fractions in text."""
    return {name: str(value) for name, value in multipliers.items()}


def multipliers_from(value: Any, path: str, out: Complaints) -> dict[str, Fraction]:  # noqa: ANN401
    """Read fractions by name; complaints go to ``out``."""
    multipliers: dict[str, Fraction] = {}
    for name, text in out.mapping(value, path, None).items():
        multipliers[name] = fraction_from(text, f"{path}.{name}", out)
    return multipliers


def fraction_from(value: Any, path: str, out: Complaints) -> Fraction:  # noqa: ANN401
    """Read one exact fraction; complaints go to ``out``."""
    try:
        return fraction(value)
    except ValueError:
        out.add("formats.not_ratio", path, value)
        return Fraction(0)


def fraction(text: Any) -> Fraction:  # noqa: ANN401  any JSON value
    """Read an exact fraction, ``"-524"`` or ``"1/3"``.

    Raises
    ------
    ValueError
        For anything that :class:`~fractions.Fraction` would not write itself.
    """
    if not isinstance(text, str):
        raise ValueError(str(text))  # noqa: TRY004  callers await one kind of error
    try:
        value = Fraction(text)
    except ZeroDivisionError:
        raise ValueError(text) from None
    if str(value) != text:
        raise ValueError(text)
    return value


def tree_document(tree: Tree) -> list[dict[str, Any]]:
    """Return the nodes of a tree, each branch before its two parts."""
    nodes: list[dict[str, Any]] = []
    waiting: list[Tree] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Branch):
            nodes.append({"project": node.project, "at": node.at})
            waiting += [node.beyond, node.at_most]
            continue
        leaf: dict[str, Any] = {"multipliers": multipliers_document(node.multipliers)}
        if node.empty:
            leaf["empty"] = True
        if node.blocks:
            leaf["blocks"] = [tree_document(block) for block in node.blocks]
        nodes.append(leaf)
    return nodes


def tree_from(value: Any, path: str, out: Complaints, *, inner: bool = False) -> Tree:  # noqa: ANN401
    """Read a tree; complaints go to ``out``. The blocks of a leaf (``inner``) have none."""
    nodes = out.sequence(value, path)
    built: list[Tree] = []
    for k in range(len(nodes) - 1, -1, -1):
        here = f"{path}[{k}]"
        if isinstance(nodes[k], dict) and "project" in nodes[k]:
            raw = out.mapping(nodes[k], here, _BRANCH)
            if len(built) < 2:  # noqa: PLR2004  a branch has two parts
                out.add("formats.missing", f"{here}.beyond")
                return Leaf()
            project = out.text(raw["project"], f"{here}.project")
            at = out.integer(raw.get("at"), f"{here}.at", 0)
            built.append(Branch(project, at, built.pop(), built.pop()))
        else:
            built.append(_leaf(nodes[k], here, out, inner=inner))
    if len(built) > 1:
        out.add("formats.tree_parts", path, len(built))
    return built[-1] if built else Leaf()


def _leaf(value: Any, path: str, out: Complaints, *, inner: bool) -> Leaf:  # noqa: ANN401
    raw = out.mapping(value, path, _LEAF[:2] if inner else _LEAF)
    if "multipliers" not in raw:
        out.add("formats.missing", f"{path}.multipliers")
    empty = raw.get("empty", False)
    if not isinstance(empty, bool):
        out.add("formats.not_one_of", f"{path}.empty", empty, allowed=("true", "false"))
    blocks: tuple[Tree, ...] = ()
    if "blocks" in raw and not inner:
        parts = out.sequence(raw["blocks"], f"{path}.blocks")
        blocks = tuple(
            tree_from(part, f"{path}.blocks[{k}]", out, inner=True) for k, part in enumerate(parts)
        )
    multipliers = multipliers_from(raw.get("multipliers", {}), f"{path}.multipliers", out)
    return Leaf(multipliers, empty is True, blocks)
