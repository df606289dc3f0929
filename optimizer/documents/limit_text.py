"""Limits, locks and their repairs by the names that the problem gives them, in words."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer import wording
from optimizer.formats.problem import AllocationProblem, Row
from optimizer.formats.solution import Repair, Solution
from optimizer.wording import Language, say

_KINDS = frozenset(
    {"article", "clause", "unit", "group", "project", "lock", "most_projects", "stage", "year"}
)


def limit_words(name: str, problem: AllocationProblem, lang: Language) -> str:
    """Return a limit by its published name in words, with its figures."""
    kind, _, key = name.partition(" ")
    if kind == "budget":
        return say("text.limit.budget", lang, amount=problem.budget)
    count = problem.rules.most_projects[1] if problem.rules.most_projects else 0
    key = key.removesuffix(" share") if kind == "stage" else key
    code = kind if kind in _KINDS and key else "row"
    words = say(f"text.limit.{code}", lang, key=key or name, count=count)
    row = row_named(name, problem)
    sides = tuple(_sides(row, lang)) if row is not None else ()
    return say("text.limit.with", lang, name=words, sides=sides) if sides else words


def row_named(name: str, problem: AllocationProblem) -> Row | None:
    """Return the row of a name, ``None`` for the budget, locks and the rules' own limits."""
    return next((row for row in problem.rows if row.name == name), None)


def _sides(row: Row, lang: Language) -> Iterator[str]:
    counted = "_count" if row.number is not None and not row.name.startswith("year ") else ""
    for side, amount in (("at_least", row.at_least), ("at_most", row.at_most)):
        if amount is not None:
            yield say(f"text.limit.{side}{counted}", lang, amount=amount)
    for side, share in (
        ("at_least_share", row.at_least_share),
        ("at_most_share", row.at_most_share),
    ):
        if share is not None:
            yield say(f"text.limit.{side}", lang, share=str(share))


def new_value(repair: Repair, problem: AllocationProblem, lang: Language) -> str:
    """Return what a repair sets its target to: yuan, a number, or a share."""
    if isinstance(repair.to, str):
        return repair.to
    row = row_named(repair.target, problem)
    if row is not None and row.number is not None:
        return f"{repair.to or 0:,}"
    return wording.yuan(repair.to or 0, lang)


def conflict_text(problem: AllocationProblem, solution: Solution, lang: Language) -> str:
    """Return which limits clash, and the smallest changes that help."""
    lines = []
    for names in solution.conflicts:
        members = tuple(limit_words(name, problem, lang) for name in names)
        if len(members) == 1:
            lines.append(say("text.conflict_one", lang, member=members[0]))
        else:
            lines.append(say("text.conflict", lang, members=members))
    if solution.conflicts:
        lines.append(say(f"text.conflicts.{'all' if solution.complete else 'some'}", lang))
    for repair in solution.repairs:
        target = limit_words(repair.target, problem, lang)
        if repair.to is None:
            lines.append(say("text.repair_not_enough", lang, target=target))
        else:
            to = new_value(repair, problem, lang)
            lines.append(say("text.repair", lang, target=target, to=to))
    if all(repair.to is None for repair in solution.repairs) and solution.joint_repair:
        changes = tuple(
            say(
                "text.repair_part",
                lang,
                target=limit_words(repair.target, problem, lang),
                to=new_value(repair, problem, lang),
            )
            for repair in solution.joint_repair
        )
        lines.append(say("text.repair_joint", lang, changes=changes))
    return "\n".join(lines) or say("cli.exit.3", lang)
