"""The ledger under another text: cut by ceilings, never raised, and what is unknown is said."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.documents.backtest_text import totals
from optimizer.insight.law.backtest import backtest
from optimizer.intake.year import Year, read_year
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.basics import Dated
from optimizer.policy.types import Policy

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def year() -> Year:
    return read_year(ROOT / "scenarios" / "2026")


def with_ceilings(policy: Policy, yuan: int) -> Policy:
    clauses = (
        replace(clause, ceiling=Dated(tuple((day, yuan) for day, _ in clause.ceiling.values)))
        for clause in policy.clauses
    )
    return replace(policy, clauses=tuple(clauses))


def test_every_award_of_the_ledger_is_tried_and_none_is_raised(year: Year) -> None:
    found = backtest(year)
    assert [one.row for one in found] == list(range(len(year.ledger)))
    assert all(one.at_most is None or one.at_most <= one.awarded for one in found)


def test_a_lower_ceiling_cuts_what_is_above_it(year: Year) -> None:
    found = backtest(year, with_ceilings(year.policy, 100_000))
    ceiling = 100_000 * FEN_PER_YUAN
    assert any(one.fate == "ceiling" for one in found)
    for one in found:
        if one.fate == "ceiling":
            assert one.at_most == ceiling < one.awarded
    assert totals(found)["cut_fen"] == sum(one.cut for one in found) > 0


def test_a_higher_ceiling_raises_nothing_but_says_what_is_not_known(year: Year) -> None:
    low = replace(year, policy=with_ceilings(year.policy, 1))
    found = backtest(low, year.policy)
    assert all("more" in one.unknown for one in found if one.awarded)
    assert all(one.cut >= 0 for one in found)


def test_without_its_clause_an_award_cannot_be_judged(year: Year) -> None:
    found = backtest(year, replace(year.policy, clauses=()))
    assert {(one.fate, one.at_most, one.unknown) for one in found} == {
        ("no_clause", None, ("clause",))
    }


def test_the_command_says_the_same(year: Year, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backtest", "2026", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["totals"] == totals(backtest(year))
    assert document["what_if"]
    for lang in ("zh", "en"):
        assert main(["backtest", "2026", "--lang", lang]) == 0
        assert str(document["totals"]["awards"]) in capsys.readouterr().out
