"""One plan in figures: money, projects, units, merit, and where the money goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from optimizer.formats.outcome import Outcome, ProjectOutcome
from optimizer.formats.problem import NO_LABEL
from optimizer.formats.solution import Status
from optimizer.intake.columns import UNIT_SIZES

#: Sizes of units by the words of the applications, the largest first.
SIZES = dict(zip(UNIT_SIZES, ("large", "medium", "small", "micro"), strict=True))
SMALL = ("small", "micro")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """Yuan, projects and paid units of a part of a plan."""

    money: int = 0
    projects: int = 0
    units: int = 0


@dataclass(frozen=True, slots=True)
class Measures:
    """A plan in figures.

    Money is whole yuan. ``merit`` is the sum of merit x yuan (hundredths of a point times yuan) by
    the scores of the comparison's reference, so that plans under other weights can be compared.
    ``small`` is what small and micro units get. ``by_size`` has the words of :data:`SIZES` and
    ``unknown``, where a unit does not say its size.
    """

    budget: int
    available: int
    suggested: int
    unspent: int
    applications: int
    projects: int
    partial: int
    units: int
    merit: int
    small: Part
    by_article: Mapping[str, Part]
    by_clause: Mapping[str, Part]
    by_size: Mapping[str, Part]
    exceptions: int
    status: Status
    objective: tuple[int, ...]
    bound: tuple[int, ...]


def paid_unit(project: ProjectOutcome) -> str:
    """Return who is paid: what a unit is where units are counted."""
    return project.payee_usci or project.usci


def merits(outcome: Outcome) -> dict[str, int]:
    """Return application -> merit as the plan's objective counts it, hundredths of a point."""
    found = {p.application_no: p.merit or 0 for p in outcome.projects}
    problem = outcome.problem
    found.update(zip(problem.ids.tolist(), problem.merit.tolist(), strict=True))
    return found


def measures(outcome: Outcome, merit: Mapping[str, int]) -> Measures | None:
    """Return a plan in figures, ``None`` where there is no plan.

    Parameters
    ----------
    outcome
        The plan.
    merit
        Application -> hundredths of a point, of the reference; another application has its own.
    """
    if outcome.solution.awards is None:
        return None
    totals, solution = outcome.totals, outcome.solution
    funded = [p for p in outcome.projects if p.suggested]
    own = merits(outcome)
    size = sizes(outcome)
    by_size = _parts(funded, lambda p: size.get(p.application_no, UNKNOWN), SIZES.values())
    return Measures(
        budget=int(totals["budget"]),
        available=int(totals["available"]),
        suggested=int(totals["suggested"]),
        unspent=int(totals["unspent"]),
        applications=len(outcome.projects),
        projects=len(funded),
        partial=sum(p.status == "partial" for p in funded),
        units=len({paid_unit(p) for p in funded}),
        merit=sum(
            (p.suggested or 0) * merit.get(p.application_no, own[p.application_no]) for p in funded
        ),
        small=_part(p for p in funded if size.get(p.application_no) in SMALL),
        by_article=_parts(funded, lambda p: p.article, totals["by_article"]),
        by_clause=_parts(funded, lambda p: p.clause, totals["by_clause"]),
        by_size=by_size,
        exceptions=len(outcome.exceptions),
        status=solution.status,
        objective=solution.objective,
        bound=solution.bound,
    )


def sizes(outcome: Outcome) -> dict[str, str]:
    """Return application -> size of unit, of those that may be supported and say it."""
    problem = outcome.problem
    column = problem.labels.get("size")
    if column is None:
        return {}
    pairs = zip(problem.ids.tolist(), column.codes.tolist(), strict=True)
    named = [SIZES.get(name, UNKNOWN) for name in column.names]
    return {number: named[code] for number, code in pairs if code != NO_LABEL}


def _part(projects: Iterable[ProjectOutcome]) -> Part:
    listed = list(projects)
    money = sum(p.suggested or 0 for p in listed)
    return Part(money, len(listed), len({paid_unit(p) for p in listed}))


def _parts(
    projects: Iterable[ProjectOutcome],
    key: Callable[[ProjectOutcome], str],
    order: Iterable[str] = (),
) -> dict[str, Part]:
    """Return the parts by key; keys of ``order`` come first, also those with nothing."""
    groups: dict[str, list[ProjectOutcome]] = {name: [] for name in order}
    for project in projects:
        groups.setdefault(key(project), []).append(project)
    return {name: _part(group) for name, group in groups.items()}
