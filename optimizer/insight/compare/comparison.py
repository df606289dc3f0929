"""START HERE. Scenarios side by side: figures of each, moves against the first, what is safe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.errors import Problem
from optimizer.formats.outcome import Outcome
from optimizer.formats.reason import Reason
from optimizer.insight.compare.differences import Difference, differences
from optimizer.insight.compare.measures import Measures, measures, merits
from optimizer.insight.compare.movement import Movement, movement
from optimizer.insight.compare.safety import Safety, safety
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.what_if import is_what_if
from optimizer.intake.year import Year


@dataclass(frozen=True, slots=True)
class Candidate:
    """One scenario to compare, planned.

    ``name`` is what it is asked for by: the scenario, or ``YEAR/scenario`` of another year.
    ``outcome`` is ``None`` where there is none; ``trouble`` then says why (``data``, ``check``,
    ``limit``) and ``problems`` has the details. An infeasible scenario has its outcome.
    """

    name: str
    year: Year
    scenario: Scenario
    outcome: Outcome | None
    trouble: str = ""
    problems: tuple[Problem, ...] = ()

    def what_if(self) -> tuple[Reason, ...]:
        """Return in what the scenario differs from the call: then it cannot be submitted."""
        law = self.year.under(self.scenario.policy_file)
        return is_what_if(self.scenario, self.year.call, law.policy)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenarios side by side, in the order given; the first is the reference.

    Of ``measures`` and ``movements`` an entry is ``None`` for a scenario without a plan; movements
    are against the reference, whose own is empty. ``differences`` are those of the scenarios.
    ``totals_only`` says that the years differ: then only totals stand beside each other, and
    ``movements``, ``differences`` and ``safety`` are empty.
    """

    candidates: tuple[Candidate, ...]
    measures: tuple[Measures | None, ...]
    totals_only: bool = False
    differences: tuple[tuple[Difference, ...], ...] = ()
    movements: tuple[Movement | None, ...] = ()
    safety: Safety | None = None

    @property
    def reference(self) -> Candidate:
        """The scenario that the others are held against."""
        return self.candidates[0]


def compare(candidates: Sequence[Candidate]) -> Comparison:
    """Set scenarios side by side.

    Parameters
    ----------
    candidates
        Two to eight scenarios, each planned once; the first is the reference.
    """
    first = candidates[0]
    totals_only = any(not _same_year(first, other) for other in candidates)
    merit: Mapping[str, int] = {} if first.outcome is None else merits(first.outcome)
    figures = tuple(
        None if one.outcome is None else measures(one.outcome, {} if totals_only else merit)
        for one in candidates
    )
    if totals_only:
        return Comparison(tuple(candidates), figures, totals_only=True)
    planned = [
        one.outcome
        for one, figure in zip(candidates, figures, strict=True)
        if one.outcome is not None and figure is not None
    ]
    return Comparison(
        tuple(candidates),
        figures,
        differences=tuple(
            differences(first.year, first.scenario, one.scenario) for one in candidates
        ),
        movements=tuple(
            None
            if first.outcome is None or figures[0] is None or one.outcome is None or figure is None
            else movement(first.outcome, one.outcome)
            for one, figure in zip(candidates, figures, strict=True)
        ),
        safety=safety(planned) if len(planned) > 1 else None,
    )


def _same_year(one: Candidate, other: Candidate) -> bool:
    """Say whether two scenarios are over the same applications of the same call."""
    if one.year.call.year != other.year.call.year:
        return False
    if one.outcome is None or other.outcome is None:
        return one.year.applications is other.year.applications
    return one.outcome.inputs["applications"] == other.outcome.inputs["applications"]
