"""How the plan moves when one expert is left out, or scores higher or lower by a constant.

Influence is no fault: who reads many applications near the cut has it whatever the scores are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

import numpy as np

from optimizer.insight.parametric import QUICK
from optimizer.insight.replan import awards_of, problem_of, replan
from optimizer.insight.sweeps.cache import Cache
from optimizer.insight.sweeps.run import run
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.tables import Table
from optimizer.intake.year import Year

Kind = Literal["without", "higher", "lower"]
KINDS: tuple[Kind, ...] = ("without", "higher", "lower")
#: How far "higher" and "lower" move each score of an expert (hundredths of a point).
SHIFT = 500
_FULL = 10_000
#: Part of the key of stored answers: raised when what is computed changes.
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Influence:
    """What became of the plan with one expert's sheets changed.

    ``moved`` maps projects whose award differs to (yuan before, yuan after); ``None`` where the
    changed year has no plan.
    """

    expert: str
    kind: Kind
    moved: Mapping[str, tuple[int, int]] | None

    @property
    def entered(self) -> tuple[str, ...]:
        """Projects that get something only with the change."""
        return tuple(sorted(no for no, (was, _) in (self.moved or {}).items() if not was))

    @property
    def left(self) -> tuple[str, ...]:
        """Projects that get something only without the change."""
        return tuple(sorted(no for no, (_, now) in (self.moved or {}).items() if not now))

    @property
    def money(self) -> int:
        """Yuan that go elsewhere: the larger of what is gained and what is lost."""
        changes = [now - was for was, now in (self.moved or {}).values()]
        return max(sum(c for c in changes if c > 0), -sum(c for c in changes if c < 0))


def influences(
    year: Year,
    scenario: Scenario,
    *,
    fingerprint: str,
    shift: int = SHIFT,
    cache: Cache | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Iterator[Influence]:
    """Yield the influence of every expert, by key: left out, then higher, then lower.

    Parameters
    ----------
    year, scenario
        What is planned.
    fingerprint
        Of the outcome of ``year`` under ``scenario``: stored answers belong to it.
    shift
        Hundredths of a point by which every score of the expert moves, inside 0 and 100 points.
    cache, workers, scheduler, progress
        As in :func:`optimizer.insight.sweeps.run.run`.
    """
    experts = sorted({str(expert) for expert in year.scores["expert"].tolist()})
    parts = [[expert, kind] for expert in experts for kind in KINDS]
    before = _plan(year, scenario)
    answers = run(
        _work,
        (year, scenario, shift),
        parts,
        key=f"experts/{_VERSION} {fingerprint} {shift}",
        cache=cache,
        workers=workers,
        scheduler=scheduler,
        chunk=len(KINDS),
        progress=progress,
    )
    for (expert, kind), answer in zip(parts, answers, strict=True):
        after = cast("dict[str, int] | None", answer)
        moved = None if before is None or after is None else _moved(before, after)
        yield Influence(expert, cast("Kind", kind), moved)


def hanging(found: Iterable[Influence]) -> dict[str, tuple[str, ...]]:
    """Return projects that one expert alone brings in or keeps out -> those experts.

    A project hangs on an expert when leaving that expert out changes whether it is funded.
    """
    experts: dict[str, list[str]] = {}
    for one in found:
        if one.kind == "without":
            for number in (*one.entered, *one.left):
                experts.setdefault(number, []).append(one.expert)
    return {number: tuple(who) for number, who in sorted(experts.items())}


def with_scores(year: Year, expert: str, kind: Kind, shift: int) -> Year:
    """Return the year with one expert's sheets left out, or moved by ``shift`` hundredths."""
    own = year.scores["expert"] == expert
    if kind == "without":
        columns = {key: column[~own] for key, column in year.scores.columns.items()}
        return replace(year, scores=Table(columns, year.scores.rows[~own]))
    sign = 1 if kind == "higher" else -1
    columns = dict(year.scores.columns)
    for criterion in year.policy.criteria:
        column = columns[criterion.key]
        moved = np.clip(column + sign * shift, 0, _FULL)
        columns[criterion.key] = np.where(own & (column >= 0), moved, column)
    return replace(year, scores=Table(columns, year.scores.rows))


def _work(context: Any, parts: Sequence[Any]) -> Iterator[Any]:  # noqa: ANN401  as the runner has it
    year, scenario, shift = context
    for expert, kind in parts:
        yield _plan(with_scores(year, expert, kind, shift), scenario)


def _plan(year: Year, scenario: Scenario) -> dict[str, int] | None:
    problem = problem_of(year, scenario)
    return awards_of(problem, replan(problem, work=QUICK))


def _moved(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    pairs = {no: (before.get(no, 0), after.get(no, 0)) for no in sorted({*before, *after})}
    return {no: pair for no, pair in pairs.items() if pair[0] != pair[1]}
