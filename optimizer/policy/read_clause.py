"""One clause of a policy file."""

from __future__ import annotations

from fractions import Fraction

from optimizer.policy.read_parts import choice, citation, condition, dated
from optimizer.policy.toml_table import TomlTable, as_fen, as_ratio, as_yuan
from optimizer.policy.types import (
    BaseRows,
    Clause,
    Dated,
    Discretionary,
    Flat,
    Formula,
    Frequency,
    Match,
    RowThreshold,
    Share,
)

_NO_MONEY: Dated[int] = Dated(())


def clause(table: TomlTable) -> Clause:
    """Return one clause; what is wrong with it stands in the findings."""
    found = Clause(
        id=table.text("id"),
        article=table.text("article"),
        title=table.title("title"),
        mode=table.one_of("mode", ("recognition", "formula", "matching", "competitive")),  # type: ignore[arg-type]  # one of these
        rule=table.one_of("rule", ("equal", "monotone", "none")),  # type: ignore[arg-type]  # one of these
        grid=_grid(table),
        formula=_formula(table.table("formula")),
        ceiling=dated(table, "ceiling", as_yuan, "money") or _NO_MONEY,
        citation=citation(table),
        unit_types=table.texts("unit_types"),
        base=choice(table, "base", ""),
        base_verified=table.text("base_verified", ""),
        base_rows=_base_rows(table),
        cost=choice(table, "cost", ""),
        net_of=table.text("net_of", ""),
        same_matter=table.one_of("same_matter", ("refuse", "net", "match"), "refuse"),  # type: ignore[arg-type]  # one of these
        threshold=dated(table, "threshold", as_fen, "money") if table.has("threshold") else None,
        row_threshold=_row_threshold(table),
        ceiling_scope=choice(table, "ceiling_scope", "application"),
        frequency=_frequency(table),
        payee=choice(table, "payee", "applicant"),
        limit_unit=table.text("limit_unit", ""),
        conditions=tuple(condition(inner) for inner in table.tables("conditions")),
        window=table.text("window", "received_date"),
        needs=table.texts("needs", ()),
        scored=table.flag("scored", default=False),
    )
    table.done()
    if found.rule == "equal" and found.grid > 1:
        table.problem("policy.equal_grid", "grid", table.values["grid"])
    return found


def _grid(table: TomlTable) -> int:
    before = len(table.findings.problems)
    grid = table.yuan("grid")
    if grid < 1 and len(table.findings.problems) == before:
        table.problem("policy.grid", "grid", table.values["grid"])
    return grid


def _formula(table: TomlTable) -> Formula:
    kind = table.one_of("kind", ("flat", "share", "match", "discretionary"))
    found: Formula
    match kind:
        case "flat":
            found = Flat(table.text("amount", ""))
        case "share":
            found = Share(_ratio(table), _words(table, "variants"))
        case "match":
            found = Match(
                _words(table, "ratios"), table.texts("kinds", ()), _words(table, "accept")
            )
            if not found.ratios:
                table.problem("toml.missing_key", "ratios", "ratios")
        case _:
            found = Discretionary()
    table.done()
    return found


def _ratio(table: TomlTable) -> Dated[Fraction] | str:
    if isinstance(table.values.get("ratio"), str):
        return table.text("ratio")
    return dated(table, "ratio", as_ratio, "ratio") or ""


def _words(table: TomlTable, key: str) -> dict[str, str]:
    """Return an optional table of texts."""
    inner = table.table_or_empty(key)
    return {name: inner.text(name) for name in inner.values}


def _base_rows(table: TomlTable) -> BaseRows | None:
    if not table.has("base_rows"):
        return None
    inner = table.table("base_rows")
    found = BaseRows(
        **{key: inner.text(key, "") for key in ("prorate", "start", "end", "limit", "limit_by")}
    )
    inner.done()
    return found


def _row_threshold(table: TomlTable) -> RowThreshold | None:
    if not table.has("row_threshold"):
        return None
    inner = table.table("row_threshold")
    found = RowThreshold(inner.text("parameter"), inner.text("value"), choice(inner, "rows", ""))
    inner.done()
    return found


def _frequency(table: TomlTable) -> Frequency | None:
    if not table.has("frequency"):
        return None
    inner = table.table("frequency")
    found = Frequency(
        scope=choice(inner, "scope", "ever"),
        per=inner.one_of("per", ("unit", "unit_project", "document")),  # type: ignore[arg-type]  # one of these
        citation=citation(inner),
        document=inner.text("document", ""),
        unless=inner.text("unless", ""),
    )
    inner.done()
    if (found.per == "document") != bool(found.document):
        inner.problem("toml.missing_key", "document", "document")
    return found
