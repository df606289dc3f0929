"""Through which difference a plan changes: one difference at a time, by solving in between.

From the reference to the other scenario the differences are made one after another, in the order
of :mod:`differences`; each step's effect is what it changes in the plan before it, so that the
steps add up to the whole. What a difference does depends on its place in the order; so each is
also made alone, and the whole less all of these is the interaction: what no single one explains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields

from optimizer.allocate import allocate
from optimizer.errors import DataError, LimitReachedError
from optimizer.formats.outcome import Outcome
from optimizer.insight.compare.comparison import Candidate
from optimizer.insight.compare.differences import Difference, differences, with_difference
from optimizer.insight.compare.measures import measures, merits
from optimizer.insight.compare.movement import Movement, movement
from optimizer.intake.scenario_checks import check_scenario
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.policy.toml_file import Findings


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes from one plan to another, each figure signed.

    Yuan, but ``merit`` (hundredths of a point times yuan, by the reference's scores) and the
    counts ``projects`` and ``units``. ``small``: yuan to small and micro units.
    """

    suggested: int
    unspent: int
    merit: int
    projects: int
    units: int
    small: int

    def minus(self, other: Effect) -> Effect:
        """Return what is left of this effect without another."""
        return Effect(
            **{f.name: getattr(self, f.name) - getattr(other, f.name) for f in fields(Effect)}
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One difference made after those before it, and alone.

    ``effect`` and ``movement`` are ``None`` where there is no plan in between (``unavailable``
    says why: ``infeasible``, ``data``, ``limit``): the next step then holds both effects.
    ``alone`` is the effect on the reference of this difference only, ``None`` likewise.
    """

    difference: Difference
    effect: Effect | None
    movement: Movement | None
    unavailable: str
    alone: Effect | None
    alone_unavailable: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """The whole change from the reference to another scenario, by differences.

    ``interaction`` is ``whole`` less every difference alone, ``None`` where one of these has no
    plan. ``exact`` says that every plan used is proven best; else the effects are those of the
    plans that were found.
    """

    name: str
    whole: Effect
    steps: tuple[Step, ...]
    interaction: Effect | None
    exact: bool


def solves(reference: Candidate, other: Candidate) -> int:
    """Return how many plans an attribution makes at most."""
    count = len(differences(reference.year, reference.scenario, other.scenario))
    return max(2 * (count - 1), 0)


def attribute(
    reference: Candidate,
    other: Candidate,
    *,
    work: int | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Iterator[Attribution]:
    """Yield the attribution of the change from one planned scenario to another of the same year.

    Nothing is yielded where one of them has no plan, or where they do not differ.

    Parameters
    ----------
    work
        Deterministic limit of each solve.
    tick
        Called before every solve; an exception that it raises ends the run.
    """
    found = differences(reference.year, reference.scenario, other.scenario)
    if reference.outcome is None or other.outcome is None or not found:
        return
    if reference.outcome.solution.awards is None or other.outcome.solution.awards is None:
        return
    run = _Run(reference.year, work, tick, merits(reference.outcome))
    steps: list[Step] = []
    scenario, before = reference.scenario, reference.outcome
    for number, difference in enumerate(found):
        scenario = with_difference(scenario, other.scenario, difference)
        is_last = number == len(found) - 1
        here, why = (other.outcome, "") if is_last else run.plan(scenario)
        alone, why_alone = here, why
        if number:
            single = with_difference(reference.scenario, other.scenario, difference)
            alone, why_alone = run.plan(single)
        steps.append(
            Step(
                difference,
                None if here is None else run.effect(before, here),
                None if here is None else movement(before, here),
                why,
                None if alone is None else run.effect(reference.outcome, alone),
                why_alone,
            )
        )
        before = before if here is None else here
    whole = run.effect(reference.outcome, other.outcome)
    ends = (reference.outcome, other.outcome)
    proven = run.exact and all(one.solution.status == "optimal" for one in ends)
    yield Attribution(other.name, whole, tuple(steps), _interaction(whole, steps), proven)


def _interaction(whole: Effect, steps: list[Step]) -> Effect | None:
    left = whole
    for step in steps:
        if step.alone is None:
            return None
        left = left.minus(step.alone)
    return left


class _Run:
    """Plans in between, each checked as any other; remembers whether all were proven best."""

    def __init__(
        self, year: Year, work: int | None, tick: Callable[[], None], merit: Mapping[str, int]
    ) -> None:
        self.year, self.work, self.tick, self.merit = year, work, tick, merit
        self.exact = True

    def plan(self, scenario: Scenario) -> tuple[Outcome | None, str]:
        """Return the plan of a scenario, or ``None`` and why there is none."""
        findings = Findings(scenario.name)
        check_scenario(scenario, self.year.under(scenario.policy_file).policy, findings)
        if findings.problems:
            return None, "data"
        self.tick()
        try:
            outcome = allocate(self.year, scenario, work=self.work)
        except DataError:
            return None, "data"
        except LimitReachedError:
            return None, "limit"
        if outcome.solution.awards is None:
            return None, outcome.solution.status
        self.exact &= outcome.solution.status == "optimal"
        return outcome, ""

    def effect(self, before: Outcome, after: Outcome) -> Effect:
        """Return what changes between two plans."""
        was, will = measures(before, self.merit), measures(after, self.merit)
        if was is None or will is None:
            raise ValueError("an effect is between two plans")
        return Effect(
            suggested=will.suggested - was.suggested,
            unspent=will.unspent - was.unspent,
            merit=will.merit - was.merit,
            projects=will.projects - was.projects,
            units=will.units - was.units,
            small=will.small.money - was.small.money,
        )
