"""The law is data: no ceiling, ratio, threshold, clause or sentence of it stands in code."""

import ast
import math
import re
import tomllib
from collections.abc import Container, Iterator
from typing import Any

from tests.rooms import (
    CHINESE_DATA,
    NOT_OF_THE_LAW,
    ROOT,
    fail_if,
    parse,
    place,
    shown,
    sources,
    strings,
)

MONEY = re.compile(r"([\d,]+(?:\.\d+)?) ?(亿元|万元|元)")
YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
# They make cases of this district on purpose; the program never imports them.
DATA_MAKERS = {"benchmarks", "scenarios"}
RATIO = re.compile(r"(\d+(?:\.\d+)?)[%％]")


def _leaves(value: Any) -> Iterator[Any]:  # noqa: ANN401 (TOML holds anything)
    if isinstance(value, dict):
        for child in value.values():
            yield from _leaves(child)
    elif isinstance(value, list):
        for child in value:
            yield from _leaves(child)
    else:
        yield value


def _laws() -> list[dict[str, Any]]:
    texts = sorted((ROOT / "optimizer" / "policy").rglob("*.toml"))
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in texts]


def _law_amounts() -> set[int]:
    """Return the law's amounts in yuan and in fen, as a programmer might write them.

    Below 10,000 a figure says nothing, and a power of ten is a unit or a scale before it is law.
    """
    amounts: set[int] = set()
    for leaf in (leaf for law in _laws() for leaf in _leaves(law)):
        if isinstance(leaf, str) and (match := MONEY.fullmatch(leaf.strip())):
            yuan = round(float(match[1].replace(",", "")) * YUAN[match[2]])
            amounts |= {yuan, yuan * 100}
    return {n for n in amounts if n >= 10_000 and n != 10 ** round(math.log10(n))}


def _law_shares() -> set[str]:
    leaves = [leaf for law in _laws() for leaf in _leaves(law) if isinstance(leaf, str)]
    return {m[1] for leaf in leaves if (m := RATIO.fullmatch(leaf.strip()))} - {"0", "50", "100"}


def _keys(value: Any) -> Iterator[str]:  # noqa: ANN401 (TOML holds anything)
    if isinstance(value, dict):
        for key, child in value.items():
            yield key
            if key == "id" and isinstance(child, str):
                yield child
            yield from _keys(child)
    elif isinstance(value, list):
        for child in value:
            yield from _keys(child)


def _clause_ids() -> set[str]:
    return {key for law in _laws() for key in _keys(law) if re.fullmatch(r"\d+(\.\d+)?", key)}


def _figure(node: ast.AST) -> float | None:
    """Return the value of a literal number, or of literal numbers multiplied."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = _figure(node.left), _figure(node.right)
        return None if left is None or right is None else left * right
    return None


def _share(node: ast.AST) -> float | None:
    """Return p for ``Fraction(a, b)`` of literal numbers, or for a literal float, as per cent."""
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Fraction"):
        figures = [_figure(argument) for argument in node.args]
        if len(figures) == 2 and figures[0] is not None and figures[1]:
            return 100 * figures[0] / figures[1]
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        return 100 * node.value
    return None


def _is_law(
    node: ast.AST, amounts: set[int], shares: set[float], allowed: Container[float]
) -> bool:
    figure, share = _figure(node), _share(node)
    of_money = figure is not None and figure in amounts and figure not in allowed
    of_ratio = share is not None and share not in allowed
    return of_money or (of_ratio and any(abs(share - s) < 1e-9 for s in shares if share))


def test_no_number_of_the_law_stands_in_code() -> None:
    amounts, shares = _law_amounts(), {float(share) for share in _law_shares()}
    problems = []
    for path in sources():
        if place(path)[0] in DATA_MAKERS:
            continue
        tree = parse(path)
        allowed = NOT_OF_THE_LAW.get(shown(path), {})
        ratios = shares if "optimizer" in path.relative_to(ROOT).parts else set()  # pages lay out
        problems += [
            f"{shown(path)}:{node.lineno} writes {ast.unparse(node)}: that is the policy's data"
            for node in ast.walk(tree)
            if isinstance(node, ast.expr) and _is_law(node, amounts, ratios, allowed)
        ]
        problems += [
            f"{shown(path)}:{line} writes {text!r}: money belongs to data"
            for line, text in strings(tree)
            if MONEY.fullmatch(text)
        ]
    fail_if(problems)


def test_no_code_names_a_clause_of_this_district() -> None:
    ids = _clause_ids()
    problems = []
    for path in sources():
        room, _ = place(path)
        if room in {"policy", *DATA_MAKERS}:
            continue
        tree = parse(path)
        problems += [
            f"{shown(path)}:{line} names clause {text!r}: ask the policy instead"
            for line, text in strings(tree)
            if "." in text and text in ids
        ]
        for node in ast.walk(tree):  # a bare "6" is a clause only where it is compared with one
            if isinstance(node, ast.Compare) and re.search("clause|article", ast.unparse(node)):
                problems += [
                    f"{shown(path)}:{node.lineno} compares with clause {part.value!r}"
                    for part in ast.walk(node)
                    if isinstance(part, ast.Constant) and part.value in ids
                ]
    fail_if(problems)


def test_sentences_stand_in_the_wording_only() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]{4,}")
    problems = []
    for path in sources():
        room, _ = place(path)
        if room in {"wording", *DATA_MAKERS} or shown(path) in CHINESE_DATA:
            continue
        problems += [
            f"{shown(path)}:{line} says {match[0]!r}: a sentence belongs to wording/, by code"
            for line, text in strings(parse(path))
            if (match := chinese.search(text))
        ]
    fail_if(problems)


def test_the_checks_see_what_they_look_for() -> None:
    product = ast.parse("500 * 10_000", mode="eval").body
    assert _is_law(product, {5_000_000}, set(), [])
    assert not _is_law(product, {5_000_000}, set(), [5_000_000])
    assert _is_law(ast.parse("Fraction(3, 10)", mode="eval").body, set(), {30.0}, [])
    assert not _is_law(ast.parse("Fraction(1, 3)", mode="eval").body, set(), {30.0}, [])
    assert set(_keys({"clause": [{"id": "5.1"}], "9.3": {"ratio": "x"}})) >= {"5.1", "9.3"}
