"""``policy/1``: read a policy file, with all its errors at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimizer.errors import DataError
from optimizer.formats.reason import Citation
from optimizer.policy.check import check
from optimizer.policy.read_clause import clause
from optimizer.policy.read_parts import choice, citation, condition, dated, parameter
from optimizer.policy.toml_file import Findings, load
from optimizer.policy.toml_table import TomlTable, as_yuan
from optimizer.policy.types import (
    CITED_RULES,
    Article,
    Clause,
    Combination,
    Criterion,
    Parameter,
    Policy,
    Reading,
    UnitLimit,
)

FORMAT = "policy/1"


def read_policy(path: Path) -> Policy:
    """Read one version of the measures.

    Raises
    ------
    DataError
        With every problem of the file.
    """
    return policy_of(*load(path))


def policy_of(document: Mapping[str, Any], findings: Findings) -> Policy:
    """Read a parsed policy document; ``findings`` are those of its parsing.

    Raises
    ------
    DataError
        With every problem of the document.
    """
    if findings.problems:
        raise DataError(findings.problems)
    table = TomlTable(document, "", findings)
    table.one_of("format", (FORMAT,))
    policy = _policy(table)
    table.done()
    if not findings.problems:
        check(policy, findings)  # needs a policy whose parts are all there
    if findings.problems:
        raise DataError(findings.problems)
    return policy


def _policy(table: TomlTable) -> Policy:
    clauses = tuple(clause(inner) for inner in table.tables("clause"))
    articles = {article.id: article for article in _articles(table)}
    rubric = table.table_or_empty("rubric")
    criteria = tuple(_criterion(inner) for inner in rubric.tables("criterion"))
    source = rubric.text("source", "")
    rubric.done()
    return Policy(
        version=table.text("version"),
        title=table.title("title"),
        status=table.one_of("status", ("draft", "in_force", "expired")),  # type: ignore[arg-type]  # one of these
        document_no=table.text("document_no", ""),
        published=table.day_or_none("published"),
        term_years=table.integer("term_years"),
        clauses=clauses,
        parameters=_parameters(table),
        conditions=tuple(condition(inner) for inner in table.tables("condition")),
        negative_flags=tuple(
            condition(inner, negative=True) for inner in table.tables("negative_flag")
        ),
        unit_limits=tuple(_unit_limit(inner, clauses) for inner in table.tables("unit_limit")),
        criteria=criteria,
        gates=table.texts("gates", ()),
        article_titles={article.id: article.title for article in articles.values()},
        articles=articles,
        combinations=tuple(_combination(inner) for inner in table.tables("combination")),
        readings=tuple(_reading(inner) for inner in table.tables("reading")),
        rubric_source=source,
        citations=_citations(table.table_or_empty("citations")),
    )


def _citations(table: TomlTable) -> dict[str, Citation]:
    """Read where the general rules stand; an unknown rule names the nearest."""
    found = {key: citation(table, key) for key in CITED_RULES if table.has(key)}
    table.done()
    return found


def _parameters(table: TomlTable) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for inner in table.tables("parameter"):
        one = parameter(inner)
        if one.name in found:
            inner.problem("policy.doubled", "name", one.name)
        found[one.name] = one
    return found


def _articles(table: TomlTable) -> list[Article]:
    found = []
    for inner in table.tables("article"):
        found.append(Article(inner.text("id"), inner.title("title"), inner.title("note")))
        inner.done()
    return found


def _criterion(table: TomlTable) -> Criterion:
    found = Criterion(table.text("key"), table.title("title"), table.integer("weight"))
    table.done()
    return found


def _unit_limit(table: TomlTable, clauses: tuple[Clause, ...]) -> UnitLimit:
    everything = table.values.get("clauses") == "all"
    also = table.table_or_empty("also")
    found = UnitLimit(
        clauses=tuple(one.id for one in clauses) if everything else table.texts("clauses"),
        amount=dated(table, "amount", as_yuan, "money") if table.has("amount") else None,
        period=choice(table, "period", "annual"),
        citation=citation(table),
        parameter=table.text("parameter", ""),
        also={name: also.text(name) for name in also.values},
    )
    table.asked.add("clauses")
    table.done()
    if (found.amount is None) == (not found.parameter):
        table.problem("policy.limit_amount", "amount")
    return found


def _combination(table: TomlTable) -> Combination:
    found = Combination(table.texts("clauses"), table.text("parameter"), citation(table))
    table.done()
    return found


def _reading(table: TomlTable) -> Reading:
    found = Reading(
        table.text("name"), table.title("question"), table.title("answer"), citation(table)
    )
    table.done()
    return found
