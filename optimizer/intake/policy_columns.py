"""Does a policy speak of columns that applications have? Column names, lists and their kinds."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.errors import Problem
from optimizer.intake.columns import APPLICATIONS, LISTS
from optimizer.policy.toml_file import Findings
from optimizer.policy.toml_table import nearest
from optimizer.policy.types import Choice, Clause, Condition, Policy, Share

#: Column name (``list.column`` for one of a list) -> its kind; a list's own name -> ``list``.
KINDS = {
    **{column.key: column.kind for column in APPLICATIONS.columns},
    **{f"{sheet.key}.{column.key}": column.kind for sheet in LISTS for column in sheet.columns},
    **{sheet.key: "list" for sheet in LISTS},
}
#: Columns that hold one of a closed set of words.
WORDS = {
    **{column.key: column.choices for column in APPLICATIONS.columns if column.choices},
    **{
        f"{sheet.key}.{column.key}": column.choices
        for sheet in LISTS
        for column in sheet.columns
        if column.choices
    },
}
_TESTS = {
    "true": ("flag", "check"),
    "false": ("flag", "check"),
    "one_of": ("choice", "choices", "text", "no"),
    "given": ("text", "no", "date", "usci", "choice", "long"),
    "in_window": ("date",),
    "in_term": ("date",),
    "at_least": ("list",),
    "zero": ("money",),
}
_Named = tuple[str, str, tuple[str, ...]]  # where, column, kinds that it may be of


def check_columns(policy: Policy) -> tuple[Problem, ...]:
    """Return a problem for every column that is unknown, or of a kind that does not fit."""
    findings = Findings(policy.version)
    for path, column, kinds in _columns(policy):
        if column not in KINDS:
            findings.add("policy.no_column", path, column, nearest=nearest(column, KINDS))
        elif kinds and KINDS[column] not in kinds:
            findings.add("policy.column_kind", path, column, kinds=kinds)
    for path, condition in _conditions(policy):
        known = WORDS.get(condition.field, ())
        for value in condition.values if condition.test == "one_of" and known else ():
            if value not in known:
                findings.add("policy.no_word", path, value, allowed=known)
    for clause in policy.clauses:
        for word in clause.unit_types:
            if word not in WORDS["unit_type"]:
                where = f"clause {clause.id} unit_types"
                findings.add("policy.no_word", where, word, allowed=WORDS["unit_type"])
    return tuple(findings.problems)


def _conditions(policy: Policy) -> Iterator[tuple[str, Condition]]:
    for number, one in enumerate(policy.conditions, 1):
        yield f"condition[{number}]", one
    for number, one in enumerate(policy.negative_flags, 1):
        yield f"negative_flag[{number}]", one
    for clause in policy.clauses:
        for number, one in enumerate(clause.conditions, 1):
            yield f"clause {clause.id} condition[{number}]", one


def _columns(policy: Policy) -> Iterator[_Named]:
    for path, condition in _conditions(policy):
        yield path, condition.field, _TESTS[condition.test]
    for clause in policy.clauses:
        yield from _of_clause(clause, f"clause {clause.id}")


def _words(word: str | Choice) -> tuple[str, ...]:
    return (word,) if isinstance(word, str) else tuple(word.words.values())


def _of_clause(clause: Clause, path: str) -> Iterator[_Named]:
    for key, column in _money(clause):
        yield f"{path} {key}", column, ("money",)
    for key, column in _dates(clause):
        yield f"{path} {key}", column, ("date",)
    if isinstance(clause.formula, Share):
        for column in clause.formula.variants:
            yield f"{path} variants", column, ("flag",)
    for need in clause.needs:
        yield f"{path} needs", need, ()
    if clause.frequency is not None and clause.frequency.document:
        yield f"{path} frequency", clause.frequency.document, ("no", "usci")


def _money(clause: Clause) -> Iterator[tuple[str, str]]:
    """Yield (key, column) wherever a clause names a column of money."""
    rows = clause.row_threshold.rows if clause.row_threshold is not None else ""
    limit = clause.base_rows.limit_by if clause.base_rows is not None else ""
    named = {"base": clause.base, "cost": clause.cost, "row_threshold": rows, "base_rows": limit}
    for key, word in named.items():
        for column in _words(word):
            if column:
                yield key, column


def _dates(clause: Clause) -> Iterator[tuple[str, str]]:
    """Yield (key, column) wherever a clause names a column of dates."""
    yield "window", clause.window
    if clause.base_rows is not None:
        for column in (clause.base_rows.start, clause.base_rows.end):
            if column:
                yield "base_rows", column
