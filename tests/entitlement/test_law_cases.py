"""Every case file beside the law comes out as written."""

from typing import Any

import pytest

from optimizer.money import parse_yuan
from tests.support.cases import answer, cases, expectations, run, together
from tests.support.law import CASES

FILES = sorted(p.stem for p in CASES.glob("*.toml") if p.stem not in {"applications", "sides"})
ALL = [pytest.param(case, id=f"{name}: {case['name']}") for name in FILES for case in cases(name)]


@pytest.mark.parametrize("case", ALL)
def test_the_law_answers_as_written(case: dict[str, Any]) -> None:
    found = run(case)
    expected = expectations(case)
    assert [answer(found, i, one) for i, one in enumerate(expected)] == expected
    assert len(found.entitlements.status) == len(expected)
    if "together" in case:
        assert together(found) == parse_yuan(case["together"])


def test_names_of_cases_are_unique_and_each_cites_its_source() -> None:
    for name in FILES:
        names = [case["name"] for case in cases(name)]
        assert len(set(names)) == len(names)
        assert all(case["cite"] for case in cases(name))
