"""An outcome passes only as it was computed: each tampering is found, and by what it did."""

import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import pytest

from optimizer.allocate import allocate
from optimizer.formats.outcome_document import outcome_document
from optimizer.intake.scenario_types import AnnualUnitLimit, Pool, Scenario, ScenarioLock
from optimizer.intake.year import Year, read_year
from optimizer.verify.outcome import check_outcome
from tests.support.odd_years import odd_year
from tests.verify.tamperings import OF_EXCEPTIONS, TAMPERINGS, Document, pay, project

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bundled() -> Year:
    return read_year(ROOT / "scenarios" / "2026")


@pytest.fixture(scope="module")
def made() -> tuple[Year, Scenario]:
    """Return a small made-up year with every kind of limit."""
    year, scenario = odd_year(1009, odd=False, count=120)
    return year, replace(
        scenario,
        total=70_000_000,
        pools=(Pool("article", "9", at_most=3_000_000), Pool("clause", "13", at_least=1_000_000)),
        unit_limits=(AnnualUnitLimit(3_000_000),),
    )


def document_of(year: Year, scenario: Scenario) -> Document:
    document: Document = json.loads(json.dumps(outcome_document(allocate(year, scenario))))
    return document


@pytest.fixture(scope="module", params=["bundled", "made"])
def case(
    request: pytest.FixtureRequest, bundled: Year, made: tuple[Year, Scenario]
) -> tuple[Document, Year, Scenario]:
    chosen = made if request.param == "made" else (bundled, bundled.scenarios["article_pools"])
    return document_of(*chosen), *chosen


def codes(document: Document, year: Year, scenario: Scenario) -> set[str]:
    return {p.code for p in check_outcome(document, year, scenario)}


def test_an_outcome_as_computed_passes(case: tuple[Document, Year, Scenario]) -> None:
    assert check_outcome(*case) == ()


@pytest.mark.parametrize("name", ["baseline", "budget_cut", "by_rank", "same_ratio"])
def test_every_bundled_scenario_passes(bundled: Year, name: str) -> None:
    scenario = bundled.scenarios[name]
    assert check_outcome(document_of(bundled, scenario), bundled, scenario) == ()


@pytest.mark.parametrize(("tamper", "code"), TAMPERINGS, ids=lambda x: getattr(x, "__name__", ""))
def test_a_tampering_is_found(
    case: tuple[Document, Year, Scenario], tamper: Callable[[Document], None], code: str
) -> None:
    document, year, scenario = case
    forged = deepcopy(document)
    tamper(forged)
    assert any(fnmatch(found, code) for found in codes(forged, year, scenario))


@pytest.mark.parametrize(
    ("tamper", "code"), OF_EXCEPTIONS, ids=lambda x: getattr(x, "__name__", "")
)
def test_a_tampering_with_rank_exceptions_is_found(
    made: tuple[Year, Scenario], tamper: Callable[[Document], None], code: str
) -> None:
    forged = document_of(*made)
    tamper(forged)
    assert code in codes(forged, *made)


def test_limits_of_units_and_the_budget_are_found_by_name(made: tuple[Year, Scenario]) -> None:
    year, scenario = made
    document = document_of(year, scenario)
    for chosen in document["projects"]:
        if chosen["entitled"] and chosen["status"] in {"none", "partial"}:
            pay(document, chosen, chosen["entitled"] // 10_000 * 10_000)
    found = check_outcome(document, year, scenario)
    names = {p.place.field for p in found if p.code == "verify.limit.exceeded"}
    assert "budget" in names
    assert any(name.startswith("unit ") for name in names)
    assert "article 9" in names


def test_an_ignored_lock_is_found(bundled: Year) -> None:
    baseline = bundled.scenarios["baseline"]
    document = document_of(bundled, baseline)
    number = project(document, status="full")["application_no"]
    locked = replace(baseline, locks=(ScenarioLock(number, "refuse", "test"),))
    assert "verify.award.lock" in codes(document, bundled, locked)


def test_a_plan_under_other_inputs_fails(bundled: Year) -> None:
    baseline = bundled.scenarios["baseline"]
    document = document_of(bundled, baseline)
    poorer = replace(baseline, total=baseline.total - 10_000_000)
    assert "verify.limit.exceeded" in codes(document, bundled, poorer)


def test_fingerprints_of_inputs_are_compared_where_they_are_given(bundled: Year) -> None:
    baseline = bundled.scenarios["baseline"]
    document = document_of(bundled, baseline)
    assert check_outcome(document, bundled, baseline, document["inputs"]) == ()
    document["inputs"]["ledger"] = "sha256:0"
    own = {**document["inputs"], "ledger": "sha256:1"}
    findings = check_outcome(document, bundled, baseline, own)
    assert [(p.code, p.place.field) for p in findings] == [
        ("verify.outcome.input", "ledger"),
        ("verify.outcome.head", "fingerprint"),
    ]


def test_an_infeasible_outcome_claims_no_amounts(bundled: Year) -> None:
    baseline = bundled.scenarios["baseline"]
    number = project(document_of(bundled, baseline), status="full")["application_no"]
    clash = replace(
        baseline,
        total=baseline.reserve + 70_000_000,
        pools=(Pool("clause", "13", at_least=900_000_000),),
        locks=(ScenarioLock(number, "full", "test"),),
    )
    document = document_of(bundled, clash)
    assert document["solution"]["status"] == "infeasible"
    assert check_outcome(document, bundled, clash) == ()
    document["projects"][0]["suggested"] = 5
    assert "verify.outcome.field" in codes(document, bundled, clash)


def test_garbage_is_a_finding_and_not_a_crash(bundled: Year) -> None:
    baseline = bundled.scenarios["baseline"]
    rubbish: tuple[Document, ...] = (
        {},
        {"projects": 3, "solution": [], "totals": "x", "checks": None},
        {"projects": [None, {}], "solution": {"awards": {"x": "y"}, "objective": "z"}},
    )
    for garbage in rubbish:
        assert "verify.outcome.application_missing" in codes(garbage, bundled, baseline)


def test_the_check_loads_neither_solver_nor_model() -> None:
    script = (
        "import sys; from pathlib import Path; from optimizer.intake.year import read_year;"
        "from optimizer.verify.outcome import check_outcome; y = read_year(Path(sys.argv[1]));"
        "check_outcome({}, y, y.scenarios['baseline']);"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in {'pulp', 'highspy'}"
        " or m.startswith(('optimizer.model', 'optimizer.entitlement', 'optimizer.merit'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT / "scenarios" / "2026")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
