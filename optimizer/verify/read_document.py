"""The plan out of an ``outcome/1`` document, read with suspicion: what is not there is ``None``."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Certificate, Solution
from optimizer.verify.findings import finding


def certificate_of(document: Mapping[str, Any]) -> tuple[Certificate, list[Problem]]:
    """Return ``checks.certificate``: multipliers as fractions in text, ratios in millionths."""
    raw = _mapping(_mapping(document, "checks"), "certificate")
    problems: list[Problem] = []
    stages: list[dict[str, Fraction]] = []
    for entry in _list(raw, "multipliers"):
        stage = {}
        for name, text in entry.items() if isinstance(entry, Mapping) else ():
            try:
                stage[str(name)] = Fraction(text) if isinstance(text, str) else _no(text)
            except (ValueError, ZeroDivisionError):
                problems.append(finding("proof.unreadable", str(name), text))
        stages.append(stage)
    ratios = {str(clause): k for clause, k in _mapping(raw, "ratios").items() if type(k) is int}
    return Certificate(tuple(stages), ratios), problems


def _no(text: object) -> Fraction:
    raise ValueError(text)


def solution_of(
    document: Mapping[str, Any], problem: AllocationProblem
) -> tuple[Solution, list[Problem]]:
    """Return the document's plan over the projects of ``problem``, and what cannot be read.

    An award to somebody who is no project of ``problem`` is a finding.
    """
    raw = _mapping(document, "solution")
    certificate, problems = certificate_of(document)
    position = {str(number): i for i, number in enumerate(problem.ids.tolist())}
    awards = None
    if isinstance(raw.get("awards"), Mapping):
        amounts = [0] * len(position)
        for number, amount in raw["awards"].items():
            if number not in position:
                problems.append(finding("outcome.not_a_project", str(number), amount))
            elif type(amount) is not int or abs(amount) >= 2**63:
                problems.append(finding("outcome.not_an_amount", str(number), amount))
            else:
                amounts[position[number]] = amount
        awards = np.array(amounts, dtype=np.int64)
    solution = Solution(
        raw.get("status", "stopped"),
        awards,
        objective=_integers(raw, "objective"),
        bound=_integers(raw, "bound"),
        objective_scale=_integers(raw, "objective_scale"),
        unspent=raw["unspent"] if type(raw.get("unspent")) is int else -1,
        certificate=certificate,
    )
    return solution, problems


def _mapping(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = document.get(key)
    return value if isinstance(value, Mapping) else {}


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    value = document.get(key)
    return value if isinstance(value, list) else []


def _integers(document: Mapping[str, Any], key: str) -> tuple[int, ...]:
    return tuple(value if type(value) is int else -1 for value in _list(document, key))
