"""Influence by solving again: it equals an allocation of the year without the expert."""

from pathlib import Path

import numpy as np
import pytest

from optimizer.allocate import allocate
from optimizer.insight.experts.influence import hanging, influences, with_scores
from optimizer.insight.parametric import Stopped
from optimizer.intake.year import Year, read_year


@pytest.fixture(scope="module")
def year(root: Path) -> Year:
    return read_year(root / "scenarios" / "2026")


def awards(year: Year) -> dict[str, int]:
    outcome = allocate(year, year.scenarios["baseline"])
    return {p.application_no: p.suggested or 0 for p in outcome.projects}


def test_leaving_an_expert_out_is_the_year_without_these_sheets(year: Year) -> None:
    found = list(influences(year, year.scenarios["baseline"], fingerprint="f"))
    experts = sorted(set(year.scores["expert"].tolist()))
    assert [one.expert for one in found if one.kind == "without"] == experts
    moving = max((o for o in found if o.kind == "without"), key=lambda o: len(o.moved or {}))
    assert moving.moved
    before = awards(year)
    after = awards(with_scores(year, moving.expert, "without", 0))
    assert dict(moving.moved) == {
        no: (before[no], after[no]) for no in before if before[no] != after[no]
    }
    assert moving.money == max(
        sum(max(after[no] - before[no], 0) for no in before),
        sum(max(before[no] - after[no], 0) for no in before),
    )
    hang = hanging(found)
    assert set(moving.entered) | set(moving.left) <= set(hang)
    assert all(moving.expert in hang[no] for no in moving.entered)


def test_shifted_scores_stay_in_their_scale_and_gaps_stay_gaps(year: Year) -> None:
    expert = str(year.scores["expert"][0])
    up = with_scores(year, expert, "higher", 500).scores
    own = year.scores["expert"] == expert
    for criterion in year.policy.criteria:
        was, now = year.scores[criterion.key], up[criterion.key]
        assert (now[~own] == was[~own]).all()
        expected = np.where(was >= 0, np.minimum(was + 500, 10_000), was)
        assert (now[own] == expected[own]).all()


def test_a_person_can_stop_it(year: Year) -> None:
    def enough(done: int, _of: int) -> None:
        if done >= 3:
            raise Stopped

    running = influences(year, year.scenarios["baseline"], fingerprint="f", progress=enough)
    with pytest.raises(Stopped):
        list(running)
