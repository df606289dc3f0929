"""Another text of the measures, in memory: single amounts and ratios changed, all checks kept.

What a text says (ceiling, ratio, threshold, total of a unit, the most of an open ratio) makes a
policy version of its own. What it leaves to the call is set in the scenario, under that version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from optimizer.errors import DataError
from optimizer.intake.other_law import call_under, settings_under
from optimizer.intake.scenario import override
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.tables import Applications
from optimizer.intake.year import Year
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.call import resolve
from optimizer.policy.law import Law
from optimizer.policy.read import policy_of
from optimizer.policy.toml_file import Findings
from optimizer.policy.toml_table import as_ratio, as_yuan
from optimizer.policy.types import Clause, Dated, Flat, Match, Policy, Share

Kind = Literal["ceiling", "ratio", "threshold", "unit_limit", "most", "parameter"]
Case = tuple[Year, Scenario]
#: End of the name of a version that was only tried.
WHAT_IF = "+what-if"


@dataclass(frozen=True, slots=True)
class Dial:
    """One number that may be tried otherwise: yuan, or a ratio (``is_ratio``).

    ``name`` is the parameter (``most``, ``parameter``) or empty; ``number`` the place of a unit
    limit. ``parameter`` is what the call decides, everything else is the text's own.
    """

    clause: str
    kind: Kind
    now: Fraction
    is_ratio: bool = False
    name: str = ""
    number: int = 0

    @property
    def key(self) -> str:
        """What changes are named by."""
        inner = self.name or self.number or self.clause
        return f"{self.kind}:{inner}"


@dataclass(frozen=True, slots=True)
class Changed:
    """A number before and after."""

    dial: Dial
    after: Fraction


def dials(year: Year, scenario: Scenario) -> tuple[Dial, ...]:
    """Return what may be tried under a scenario's law, clause by clause in the policy's order.

    A parameter that nobody has set has no number, and is left out.
    """
    held = year.under(scenario.policy_file)
    law = resolve(held.policy, held.call, scenario.settings, scenario.weights)
    found = (one for clause in held.policy.clauses for one in _of(law, clause))
    return tuple({one.key: one for one in found}.values())


def _of(law: Law, clause: Clause) -> Iterator[Dial]:
    day = law.day
    yield Dial(clause.id, "ceiling", Fraction(clause.ceiling.on(day)))
    formula = clause.formula
    if isinstance(formula, Share) and isinstance(formula.ratio, Dated):
        yield Dial(clause.id, "ratio", formula.ratio.on(day), is_ratio=True)
    if clause.threshold is not None:
        yield Dial(clause.id, "threshold", Fraction(clause.threshold.on(day), FEN_PER_YUAN))
    limits = [(n, one) for n, one in enumerate(law.policy.unit_limits) if clause.id in one.clauses]
    for number, limit in limits:
        if limit.amount is not None:
            now = Fraction(limit.amount.on(day))
            yield Dial(clause.id, "unit_limit", now, number=number + 1)
    names = _parameters(clause)
    names += [one.parameter for _, one in limits if one.parameter and len(one.clauses) == 1]
    for name in names:
        parameter, value = law.policy.parameters[name], law.value(name)
        ratio = parameter.kind == "ratio"
        if ratio and parameter.high is not None and parameter.high < 1:
            yield Dial(clause.id, "most", parameter.high, is_ratio=True, name=name)
        if isinstance(value, int | Fraction) and not isinstance(value, bool):
            yield Dial(clause.id, "parameter", Fraction(value), is_ratio=ratio, name=name)


def _parameters(clause: Clause) -> list[str]:
    """Return the parameters that set an amount or a ratio of a clause."""
    formula = clause.formula
    if isinstance(formula, Flat):
        return [formula.amount] if formula.amount else []
    if isinstance(formula, Share):
        given = [formula.ratio] if isinstance(formula.ratio, str) and formula.ratio else []
        return [*given, *formula.variants.values()]
    return list(dict.fromkeys(formula.ratios.values())) if isinstance(formula, Match) else []


def changed(
    year: Year,
    scenario: Scenario,
    document: Mapping[str, Any],
    values: Mapping[str, str],
    *,
    follow: bool = False,
) -> tuple[Case, Case, tuple[Changed, ...]]:
    """Return year and scenario as they are and as another text would have them.

    Parameters
    ----------
    year, scenario
        As read. The second year differs in its policy and call only, and the second scenario
        names that policy (so that it is a what-if everywhere).
    document
        The policy file of the scenario's law, parsed.
    values
        ``Dial.key`` -> the new value, with its unit, as files spell it (``300万元``, ``15%``).
    follow
        Who asked for exactly a ceiling that rises is taken to ask for the new one: applicants
        knew the present ceilings, so that their figures alone say little about a higher one.

    Raises
    ------
    DataError
        With every problem: a value that is none, that is not lawful under the new text, or that
        leaves the year's call without sense.
    """
    known = {dial.key: dial for dial in dials(year, scenario)}
    base = year.under(scenario.policy_file)
    name = f"{base.policy.version}{WHAT_IF}"
    findings = Findings(name)
    for key in values:
        if key not in known:
            findings.add("law.no_number", key, key)
    found = tuple(_read(known[k], text, findings) for k, text in values.items() if k in known)
    if findings.problems:
        raise DataError(findings.problems)
    policy = policy_of(_edited(document, name, found, base), Findings(name))
    free = {one.dial.name for one in found if one.dial.kind == "parameter"}
    own = {k: v for k, v in base.call.settings.items() if k not in free}
    call = call_under(replace(base.call, settings=own), base.policy, policy, name)
    chosen = {k: v for k, v in scenario.settings.items() if k not in free}
    settings = settings_under(chosen, base.policy, policy, findings)
    if findings.problems:
        raise DataError(findings.problems)
    after = replace(scenario, settings=settings, policy_file=name)
    sets = {
        f"policy.{_quoted(one.dial.name)}": _spelt(one.after, ratio=one.dial.is_ratio)
        for one in found
        if one.dial.kind == "parameter"
    }
    if sets:
        after = override(after, sets, policy, call)
    tried = replace(year, other_laws={**year.other_laws, name: (policy, call)})
    if follow:
        tried = replace(tried, applications=_asking(year.applications, found))
    return (base, scenario), (tried, after), found


def _asking(applications: Applications, found: tuple[Changed, ...]) -> Applications:
    """Return the applications as they would be asked under higher ceilings."""
    asked = applications["requested"].copy()
    for one in found:
        if one.dial.kind == "ceiling" and one.after > one.dial.now:
            was = int(one.dial.now) * FEN_PER_YUAN
            inside = (applications["clause"] == one.dial.clause) & (
                applications["requested"] == was
            )
            asked[inside] = int(one.after) * FEN_PER_YUAN
    asked.flags.writeable = False
    columns = {**applications.table.columns, "requested": asked}
    return replace(applications, table=replace(applications.table, columns=columns))


def _quoted(name: str) -> str:
    """Return a parameter's key path: ``"9.3".ratio`` of ``9.3.ratio``."""
    head, _, last = name.rpartition(".")
    return f'"{head}".{last}' if head else last


def _read(dial: Dial, text: str, findings: Findings) -> Changed:
    read: Callable[[object], int | Fraction] = as_ratio if dial.is_ratio else as_yuan
    try:
        value = Fraction(read(text))
    except ValueError:
        findings.add("toml.not_ratio" if dial.is_ratio else "toml.not_money", dial.key, text)
        return Changed(dial, dial.now)
    if not value:
        findings.add("law.zero", dial.key, text)
    return Changed(dial, value)


def _spelt(value: Fraction, *, ratio: bool) -> str:
    return str(value) if ratio else f"{value}元"


def _edited(
    document: Mapping[str, Any], version: str, found: tuple[Changed, ...], base: Year
) -> dict[str, Any]:
    """Return the document with the text's own numbers changed, and a version of its own."""
    new: dict[str, Any] = deepcopy(dict(document))
    new["version"] = version
    day = base.call.qualifying_window[1]
    clauses = {str(one["id"]): one for one in new["clause"]}
    parameters = {str(one["name"]): one for one in new.get("parameter", ())}
    for one in found:
        dial, text = one.dial, _spelt(one.after, ratio=one.dial.is_ratio)
        match dial.kind:
            case "ceiling":
                _put(clauses[dial.clause]["ceiling"], day, text)
                _widen(base.policy, dial.clause, parameters, one.after)
            case "threshold":
                _put(clauses[dial.clause]["threshold"], day, text)
            case "ratio":
                _put(clauses[dial.clause]["formula"]["ratio"], day, text)
            case "unit_limit":
                _put(new["unit_limit"][dial.number - 1]["amount"], day, text)
            case "most":
                parameters[dial.name]["high"] = text
            case "parameter":  # the call's, not the text's
                pass
    return new


def _put(rows: list[dict[str, Any]], day: date, text: str) -> None:
    """Change the value that holds on ``day`` (before any holds: the first)."""
    begun = [row for row in rows if row["from"] <= day] or [min(rows, key=lambda r: r["from"])]
    max(begun, key=lambda r: r["from"])["value"] = text


def _widen(policy: Policy, clause: str, parameters: dict[str, Any], ceiling: Fraction) -> None:
    """Let the flat amount, which is at most the ceiling, rise with it."""
    formula = policy.clause(clause).formula
    if isinstance(formula, Flat) and formula.amount:
        high = policy.parameters[formula.amount].high
        if high is not None and high < ceiling:
            parameters[formula.amount]["high"] = _spelt(ceiling, ratio=False)
