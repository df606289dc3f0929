"""The year's call (``year/1``): read with all its errors at once, and resolved to the law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from optimizer.errors import DataError
from optimizer.policy.law import Call, Law, Notice
from optimizer.policy.scores import as_score
from optimizer.policy.settings import Setting, read_settings
from optimizer.policy.toml_file import Findings, load
from optimizer.policy.toml_table import TomlTable, as_ratio, nearest, written
from optimizer.policy.types import Discretionary, Mode, Policy, TierTable

__all__ = ["Call", "Law", "Setting", "bands", "policy_named", "read_call", "resolve", "weights"]

FORMAT = "year/1"
FULL_WEIGHT = 100
YEARS = (1990, 2200)
#: What is frozen when a call is issued, and what a supplementary notice may change.
FROZEN = ("policy", "rubric", "weights", "parameters", "pass_mark", "tie_rule")


def read_call(path: Path, policy: Policy) -> Call:
    """Read a year's ``year.toml``.

    Raises
    ------
    DataError
        With every problem of the file.
    """
    document, findings = load(path)
    if findings.problems:
        raise DataError(findings.problems)
    table = TomlTable(document, "", findings)
    call = _call(table, policy)
    table.done()
    if findings.problems:
        raise DataError(findings.problems)
    return call


def resolve(
    policy: Policy, call: Call, settings: Mapping[str, Setting], weights: Mapping[str, int]
) -> Law:
    """Return the law with every parameter resolved: default, then call, then scenario.

    Parameters
    ----------
    settings, weights
        The scenario's; empty weights are the call's. A parameter that must be set and that
        nobody sets stays ``None``.

    Raises
    ------
    DataError
        If the scenario sets what the measures do not leave open, or an unknown criterion.
    """
    criteria = {criterion.key for criterion in policy.criteria}
    wrong = Findings("")
    for names, known in ((settings, set(policy.parameters)), (weights, criteria)):
        for name in names:
            if name not in known:
                wrong.add("policy.not_open", name, name, nearest=nearest(name, known))
    if wrong.problems:
        raise DataError(wrong.problems)
    resolved = {
        name: Setting(parameter.default, "policy") for name, parameter in policy.parameters.items()
    }
    resolved.update({name: one for name, one in call.settings.items() if name in resolved})
    resolved.update(settings)
    return Law(policy, call, resolved, weights or call.weights)


def policy_named(path: Path) -> str:
    """Return the policy (version or file) that a ``year.toml`` names.

    Raises
    ------
    DataError
        If the file cannot be read, or names none.
    """
    document, findings = load(path)
    name = "" if findings.problems else _policy(TomlTable(document, "", findings))[0]
    if findings.problems:
        raise DataError(findings.problems)
    return name


def _call(table: TomlTable, policy: Policy) -> Call:
    table.one_of("format", (FORMAT,))
    year = table.integer("year")
    if table.has("year") and not YEARS[0] <= year <= YEARS[1]:
        table.problem("year.year", "year", year)
    start = table.day("policy_start")
    named, opened = _policy(table)
    return Call(
        year=year,
        policy=named,
        exercise=table.flag("exercise"),
        policy_start=start,
        qualifying_window=_window(table, start),
        issued_by=table.text("issued_by"),
        settings=read_settings(opened, policy.parameters, "call"),
        tier_tables=_tier_tables(table, policy),
        gates=_gates(table.table("gates"), policy),
        weights=weights(table.table_or_empty("weights"), policy, {}),
        site_visit_above=table.yuan_or_none("site_visit_above"),
        mock=table.flag("mock", default=False),
        meetings=_meetings(table),
        policy_term=(start, last_day(start, policy.term_years)),
        pass_mark=_pass_mark(table),
        scores_opened=table.day_or_none("scores_opened"),
        notices=tuple(_notice(inner) for inner in table.tables("supplementary_notice")),
    )


def _pass_mark(table: TomlTable) -> int | None:
    """Return the score below which nothing is paid, in hundredths, if the call sets one."""
    if not table.has("pass_mark"):
        return None
    try:
        return as_score(table.values["pass_mark"])
    except ValueError:
        table.problem("toml.not_score", "pass_mark", written(table.values["pass_mark"]))
        return None


def _policy(table: TomlTable) -> tuple[str, TomlTable]:
    """Return which policy the call is of, and the table of what it sets.

    TOML lets a key be a text or a table, not both: ``policy = "VERSION"`` in a call that sets
    nothing, else ``version`` or ``file`` inside ``[policy]``.
    """
    if isinstance(table.values.get("policy"), str):
        return table.text("policy"), TomlTable({}, "policy", table.findings)
    inner = table.table("policy")
    name = inner.text("file") if inner.has("file") else inner.text("version")
    rest = {key: raw for key, raw in inner.values.items() if key not in ("version", "file")}
    return name, TomlTable(rest, inner.path, inner.findings)


def last_day(start: date, years: int) -> date:
    """Return the last day of a term of whole years: the day before its anniversary."""
    if start == date.min:  # stands for a start that could not be read
        return start
    try:
        anniversary = start.replace(year=start.year + years)
    except ValueError:  # from a 29 February: the term runs to the end of February
        anniversary = date(start.year + years, 3, 1)
    return anniversary - timedelta(days=1)


def _window(table: TomlTable, start: date) -> tuple[date, date]:
    inner = table.table("qualifying_window")
    window = (inner.day("start"), inner.day("end"))
    inner.done()
    if window[0] > window[1]:
        table.problem("year.window", "qualifying_window")
    elif window[1] < start:
        table.problem("year.window_before_term", "qualifying_window", window[1].isoformat())
    return window


def _tier_tables(table: TomlTable, policy: Policy) -> dict[str, TierTable]:
    judged = [one.id for one in policy.clauses if isinstance(one.formula, Discretionary)]
    found: dict[str, TierTable] = {}
    for inner in table.tables("tier_table"):
        clause = inner.text("clause")
        if clause not in judged:
            inner.problem("year.tier_clause", "clause", clause, nearest=nearest(clause, judged))
        elif clause in found:
            inner.problem("policy.doubled", "clause", clause)
        of = inner.one_of("of", ("ceiling", "verified"))
        source = inner.text("source")
        found[clause] = TierTable(clause, of, bands(inner, "bands"), source)  # type: ignore[arg-type]  # one of these
        inner.done()
    return found


def bands(table: TomlTable, key: str) -> tuple[tuple[int, Fraction], ...]:
    """Return score bands, (from in hundredths of a point, share), falling."""
    found: list[tuple[int, Fraction]] = []
    for inner in table.tables(key):
        values: list[int | Fraction] = []
        for name, read_one, kind in (("from", as_score, "score"), ("share", as_ratio, "ratio")):
            raw = inner.values.get(name) if inner.has(name) else None
            try:
                values.append(read_one(raw))
            except ValueError:
                inner.problem(f"toml.not_{kind}", name, written(raw))
                values.append(0)
        found.append((int(values[0]), Fraction(values[1])))
        inner.done()
    if not found:
        table.problem("toml.missing_key", key, key)
    froms, shares = [one for one, _ in found], [share for _, share in found]
    if froms != sorted(set(froms), reverse=True) or shares != sorted(shares, reverse=True):
        table.problem("year.bands_order", key)
    if any(share > 1 for share in shares):
        table.problem("year.band_share", key)
    return tuple(found)


def _gates(table: TomlTable, policy: Policy) -> dict[Mode, tuple[str, ...]]:
    found: dict[Mode, tuple[str, ...]] = {}
    for mode in dict.fromkeys(clause.mode for clause in policy.clauses):
        gates = table.texts(mode)
        for gate in gates:
            if gate not in policy.gates:
                near = nearest(gate, policy.gates)
                table.problem("year.no_gate", mode, gate, nearest=near)
        found[mode] = tuple(gate for gate in policy.gates if gate in gates)
    for mode in ("recognition", "formula", "matching", "competitive"):
        if mode not in found and table.has(mode):
            found[mode] = table.texts(mode)
    table.done()
    return found


def weights(table: TomlTable, policy: Policy, before: Mapping[str, int]) -> dict[str, int]:
    """Return the criteria's weights, merged over ``before``; they add up to 100.

    Without ``before``, a criterion that the table leaves out has the rubric's weight.
    """
    rubric = {criterion.key: criterion.weight for criterion in policy.criteria}
    found = {**rubric, **before}
    for key in table.values:
        if key not in rubric:
            table.unknown(key, rubric)
        else:
            found[key] = table.integer(key)
            if found[key] < 0:
                table.problem("policy.negative_weight", key, found[key])
    if found and sum(found.values()) != FULL_WEIGHT:
        table.findings.add("policy.weights_sum", table.path, sum(found.values()))
    return found


def _meetings(table: TomlTable) -> tuple[dict[str, str], ...]:
    """Return the meetings; those with a key are the chain that a plan goes through, in order."""
    found = []
    keys: set[str] = set()
    for inner in table.tables("meeting"):
        found.append(_meeting(inner))
        key = found[-1].get("key", "")
        if key in keys:
            inner.problem("policy.doubled", "key", key)
        keys |= {key} - {""}
    return tuple(found)


def _meeting(table: TomlTable) -> dict[str, str]:
    found = {"name": table.text("name"), "number": table.text("number", "")}
    if (day := table.day_or_none("date")) is not None:
        found["date"] = day.isoformat()
    if table.has("key"):
        found["key"] = table.text("key").strip()
        if not found["key"]:
            table.problem("toml.missing_key", "key", "key")
    if table.flag("optional", default=False):
        found["optional"] = "true"
    table.done()
    return found


def _notice(table: TomlTable) -> Notice:
    found = Notice(
        table.text("number").strip(),
        table.day("date"),
        table.text("reason").strip(),
        table.texts("changes", ()),
    )
    for name in found.changes:
        if name not in FROZEN:
            table.findings.add("toml.not_one_of", table.at("changes"), name, allowed=FROZEN)
    for key in ("number", "reason"):
        if table.has(key) and not getattr(found, key):
            table.problem("toml.missing_key", key, key)
    table.done()
    return found
