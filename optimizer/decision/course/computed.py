"""A plan computed from kept bytes: its outcome as files, and what the course asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.allocate import allocate
from optimizer.decision.course.frozen import noticed, rules_of, what_if_parts
from optimizer.decision.course.inputs import digest_of, policy_path, read_kept, take, used
from optimizer.decision.course.plan import Draft
from optimizer.decision.course.refused import refusal
from optimizer.errors import Place, Problem, UsageError
from optimizer.formats.canonical import canonical_json
from optimizer.formats.certificate import certificate_json
from optimizer.formats.outcome import Outcome
from optimizer.formats.outcome_document import outcome_document
from optimizer.formats.problem_json import problem_json
from optimizer.formats.solution_json import solution_json
from optimizer.intake.scenario import Scenario, override
from optimizer.intake.year import Year

#: Statuses of applications that compete for money; the others have no amount.
COMPETING = ("full", "partial", "none")


@dataclass(frozen=True, slots=True)
class Computed:
    """One plan, computed: the year and scenario, the outcome, and the files to keep."""

    year: Year
    scenario: Scenario
    outcome: Outcome
    inputs: Mapping[str, bytes]
    measures: bytes
    files: Mapping[str, bytes]
    rules: Mapping[str, str]
    what_if: tuple[str, ...]
    noticed: tuple[str, ...]


def compute(folder: Path, name: str, overrides: Mapping[str, str]) -> Computed:
    """Take a year's files, read the year from what was taken, and allocate it.

    Raises
    ------
    DataError
        If the files or the overrides are wrong.
    RefusedError
        If the scenario has no plan.
    UsageError
        If the year has no such scenario.
    """
    try:
        files = take(folder)
        measures = policy_path(folder).read_bytes()
    except OSError:
        raise UsageError(Problem("cli.no_year", Place(field="YEAR"), folder.name)) from None
    year = read_kept(files)
    scenario = scenario_under(year, name, overrides)
    outcome = planned(year, scenario)
    return Computed(
        year,
        scenario,
        outcome,
        used(files, year, scenario),
        measures,
        outcome_files(outcome),
        rules_of(year),
        what_if_parts(scenario, year),
        noticed(year),
    )


def scenario_under(year: Year, name: str, overrides: Mapping[str, str]) -> Scenario:
    """Return a scenario of the year with what is changed in it."""
    if name not in year.scenarios:
        known = tuple(sorted(year.scenarios))
        raise UsageError(
            Problem("cli.no_scenario", Place(field="--scenario"), name, {"known": known})
        )
    scenario = year.scenarios[name]
    law = year.under(scenario.policy_file)
    return override(scenario, overrides, law.policy, law.call) if overrides else scenario


def planned(year: Year, scenario: Scenario) -> Outcome:
    """Allocate; refuse a scenario without a plan, with what clashes."""
    outcome = allocate(year, scenario)
    if outcome.solution.awards is None:
        first = next(iter(outcome.solution.conflicts), ())
        raise refusal("does_not_fit", "", scenario.name, members=tuple(first)[:10])
    return outcome


def outcome_files(outcome: Outcome) -> dict[str, bytes]:
    """Return the JSON files of an outcome by name."""
    return {
        "outcome.json": canonical_json(outcome_document(outcome)),
        "problem.json": problem_json(outcome.problem),
        "solution.json": solution_json(outcome.problem, outcome.solution),
        "certificate.json": certificate_json(outcome.problem, outcome.solution),
    }


def amounts_of(document: Mapping[str, Any]) -> dict[str, int]:
    """Return the suggested yuan of every application that competes, by number."""
    return {
        one["application_no"]: one["suggested"] or 0
        for one in document["projects"]
        if one["status"] in COMPETING
    }


def draft_of(
    computed: Computed,
    folder: Path,
    scenario: str,
    overrides: Mapping[str, str],
    confirmed: tuple[str, ...],
) -> Draft:
    """Return what the plan says of how it was computed: hashes of everything that is kept."""
    call, outcome = computed.year.call, computed.outcome
    return Draft(
        year=call.year,
        exercise=call.exercise,
        policy_version=outcome.policy_version,
        policy_status=outcome.policy_status,
        policy_file=digest_of(computed.measures),
        source=str(folder.resolve()),
        scenario=scenario,
        overrides=dict(overrides),
        fingerprint=outcome.fingerprint,
        inputs={name: digest_of(data) for name, data in computed.inputs.items()},
        files={name: digest_of(data) for name, data in computed.files.items()},
        rules=dict(computed.rules),
        suggested=int(outcome.totals["suggested"]),
        what_if=computed.what_if,
        noticed=computed.noticed,
        confirmed=confirmed,
        mock=call.mock,
    )
