import json
from dataclasses import replace

import pytest

from optimizer.documents.outcome_json import outcome_files, outcome_json
from optimizer.formats.outcome import Outcome
from optimizer.formats.reason import Citation, Reason
from tests.documents import sample

KEYS = {
    "checks", "exceptions", "fingerprint", "format", "inputs", "policy_status", "policy_version",
    "program", "projects", "rule_set", "scenario", "solution", "totals",
}  # fmt: skip
PROJECT_KEYS = {
    "application_no", "usci", "unit_name", "project_name", "article", "clause", "payee_usci",
    "payee_name", "requested", "verified", "entitled", "suggested", "approved", "merit", "rank",
    "status", "reasons", "derivation", "marks",
}  # fmt: skip


def document(outcome: Outcome | None = None) -> dict[str, object]:
    result: dict[str, object] = json.loads(outcome_json(outcome or sample.outcome()))
    return result


def test_an_outcome_has_exactly_the_keys_of_the_format() -> None:
    made = json.loads(outcome_json(sample.outcome()))
    assert set(made) == KEYS
    assert made["format"] == "outcome/1"
    assert all(set(project) == PROJECT_KEYS for project in made["projects"])


def test_every_application_stands_by_number_refused_ones_too() -> None:
    shuffled = replace(sample.outcome(), projects=sample.projects()[::-1])
    numbers = [p["application_no"] for p in json.loads(outcome_json(shuffled))["projects"]]
    assert numbers == [f"{i:04d}" for i in range(1, 8)]
    assert outcome_json(shuffled) == outcome_json(sample.outcome())


def test_reasons_carry_code_numbers_and_citation() -> None:
    low = json.loads(outcome_json(sample.outcome()))["projects"][3]["reasons"]
    assert low == [
        {
            "code": "allocation.none.pass_mark",
            "citation": {"source": "measures", "article": "9", "sentence": 1},
            "params": {"merit_score": 5600, "mark_score": 6000},
        }
    ]


def test_the_certificate_holds_exact_fractions_as_text() -> None:
    checks = json.loads(outcome_json(sample.outcome()))["checks"]
    assert checks["certificate"] == {
        "multipliers": [{"budget": "8734/3"}],
        "ratios": {"8": 1_000_000},
    }


def test_text_is_canonical_and_ends_with_one_newline() -> None:
    decomposed = sample.project("0001", "8", 1, unit_name="e\u0301")
    data = outcome_json(replace(sample.outcome(), projects=(decomposed,)))
    assert "é".encode() in data
    assert data.endswith(b"}\n")
    assert not data.endswith(b"\n\n")
    keys = list(json.loads(data))
    assert keys == sorted(keys)


def test_a_float_is_refused_rather_than_written() -> None:
    vague = Reason("allocation.full", Citation("call"), {"x": 0.5})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        outcome_json(replace(sample.outcome(), notices=(vague,)))


def test_a_year_without_a_plan_has_null_amounts_and_the_conflict() -> None:
    made = json.loads(outcome_json(sample.outcome(plan=False)))
    assert {p["suggested"] for p in made["projects"]} == {None}
    assert made["totals"]["suggested"] is None
    assert made["solution"]["status"] == "infeasible"
    assert "awards" not in made["solution"]


def test_the_files_beside_an_outcome_belong_to_one_problem() -> None:
    files = outcome_files(sample.outcome())
    assert set(files) == {"outcome.json", "problem.json", "solution.json", "certificate.json"}
    mark = json.loads(files["solution.json"])["fingerprint"]
    assert json.loads(files["certificate.json"])["fingerprint"] == mark
    assert json.loads(files["outcome.json"])["solution"]["fingerprint"] == mark
