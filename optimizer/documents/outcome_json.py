"""An outcome as files: ``outcome.json`` and the problem, solution and certificate beside it."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.formats.canonical import canonical_parts
from optimizer.formats.certificate import certificate_json
from optimizer.formats.outcome import Outcome
from optimizer.formats.outcome_document import outcome_head, project_records
from optimizer.formats.problem_json import problem_json
from optimizer.formats.solution_json import solution_json


def outcome_json(outcome: Outcome) -> bytes:
    """Return an outcome as ``outcome/1``: sorted keys, integers, UTF-8 in NFC, one newline.

    Raises
    ------
    TypeError
        If the outcome holds a float or anything else that has no one way to be written.
    """
    return b"".join(outcome_parts(outcome))


def outcome_parts(outcome: Outcome) -> Iterator[bytes]:
    """Yield the bytes of :func:`outcome_json` in parts: a large year is never whole in memory."""
    return canonical_parts(outcome_head(outcome), {"projects": project_records(outcome)})


def outcome_files(outcome: Outcome) -> dict[str, bytes]:
    """Return the JSON files of an outcome by name."""
    return {
        "outcome.json": outcome_json(outcome),
        "problem.json": problem_json(outcome.problem),
        "solution.json": solution_json(outcome.problem, outcome.solution),
        "certificate.json": certificate_json(outcome.problem, outcome.solution),
    }
