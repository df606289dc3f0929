"""From engines to people: multipliers by the names of limits, trees by project and yuan."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from optimizer.formats import solution as formats
from optimizer.model import tree as engine
from optimizer.model.objectives import Objective
from optimizer.model.program import Program, ProgramRow
from optimizer.model.proof import Duals
from optimizer.model.setting import Setting


def by_limit(prices: Sequence[tuple[ProgramRow, Fraction]]) -> dict[str, Fraction]:
    """Return the multipliers of rows by the names of their limits; rows of one limit add up.

    Its two directions do not: their coefficients may be rounded apart, or be those of two shares.
    Where both have a multiplier, that of the at-least row stands under a name of its own.
    """
    out: dict[str, Fraction] = {}
    other = {row.name for row, value in prices if value and row.sense != ">="}
    for row, value in prices:
        if value:
            apart = row.sense == ">=" and row.name in other
            name = f"{row.name} (at least)" if apart else row.name
            out[name] = out.get(name, Fraction(0)) + value
    return out


def multipliers_by_name(
    rows: Sequence[ProgramRow],
    duals: Duals,
    earlier: tuple[Fraction, ...],
    goals: tuple[Objective, ...],
) -> dict[str, Fraction]:
    """Return multipliers for one unit of each limit as people know it; 0 is left out.

    An earlier objective (of ``goals``, with the weights ``earlier``) that enters as a row "at least
    what was reached" is named ``objective NAME`` and has 0 or less, as every at-least row.
    """
    values = zip(rows, duals.fractions(), strict=True)
    out = by_limit([(row, value / row.unit) for row, value in values])
    for goal, weight in zip(goals, earlier, strict=False):
        if weight:
            out[f"objective {goal.name}"] = -weight
    return out


def tree_by_name(
    setting: Setting, program: Program, tree: engine.Tree, goals: tuple[Objective, ...]
) -> formats.Tree:
    """Return a closed tree over the columns of a program as one over projects and yuan."""
    return _named(setting, program, program.rows, tree, goals)


def _named(
    setting: Setting,
    program: Program,
    rows: Sequence[ProgramRow],
    tree: engine.Tree,
    goals: tuple[Objective, ...],
) -> formats.Tree:
    """Name a tree whose leaves have multipliers of ``rows``; from below, for trees may be deep."""
    done: list[formats.Tree] = []
    todo: list[tuple[engine.Tree, bool]] = [(tree, False)]
    while todo:
        node, ready = todo.pop()
        if isinstance(node, engine.Leaf):
            named = multipliers_by_name(rows, node.duals, node.earlier, goals)
            blocks = tuple(
                _named(setting, program, [rows[k] for k in block.rows.tolist()], block.tree, ())
                for block in node.blocks
            )
            done.append(formats.Leaf(named, node.empty, blocks))
        elif ready:
            beyond, at_most = done.pop(), done.pop()
            project = str(setting.problem.ids[int(program.project[node.column])])
            at = node.at * int(program.unit[node.column])
            done.append(formats.Branch(project, at, at_most, beyond))
        else:
            todo += [(node, True), (node.beyond, False), (node.at_most, False)]
    return done[0]
