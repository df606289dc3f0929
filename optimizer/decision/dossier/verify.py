"""START HERE for an auditor: what a dossier says, computed again from what it holds.

In this order: the file is intact; the decision names just these files; the chain is whole and this
plan is what its last event left; each step was allowed, and nobody had duties that exclude one
another; rules, meetings and what must hold before an approval follow from the year; law, limits,
amounts and optimum of both plans hold; the adjusted plan is the suggested one with the meetings'
amounts as locks; what is approved is what was decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from optimizer.decision.course.inputs import digest_of, read_kept
from optimizer.decision.course.plan import Plan, plan_document, plan_from
from optimizer.decision.dossier import amounts, conditions, course
from optimizer.decision.dossier.archive import read_archive
from optimizer.decision.dossier.export import CHAIN_FORMAT, attachments
from optimizer.decision.record.verify import Head, Reading, contains, read_chain
from optimizer.errors import DataError, Place, Problem
from optimizer.formats.canonical import canonical_json, fingerprint
from optimizer.formats.problem_json import problem_fingerprint, problem_from_json
from optimizer.formats.strict_json import parse
from optimizer.intake.year import Year
from optimizer.policy.versions import find
from optimizer.verify.file import check_file

_NEEDED = ("decision.json", "chain.json", "program.json", "measures.toml")
Members = Mapping[str, bytes]


def verify(data: bytes, source: str, heads: Iterable[Head] = ()) -> tuple[Problem, ...]:
    """Check a dossier with nothing but its own bytes.

    Parameters
    ----------
    data, source
        The file, and its name.
    heads
        Heads of the record that were published: the chain must contain them.

    Returns
    -------
    tuple of Problem
        What does not hold, the first thing first; empty where everything does. Notices come last.

    Raises
    ------
    DataError
        If it is no dossier, or a part of it cannot be read.
    """
    members, found = read_archive(data, source)
    if found:
        return found
    missing = [name for name in _NEEDED if name not in members]
    if missing:
        return tuple(_problem("member_missing", name) for name in missing)
    decision = parse(members["decision.json"], "decision.json")
    plan = plan_from(decision)
    if canonical_json(plan_document(plan)) != members["decision.json"]:
        return (_problem("decision_form", "decision.json"),)
    found = tuple(_files(plan, members))
    if found:
        return found
    reading, found = _record(plan, members)
    found += tuple(one for head in heads if (one := contains(reading, head)) is not None)
    if found:
        return found
    year = _year(members)
    plans = (_plan(folder, members, year) for folder in _folders(plan))
    steps = course.check(plan, _events(members), members)
    held = conditions.check(plan, members, year)
    checks = (_law(plan, members, year), steps, held, *plans, amounts.check(plan, members))
    try:
        findings = [one for check in checks for one in check]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # A member whose parts are not what they are called: no dossier of ours.
        raise DataError([Problem("dossier.unreadable", Place(source), repr(error)[:80])]) from error
    return tuple(sorted(findings, key=lambda one: one.level != "error"))


def _folders(plan: Plan) -> tuple[str, ...]:
    return ("suggested",) if plan.adjusted is None else ("suggested", "adjusted")


def _files(plan: Plan, members: Members) -> Iterator[Problem]:
    """Compare every file with the hash that the decision names, and look for others."""
    wanted = {f"inputs/{name}": digest for name, digest in plan.draft.inputs.items()}
    wanted["measures.toml"] = plan.draft.policy_file
    wanted |= {f"suggested/{name}": digest for name, digest in plan.draft.files.items()}
    if plan.adjusted is not None:
        files = plan.adjusted.files.items()
        wanted |= {f"adjusted/{name}": digest for name, digest in files}
    if plan.approved is not None:
        wanted["approved.json"] = plan.approved.amounts
    for digest in attachments(plan):
        wanted[f"attachments/{digest.removeprefix('sha256:')}"] = digest
    own = {"decision.json", "chain.json", "program.json", "call.json"}
    for name in sorted(members.keys() - wanted.keys() - own):
        yield _problem("file_foreign", name)
    for name, digest in sorted(wanted.items()):
        if name not in members:
            yield _problem("member_missing", name)
        elif digest_of(members[name]) != digest:
            yield _problem("file_altered", name)


def _record(plan: Plan, members: Members) -> tuple[Reading, tuple[Problem, ...]]:
    """Read the chain, and compare its head and the plan's document with what it says."""
    chain: Any = parse(members["chain.json"], "chain.json")
    if not isinstance(chain, dict) or chain.get("format") != CHAIN_FORMAT:
        raise DataError([Problem("dossier.not_a_chain", Place("chain.json"), "chain.json")])
    events = chain.get("events")
    reading = read_chain(events if isinstance(events, list) else [None])
    found = list(reading.faults)
    head = chain.get("head")
    own = {"seq": reading.head.seq, "hash": reading.head.hash}
    if not found and head != own:
        found.append(_problem("head", str(reading.head)))
    seq, after = reading.plans.get(plan.id, (0, ""))
    if not found and after != fingerprint(plan_document(plan)):
        found.append(_problem("decision_altered", plan.id, seq=seq))
    return reading, tuple(found)


def _events(members: Members) -> list[dict[str, Any]]:
    chain: Any = parse(members["chain.json"], "chain.json")
    return [event for event in chain["events"] if "body" not in event]


def _year(members: Members) -> Year:
    files = {
        name.removeprefix("inputs/"): data
        for name, data in members.items()
        if name.startswith("inputs/")
    }
    return read_kept(files)


def _law(plan: Plan, members: Members, year: Year) -> Iterator[Problem]:
    """Ask that the measures read here are those that the plan was computed under."""
    draft = plan.draft
    if draft.year != year.call.year or draft.exercise != year.call.exercise:
        yield _problem("year", str(year.call.year))
    named = f"inputs/{year.call.policy}"
    held = members[named] if named in members else find(year.call.policy).read_bytes()
    if digest_of(held) != draft.policy_file:
        yield _problem("other_measures", year.policy.version)


def _plan(folder: str, members: Members, year: Year) -> Iterator[Problem]:
    """Check one plan: law, limits, amounts and optimum, and that its files say the same."""
    name = f"{folder}/outcome.json"
    outcome: Any = parse(members[name], name)
    yield from check_file(members[name], name, year)
    solution: Any = parse(members[f"{folder}/solution.json"], f"{folder}/solution.json")
    certificate: Any = parse(members[f"{folder}/certificate.json"], f"{folder}/certificate.json")
    problem = problem_from_json(members[f"{folder}/problem.json"], f"{folder}/problem.json")
    print_ = problem_fingerprint(problem)
    if outcome.get("solution") != solution:
        yield _problem("files_differ", f"{folder}/solution.json")
    stated = outcome.get("checks", {}).get("certificate") or {}
    own = {key: value for key, value in certificate.items() if key not in _CERTIFICATE_HEAD}
    own["multipliers"] = own.pop("stages", None)
    if own != stated:
        yield _problem("files_differ", f"{folder}/certificate.json")
    if print_ != solution.get("fingerprint") or print_ != certificate.get("fingerprint"):
        yield _problem("files_differ", f"{folder}/problem.json")


_CERTIFICATE_HEAD = ("format", "fingerprint")


def _problem(code: str, value: str, **params: int) -> Problem:
    return Problem(f"dossier.{code}", Place(), value, params)
