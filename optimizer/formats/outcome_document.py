"""``outcome/1`` as JSON-ready data: every key of the file format, and none beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from optimizer.errors import Param
from optimizer.formats.certificate import certificate_record
from optimizer.formats.outcome import Outcome, ProjectOutcome
from optimizer.formats.project_columns import FIELDS, ProjectColumns
from optimizer.formats.reason import Citation, Reason, Step
from optimizer.formats.solution_json import solution_document

FORMAT = "outcome/1"


def _params(params: Mapping[str, Param]) -> dict[str, Any]:
    return {key: list(v) if isinstance(v, tuple) else v for key, v in params.items()}


def citation_record(citation: Citation) -> dict[str, Any]:
    """Return a citation as JSON-ready data."""
    return {
        "source": citation.source,
        "article": citation.article,
        "sentence": citation.sentence,
    }


def reason_record(reason: Reason) -> dict[str, Any]:
    """Return a reason or mark as JSON-ready data: code, citation, numbers."""
    return {
        "code": reason.code,
        "citation": citation_record(reason.citation),
        "params": _params(reason.params),
    }


def step_record(step: Step) -> dict[str, Any]:
    """Return one step of a derivation as JSON-ready data; its amount is in fen."""
    return {
        "code": step.code,
        "amount_fen": step.amount_fen,
        "cut": step.cut,
        "citation": citation_record(step.citation),
        "params": _params(step.params),
    }


def project_record(project: ProjectOutcome) -> dict[str, Any]:
    """Return what became of one application as JSON-ready data; money in whole yuan."""
    record: dict[str, Any] = {key: getattr(project, key) for key in FIELDS}
    record["reasons"] = [reason_record(r) for r in project.reasons]
    record["derivation"] = [step_record(s) for s in project.derivation]
    record["marks"] = [reason_record(m) for m in project.marks]
    return record


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as the JSON-ready data of ``outcome/1``.

    Projects stand by application number (code points). ``checks`` holds the findings of the
    independent check, the notices that every paper shows, and the certificate of the plan.
    """
    return {**outcome_head(outcome), "projects": list(project_records(outcome))}


def project_records(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """Yield every application as JSON-ready data, one at a time, by application number."""
    if isinstance(outcome.projects, ProjectColumns):
        return map(project_record, outcome.projects.each())
    return map(project_record, sorted(outcome.projects, key=lambda p: p.application_no))


def outcome_head(outcome: Outcome) -> dict[str, Any]:
    """Return all of an outcome but its projects, as JSON-ready data."""
    return {
        "format": FORMAT,
        "fingerprint": outcome.fingerprint,
        "inputs": dict(outcome.inputs),
        "policy_version": outcome.policy_version,
        "policy_status": outcome.policy_status,
        "rule_set": outcome.rule_set,
        "scenario": dict(outcome.scenario),
        "program": dict(outcome.program),
        "totals": dict(outcome.totals),
        "exceptions": [
            {
                "application_no": e.application_no,
                "witness": e.witness,
                "count": e.count,
                "cause": e.cause,
            }
            for e in outcome.exceptions
        ],
        "solution": solution_document(outcome.problem, outcome.solution),
        "checks": {
            **outcome.checks,
            "certificate": certificate_record(outcome.solution.certificate),
            "notices": [reason_record(n) for n in outcome.notices],
        },
    }
