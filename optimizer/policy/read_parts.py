"""The small parts of a policy file: citations, dated values, choices, conditions, parameters."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import TypeVar, cast, get_args

from optimizer.formats.reason import Citation, Source
from optimizer.policy.toml_table import TomlTable, written
from optimizer.policy.types import (
    Choice,
    Condition,
    Dated,
    Parameter,
    Test,
    Value,
    When,
)
from optimizer.policy.values import KINDS, read_value, refusal

T = TypeVar("T")
_CITATION = re.compile(
    r"(?:(?P<source>measures|practice)(?::|$))?(?P<article>[0-9A-Za-z.]*)(?:#(?P<sentence>\d{1,3}))?"
)
#: What stands where nothing was cited; the linter refuses it.
NOT_CITED = Citation("measures")


def citation(table: TomlTable, key: str = "cite") -> Citation:
    """Return the citation written as ``"7#1"``, ``"18"``, ``"practice:3"`` or ``"practice"``."""
    text = table.text(key, "")
    if not text:
        return NOT_CITED
    match = _CITATION.fullmatch(text)
    if match is None or not (match["source"] or match["article"]):
        table.problem("policy.not_citation", key, text)
        return NOT_CITED
    source = cast("Source", match["source"] or "measures")
    return Citation(source, match["article"], int(match["sentence"] or 0))


def dated(table: TomlTable, key: str, read: Callable[[object], T], kind: str) -> Dated[T] | None:
    """Return values with the day from which each holds; None where the document is wrong."""
    rows = table.tables(key)
    if not rows:
        table.problem("policy.not_dated", key, written(table.values.get(key, "")))
        return None
    before = len(table.findings.problems)
    held: list[tuple[date, T]] = []
    for row in rows:
        start = row.day("from")
        try:
            held.append((start, read(row.values["value"] if row.has("value") else None)))
        except ValueError:
            row.problem(f"toml.not_{kind}", "value", written(row.values.get("value", "")))
        row.done()
    days = [start for start, _ in held]
    if len(set(days)) < len(days):
        table.problem("policy.dates_overlap", key)
    if len(table.findings.problems) > before:
        return None
    return Dated(tuple(sorted(held, key=lambda pair: pair[0])))


def choice(table: TomlTable, key: str, default: str) -> str | Choice:
    """Return a word, or the words that a parameter's value picks from."""
    if not table.has(key) or isinstance(table.values[key], str):
        return table.text(key, default)
    inner = table.table(key)
    parameter = inner.text("parameter")
    words = {value: inner.text(value) for value in inner.values if value != "parameter"}
    return Choice(parameter, words)


def when(table: TomlTable) -> When | None:
    """Return the parameter on which something depends, if it does."""
    if not table.has("when"):
        return None
    inner = table.table("when")
    found = When(inner.text("parameter"), inner.texts("values"))
    inner.done()
    return found


def condition(table: TomlTable, *, negative: bool = False) -> Condition:
    """Return one condition, or one negative flag (whose test is always ``false``)."""
    test = "false" if negative else cast("Test", table.one_of("test", get_args(Test)))
    found = Condition(
        code=table.text("code"),
        field=table.text("field"),
        test=test,
        citation=citation(table),
        values=table.texts("values", ()),
        when=when(table),
        group="" if negative else table.text("group", ""),
        soft=False if negative else table.flag("soft", default=False),
        hard_when_empty=False if negative else table.flag("hard_when_empty", default=False),
        unless_awarded=False if negative else table.flag("unless_awarded", default=False),
        party="payee" if negative and _party(table) == "payee" else "applicant",
        until_cleared=table.flag("until_cleared", default=False) if negative else False,
    )
    table.done()
    if test == "at_least" and not (found.values and found.values[0].isdecimal()):
        table.problem("policy.at_least_number", "values", " ".join(found.values))
    if test == "one_of" and not found.values:
        table.problem("toml.missing_key", "values", "values")
    return found


def _party(table: TomlTable) -> str:
    return table.one_of("party", ("applicant", "payee"), "applicant")


def parameter(table: TomlTable) -> Parameter:
    """Return one parameter; its default must be one of its own allowed values."""
    kind = table.one_of("kind", KINDS)
    bounds = {key: _bound(table, key, kind) for key in ("low", "high")}
    default: Value = None
    if table.has("default"):
        try:
            default = read_value(kind, table.values["default"])
        except ValueError:
            code = "toml.not_text" if kind == "choice" else f"toml.not_{kind}"
            table.problem(code, "default", written(table.values["default"]))
    found = Parameter(
        name=table.text("name"),
        kind=kind,  # type: ignore[arg-type]  # one of KINDS, which are the kinds
        default=default,
        citation=citation(table),
        question=table.title("question"),
        reason=table.title("reason"),
        allowed=table.texts("allowed", ()),
        low=bounds["low"],
        high=bounds["high"],
        must_be_set=table.flag("must_be_set", default=False),
        needs_citation=table.texts("needs_citation", ()),
        later=table.texts("later", ()),
    )
    table.done()
    _check(table, found)
    return found


def _bound(table: TomlTable, key: str, kind: str) -> Fraction | None:
    if not table.has(key):
        return None
    try:
        value = read_value(kind, table.values[key])
    except ValueError:
        value = None
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        table.problem("policy.not_bound", key, written(table.values[key]))
        return None
    return Fraction(value)


def _check(table: TomlTable, found: Parameter) -> None:
    """Refuse a parameter that contradicts itself."""
    if found.kind == "choice" and not found.allowed:
        table.problem("toml.missing_key", "allowed", "allowed")
    if found.kind in ("choice", "flag") and found.default is None and not found.must_be_set:
        table.problem("toml.missing_key", "default", "default")
    if found.must_be_set and found.default is not None:
        table.findings.add("policy.default_of_open", table.at("default"), found.name)
    if found.default is not None and (why := refusal(found, found.default, cited=False)):
        table.findings.add(why[0], table.at("default"), found.default, "error", **why[1])
