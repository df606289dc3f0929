"""``scenario/1``: a named difference from its parent, and the scenario that results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from optimizer.errors import DataError, Problem
from optimizer.intake.other_law import OtherLaws, settings_under
from optimizer.intake.scenario_checks import check_scenario
from optimizer.intake.scenario_parts import apply, policy_named
from optimizer.intake.scenario_rules import rules_document, where_document
from optimizer.intake.scenario_types import (
    AnnualUnitLimit,
    CustomLimit,
    FutureLimit,
    Pool,
    Scenario,
    ScenarioLock,
)
from optimizer.policy.call import Call
from optimizer.policy.toml_file import Findings, parse, read_bytes, split
from optimizer.policy.toml_table import TomlTable, nearest
from optimizer.policy.types import Policy
from optimizer.policy.values import canonical

__all__ = [
    "AnnualUnitLimit",
    "CustomLimit",
    "FutureLimit",
    "Pool",
    "Scenario",
    "ScenarioLock",
    "override",
    "read_scenarios",
    "scenario_document",
]
FORMAT = "scenario/1"
YEAR_FILE = "year.toml"
SET = "--set"
#: A file that is a version of the measures, not a scenario.
_POLICY_FORMAT = re.compile(rb"""^\s*format\s*=\s*["']policy/""", re.MULTILINE)


def read_scenarios(
    folder: Path, policy: Policy, call: Call, laws: OtherLaws | None = None
) -> dict[str, Scenario]:
    """Read every scenario of a year's folder: each ``*.toml`` but the call and policy files.

    Parameters
    ----------
    laws
        Those of other policy versions that what-ifs name; gathered there.

    Raises
    ------
    DataError
        With every problem of every file.
    """
    return scenarios_of(scenario_files(folder, call), laws or OtherLaws(folder, policy, call))


def scenario_files(folder: Path, call: Call) -> dict[str, bytes]:
    """Return what the scenario files of a year's folder hold, by the scenario's name."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name not in (YEAR_FILE, call.policy):
            raw = read_bytes(path)
            if not _POLICY_FORMAT.search(raw):
                found[path.stem] = raw
    return found


def scenarios_of(files: Mapping[str, bytes], laws: OtherLaws) -> dict[str, Scenario]:
    """Resolve scenario files over each other.

    Parameters
    ----------
    files
        Name -> TOML.

    Raises
    ------
    DataError
        With every problem of every file.
    """
    tables: dict[str, TomlTable] = {}
    broken: set[str] = set()
    problems: list[Problem] = []
    for name, raw in files.items():
        findings = Findings(f"{name}.toml")
        document = parse(raw, findings)
        if findings.problems:
            broken.add(name)
            problems += findings.problems
        else:
            tables[name] = TomlTable(document, "", findings)
    found: dict[str, Scenario] = {}
    for name, chain in _chains(tables, broken).items():
        parent = found.get(chain[-2]) if len(chain) > 1 else None
        read = _one(tables[name], name, parent, laws)
        if read is not None:
            found[name] = read
    for table in tables.values():
        problems += table.findings.problems
    if problems:
        raise DataError(problems)
    return dict(sorted(found.items()))


def _chains(tables: Mapping[str, TomlTable], broken: set[str]) -> dict[str, tuple[str, ...]]:
    """Return name -> chain from its root, parents first; refuse circles and unknown parents."""
    parents: dict[str, str] = {}
    for name, table in tables.items():
        parent = table.text("differs_from", "")
        if parent and parent not in tables:
            if parent not in broken:
                near = nearest(parent, tables)
                table.problem("scenario.no_parent", "differs_from", parent, nearest=near)
            parent = ""
        parents[name] = parent
    chains: dict[str, tuple[str, ...]] = {}
    for name in tables:
        chain = [name]
        while (parent := parents[chain[0]]) and parent not in chain:
            chain.insert(0, parent)
        if parent:
            tables[name].problem("scenario.circle", "differs_from", " -> ".join([parent, *chain]))
            chain = [name]
        chains[name] = tuple(chain)
    return dict(sorted(chains.items(), key=lambda item: (len(item[1]), item[0])))


def _one(table: TomlTable, name: str, parent: Scenario | None, laws: OtherLaws) -> Scenario | None:
    """Read one file over its parent; nothing if its law cannot be read."""
    table.one_of("format", (FORMAT,))
    is_child = bool(table.text("differs_from", ""))
    title = table.title("title")
    before = parent.policy_file if parent is not None else ""
    own = policy_named(table)
    try:
        (base, _), (policy, call) = laws.of(before), laws.of(own or before)
    except DataError as error:
        table.findings.problems += error.problems
        return None
    if parent is not None and policy is not base:
        kept = settings_under(parent.settings, base, policy, table.findings)
        parent = replace(parent, settings=kept)
    # A child whose parent cannot be read is still looked through for its own mistakes.
    orphan = is_child and parent is None
    found = apply(table, parent, policy, call, must_have_total=not orphan)
    table.done()
    chain = (*parent.chain, name) if parent else (name,)
    found = replace(found, name=name, title=title, chain=chain, policy_file=own or before)
    if not orphan:
        check_scenario(found, policy, table.findings)
    return found


def override(
    scenario: Scenario, changes: Mapping[str, str], policy: Policy, call: Call
) -> Scenario:
    """Return the scenario with single keys changed, as ``--set KEY=VALUE`` does.

    Parameters
    ----------
    changes
        Key path as in a scenario file (``policy."9.3".ratio``) -> value as in the file; quotes
        around a plain text may be left out. Recorded in ``overrides``.

    Raises
    ------
    DataError
        With every problem of the changes; the places name the key paths.
    """
    findings = Findings(SET)
    document: dict[str, Any] = {}
    for path, text in changes.items():
        _put(document, path, text, policy, findings)
    table = TomlTable(document, "", findings)
    for key in ("format", "differs_from", "title"):
        if table.has(key):
            table.problem("scenario.not_by_set", key, key)
    if policy_named(table):
        table.problem("scenario.not_by_set", "policy", "policy")
    changed = apply(table, scenario, policy, call)
    table.done()
    if not findings.problems:
        check_scenario(changed, policy, findings)
    if findings.problems:
        raise DataError(findings.problems)
    return replace(changed, overrides={**scenario.overrides, **changes})


def _put(
    document: dict[str, Any], path: str, text: str, policy: Policy, findings: Findings
) -> None:
    """Put one value at its place in a document."""
    try:
        parts = split(path)
    except ValueError:
        findings.add("scenario.not_path", path, path)
        return
    here = document
    for part in parts[:-1]:
        here = here.setdefault(part, {})
        if not isinstance(here, dict):
            findings.add("scenario.set_twice", path, path)
            return
    if parts[-1] in here:
        findings.add("scenario.set_twice", path, path)
    else:
        here[parts[-1]] = _value(text, parts, policy)


def _value(text: str, parts: tuple[str, ...], policy: Policy) -> object:
    """Return what a value written on a command line means.

    Lists, tables and quoted texts are TOML. A bare word is a whole number or a flag only where a
    scenario holds such; elsewhere it is text, so that ``rules.pass_mark=60`` needs no quotes.
    """
    document = parse(f"value = {text}".encode(), Findings(SET))
    value = document.get("value") if len(document) == 1 else None
    if isinstance(value, str | list | dict):
        return value
    parameter = policy.parameters.get(".".join(parts[1:]).removesuffix(".value"))
    kind = parameter.kind if parts[0] == "policy" and parameter is not None else ""
    if parts[0] == "weights" or kind in ("integer", "flag", "date") or _is_plain_rule(parts, value):
        return text if value is None else value
    return text


def _is_plain_rule(parts: tuple[str, ...], value: object) -> bool:
    """Say whether a rule holds such a value without quotes: on or off, or a count of projects."""
    if parts[0] != "rules":
        return False
    return isinstance(value, bool) or parts[1:] == ("most_projects", "count")


def scenario_document(scenario: Scenario) -> dict[str, Any]:
    """Return the resolved scenario as plain JSON values: whole yuan, hundredths, exact ratios."""
    other = {"policy_file": scenario.policy_file} if scenario.policy_file else {}
    return {
        **other,
        "name": scenario.name,
        "title": {"zh": scenario.title.zh, "en": scenario.title.en},
        "chain": list(scenario.chain),
        "method": scenario.method,
        "objective": list(scenario.objective),
        "stages": [
            {"clauses": list(one.clauses), "share": _ratio(one.share)} for one in scenario.stages
        ],
        "budget": {"total": scenario.total, "reserve": scenario.reserve},
        "policy": {
            name: {
                "value": canonical(one.value),
                "source": one.source,
                "reason": one.reason,
                "citation": one.citation,
            }
            for name, one in sorted(scenario.settings.items())
        },
        "weights": dict(sorted(scenario.weights.items())),
        "rules": rules_document(scenario),
        "pool": [
            {"over": p.over, "key": p.key, "at_most": p.at_most, "at_least": p.at_least}
            for p in scenario.pools
        ],
        "unit_limit": [
            {"over": list(one.over), "at_most": one.at_most} for one in scenario.unit_limits
        ],
        "lock": [
            {"application_no": one.application_no, "to": one.to, "reason": one.reason}
            for one in scenario.locks
        ],
        "custom_limit": [_limit_document(one) for one in scenario.custom_limits],
        "future_limit": [
            {"year": one.year, "at_most": one.at_most} for one in scenario.future_limits
        ],
        "overrides": dict(sorted(scenario.overrides.items())),
    }


def _limit_document(limit: CustomLimit) -> dict[str, Any]:
    return {
        "name": limit.name,
        "where": where_document(limit.where),
        "number": limit.number,
        "at_most": limit.at_most,
        "at_least": limit.at_least,
        "at_most_share": _ratio(limit.at_most_share),
        "at_least_share": _ratio(limit.at_least_share),
    }


def _ratio(share: Fraction | None) -> str | None:
    return None if share is None else str(share)
