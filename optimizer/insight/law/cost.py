"""What a change of the text costs: at most, before any budget, and in this year's allocation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from optimizer.allocate import allocate
from optimizer.formats.outcome import Outcome
from optimizer.insight.difference import Move
from optimizer.insight.law.backtest import Tried, backtest
from optimizer.insight.law.changed import Case, Changed
from optimizer.insight.law.effect import Demand, Effect, effect
from optimizer.policy.types import Policy

Two = tuple[int, int]
_NONE: Two = (0, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """One clause, or one article (``clause`` empty), before and after; amounts in yuan.

    ``ceiling`` of one award (of an article: their sum, what one award in each clause comes to);
    ``entitled`` before any budget; ``at``, ``bound``, ``over`` as in ``effect.Demand``;
    ``suggested`` in this year's plan (``None`` without one).
    """

    article: str
    clause: str
    ceiling: Two
    applications: Two
    entitled: Two
    at: Two
    bound: Two
    over: Two
    suggested: tuple[int | None, int | None]
    funded: Two


@dataclass(frozen=True, slots=True)
class Cost:
    """A change of the text and all that it brings.

    ``before`` and ``after`` are plans with the same budget and rules; ``moves`` who gains and who
    loses in them; ``tried`` the ledger's earlier awards under the old text and under the new;
    ``lines`` the clauses in the policy's order.
    """

    changes: tuple[Changed, ...]
    policies: tuple[Policy, Policy]
    before: Outcome
    after: Outcome
    effect: Effect
    moves: tuple[Move, ...]
    tried: tuple[tuple[Tried, ...], tuple[Tried, ...]]
    lines: tuple[Line, ...]

    @property
    def articles(self) -> tuple[Line, ...]:
        """Article by article; sums of the clauses."""
        found: dict[str, Line] = {}
        for one in self.lines:
            first = found.get(one.article)
            found[one.article] = _added(first, one) if first else replace(one, clause="")
        return tuple(found.values())


def lines(
    demands: tuple[tuple[Demand, ...], tuple[Demand, ...]], outcomes: tuple[Outcome, Outcome]
) -> tuple[Line, ...]:
    """Return clause by clause what is asked, may be supported and is suggested, in two plans."""
    plans = [_by_clause(outcome) for outcome in outcomes]
    found = []
    for was, will in zip(*demands, strict=True):
        money, funded = zip(*(plan.get(was.clause, _NONE) for plan in plans), strict=True)
        given = tuple(
            amount if _planned(outcome) else None
            for amount, outcome in zip(money, outcomes, strict=True)
        )
        found.append(
            Line(
                article=was.article,
                clause=was.clause,
                ceiling=(was.ceiling, will.ceiling),
                applications=(was.applications, will.applications),
                entitled=(was.entitled, will.entitled),
                at=(was.at, will.at),
                bound=(was.bound, will.bound),
                over=(was.over, will.over),
                suggested=(given[0], given[1]),
                funded=(funded[0], funded[1]),
            )
        )
    return tuple(found)


def cost(
    before: Case,
    after: Case,
    changes: tuple[Changed, ...],
    outcome: Outcome | None = None,
    *,
    progress: Callable[[], None] = lambda: None,
) -> Cost:
    """Work out what a change costs: two plans with the same budget, and the ledger.

    Parameters
    ----------
    before, after, changes
        As ``changed`` returns them.
    outcome
        The plan before, where it is known.
    progress
        Called before every step; may raise ``insight.parametric.Stopped``.

    Raises
    ------
    DataError, CheckFailedError, LimitReachedError
        As ``allocate`` does.
    """
    progress()
    first = allocate(*before) if outcome is None else outcome
    progress()
    second = allocate(*after)
    progress()
    will = after[0].under(after[1].policy_file)
    found = effect(before, (will, after[1]))
    progress()
    tried = (backtest(before[0]), backtest(before[0], will.policy))
    policies = (before[0].policy, will.policy)
    by_clause = lines(found.demand, (first, second))
    moved = _moves(first, second)
    return Cost(changes, policies, first, second, found, moved, tried, by_clause)


def _planned(outcome: Outcome) -> bool:
    return outcome.solution.awards is not None


def _moves(first: Outcome, second: Outcome) -> tuple[Move, ...]:
    """Return whose award differs, the greatest change first; none where a plan is missing."""
    if not (_planned(first) and _planned(second)):
        return ()
    was = {p.application_no: p.suggested or 0 for p in first.projects}
    will = {p.application_no: p.suggested or 0 for p in second.projects}
    found = (Move(no, was[no], will[no]) for no in was if was[no] != will[no])
    return tuple(sorted(found, key=lambda move: (-abs(move.change), move.project)))


def _by_clause(outcome: Outcome) -> dict[str, Two]:
    """Return yuan suggested and projects funded, by clause."""
    found: dict[str, Two] = {}
    for p in outcome.projects:
        money, count = found.get(p.clause, _NONE)
        found[p.clause] = (money + (p.suggested or 0), count + bool(p.suggested))
    return found


def _added(one: Line, other: Line) -> Line:
    """Return the sum of two lines of one article."""
    return replace(
        one,
        ceiling=_sum(one.ceiling, other.ceiling),
        applications=_sum(one.applications, other.applications),
        entitled=_sum(one.entitled, other.entitled),
        at=_sum(one.at, other.at),
        bound=_sum(one.bound, other.bound),
        over=_sum(one.over, other.over),
        suggested=(
            _known(one.suggested[0], other.suggested[0]),
            _known(one.suggested[1], other.suggested[1]),
        ),
        funded=_sum(one.funded, other.funded),
    )


def _sum(one: Two, other: Two) -> Two:
    return one[0] + other[0], one[1] + other[1]


def _known(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
