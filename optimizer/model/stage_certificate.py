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
    out: dict[str, Fraction] = {}
    for row, value in zip(rows, duals.fractions(), strict=True):
        if value:
            out[row.name] = out.get(row.name, Fraction(0)) + value / row.unit
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
