"""``allocation-solution/1`` as JSON, written canonically and read strictly."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np

from optimizer.formats.canonical import canonical_json
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.problem_json import problem_fingerprint
from optimizer.formats.solution import Certificate, Proof, Repair, Solution, Status, TieRule, Ties
from optimizer.formats.strict_json import Complaints, parse

FORMAT = "allocation-solution/1"
_PLAN = ("objective", "objective_scale", "bound", "proof", "awards", "ties", "tie_rule", "unspent")
_CLASH = ("conflicts", "complete", "repairs", "joint_repair")


def solution_document(problem: AllocationProblem, solution: Solution) -> dict[str, Any]:
    """Return ``solution`` as JSON-ready data; projects with nothing are not in ``awards``."""
    out: dict[str, Any] = {
        "format": FORMAT,
        "status": solution.status,
        "fingerprint": problem_fingerprint(problem),
    }
    if solution.awards is not None:
        pairs = zip(problem.ids.tolist(), solution.awards.tolist(), strict=True)
        out |= {
            "objective": list(solution.objective),
            "objective_scale": list(solution.objective_scale),
            "bound": list(solution.bound),
            "proof": solution.proof,
            "awards": {name: amount for name, amount in pairs if amount},
            "ties": solution.ties,
            "tie_rule": solution.tie_rule,
            "unspent": solution.unspent,
        }
    elif solution.status == "infeasible":
        out |= {
            "conflicts": [{"members": list(members)} for members in solution.conflicts],
            "complete": solution.complete,
            "repairs": [_repair_document(repair) for repair in solution.repairs],
            "joint_repair": [_repair_document(repair) for repair in solution.joint_repair],
        }
    return out


def solution_json(problem: AllocationProblem, solution: Solution) -> bytes:
    """Return ``solution`` as canonical JSON."""
    return canonical_json(solution_document(problem, solution))


def _repair_document(repair: Repair) -> dict[str, Any]:
    if repair.to is None:
        return {"target": repair.target, "not_enough_alone": True}
    return {"target": repair.target, "to": repair.to}


def solution_from_json(
    data: bytes | str,
    problem: AllocationProblem,
    certificate: Certificate | None = None,
    source: str = "",
) -> Solution:
    """Read a solution of ``problem``.

    Parameters
    ----------
    data
        The file's bytes (UTF-8) or text.
    problem
        The problem that it answers; its fingerprint must be the one in the file.
    certificate
        The multipliers, which have a file of their own.
    source
        Name of the file, for complaints.

    Raises
    ------
    DataError
        With everything that is wrong.
    """
    out = Complaints(source)
    file = out.mapping(
        parse(data, source), "", ("format", "status", "fingerprint", *_PLAN, *_CLASH)
    )
    if file.get("format") != FORMAT:
        out.add("formats.format", "format", file.get("format", ""), expected=FORMAT)
    if file.get("fingerprint") != problem_fingerprint(problem):
        out.add("formats.other_problem", "fingerprint", file.get("fingerprint", ""))
    status = _one_of(file, "status", get_args(Status), out)
    awards = _awards(file, problem, out) if "awards" in file else None
    fields: dict[str, Any] = {}
    if awards is not None:
        fields = {
            key: _integers(file, key, out) for key in ("objective", "objective_scale", "bound")
        }
        fields["proof"] = _one_of(file, "proof", get_args(Proof), out)
        fields["ties"] = _one_of(file, "ties", get_args(Ties), out)
        fields["tie_rule"] = _one_of(file, "tie_rule", get_args(TieRule), out)
        fields["unspent"] = out.integer(file.get("unspent"), "unspent", 0)
    elif status == "infeasible":
        fields = _clash(file, out)
    out.raise_all()
    return Solution(status, awards, certificate=certificate or Certificate(), **fields)


def _one_of(file: dict[str, Any], key: str, allowed: tuple[str, ...], out: Complaints) -> Any:  # noqa: ANN401
    if file.get(key) not in allowed:
        out.add("formats.not_one_of", key, file.get(key), allowed=allowed)
    return file.get(key)


def _integers(file: dict[str, Any], key: str, out: Complaints) -> tuple[int, ...]:
    raw = file.get(key)
    if not isinstance(raw, list):
        out.add("formats.not_list", key, raw)
        return ()
    return tuple(out.integer(v, f"{key}[{k}]", 0, None) for k, v in enumerate(raw))


def _awards(file: dict[str, Any], problem: AllocationProblem, out: Complaints) -> Any:  # noqa: ANN401  an array
    position = {name: i for i, name in enumerate(problem.ids.tolist())}
    awards = np.zeros(len(position), dtype=np.int64)
    for name, amount in out.mapping(file["awards"], "awards", None).items():
        if name not in position:
            out.add("formats.unknown_id", f"awards.{name}", name)
        else:
            awards[position[name]] = out.integer(amount, f"awards.{name}", 1)
    awards.setflags(write=False)
    return awards


def _clash(file: dict[str, Any], out: Complaints) -> dict[str, Any]:
    conflicts = []
    for k, one in enumerate(_list(file, "conflicts", out)):
        raw = out.mapping(one, f"conflicts[{k}]", ("members",))
        conflicts.append(out.texts(raw.get("members"), f"conflicts[{k}].members"))
    complete = file.get("complete", False)
    if not isinstance(complete, bool):
        out.add("formats.not_one_of", "complete", complete, allowed=("true", "false"))
    return {
        "conflicts": tuple(conflicts),
        "complete": complete is True,
        "repairs": _repairs(file, "repairs", out),
        "joint_repair": _repairs(file, "joint_repair", out),
    }


def _list(file: dict[str, Any], key: str, out: Complaints) -> list[Any]:
    raw = file.get(key, [])
    if isinstance(raw, list):
        return raw
    out.add("formats.not_list", key, raw)
    return []


def _repairs(file: dict[str, Any], key: str, out: Complaints) -> tuple[Repair, ...]:
    repairs = []
    for k, one in enumerate(_list(file, key, out)):
        here = f"{key}[{k}]"
        raw = out.mapping(one, here, ("target", "to", "not_enough_alone"))
        target = out.text(raw.get("target"), f"{here}.target")
        to = None if raw.get("not_enough_alone") is True else _new_value(raw, here, out)
        repairs.append(Repair(target, to))
    return tuple(repairs)


def _new_value(raw: dict[str, Any], path: str, out: Complaints) -> int | str:
    """Read the new value of a target: an integer, or a share as text."""
    to = raw.get("to")
    if isinstance(to, str):
        out.ratio(to, f"{path}.to")
        return to
    return out.integer(to, f"{path}.to", None)
