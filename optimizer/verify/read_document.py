"""The plan out of an ``outcome/1`` document, read with suspicion: what is not there is ``None``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import numpy as np

from optimizer.errors import DataError, Problem
from optimizer.formats.certificate import certificate_from_record
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Certificate, Proof, Solution, TieRule, Ties
from optimizer.formats.strict_json import Complaints
from optimizer.verify.findings import finding


def certificate_of(document: Mapping[str, Any]) -> tuple[Certificate, list[Problem]]:
    """Return ``checks.certificate``, an empty one with findings where it cannot be read."""
    out = Complaints("")
    certificate = certificate_from_record(_mapping(document, "checks").get("certificate"), out)
    try:
        out.raise_all()
    except DataError as error:
        return Certificate(), [
            finding("proof.unreadable", problem.place.field, problem.value)
            for problem in error.problems
        ]
    return certificate, []


def solution_of(
    document: Mapping[str, Any], problem: AllocationProblem
) -> tuple[Solution, list[Problem]]:
    """Return the document's plan over the projects of ``problem``, and what cannot be read.

    An award to somebody who is no project of ``problem`` is a finding.
    """
    raw = _mapping(document, "solution")
    awards, problems = _awards(raw.get("awards"), problem)
    certificate = Certificate()
    if awards is not None:
        certificate, unreadable = certificate_of(document)
        problems += unreadable
    named: dict[str, Any] = {}
    if awards is not None:
        for key, known in (("proof", Proof), ("ties", Ties), ("tie_rule", TieRule)):
            if raw.get(key) in get_args(known):
                named[key] = raw[key]
            else:
                problems.append(finding("outcome.field", "solution", raw.get(key), "", key=key))
    solution = Solution(
        raw.get("status", "stopped"),
        awards,
        objective=_integers(raw, "objective"),
        bound=_integers(raw, "bound"),
        objective_scale=_integers(raw, "objective_scale"),
        unspent=raw["unspent"] if type(raw.get("unspent")) is int else -1,
        certificate=certificate,
        **named,
    )
    return solution, problems


def _awards(raw: object, problem: AllocationProblem) -> tuple[Any, list[Problem]]:
    """Return the awards in the problem's order (``None``: no plan), and what cannot be read."""
    if not isinstance(raw, Mapping):
        return None, []
    problems: list[Problem] = []
    position = {str(number): i for i, number in enumerate(problem.ids.tolist())}
    amounts = [0] * len(position)
    for number, amount in raw.items():
        if number not in position:
            problems.append(finding("outcome.not_a_project", str(number), amount))
        elif type(amount) is not int or abs(amount) >= 2**53:
            problems.append(finding("outcome.not_an_amount", str(number), amount))
        else:
            amounts[position[number]] = amount
    return np.array(amounts, dtype=np.int64), problems


def _mapping(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = document.get(key)
    return value if isinstance(value, Mapping) else {}


def _integers(document: Mapping[str, Any], key: str) -> tuple[int, ...]:
    value = document.get(key)
    integers = value if isinstance(value, list) else []
    return tuple(one if type(one) is int else -1 for one in integers)
