"""A scenario's own limits, over any members: ``[[custom_limit]]`` and ``[[future_limit]]``."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from optimizer.intake.scenario_types import CustomLimit, FutureLimit, Where
from optimizer.intake.selectors import NUMBERS, SELECTORS, is_money, words_of
from optimizer.policy.toml_table import TomlTable, as_texts, nearest, written
from optimizer.policy.types import Policy

#: Names of limits stand among those of pools and units, which have a space in them.
_NAME = re.compile(r"[\w-]{1,100}")
_TAKEN = ("budget",)


def read_where(table: TomlTable, policy: Policy) -> Where:
    """Read members: a column and the word, or words, that it may have."""
    for key in table.values:
        if key not in SELECTORS:
            table.unknown(key, SELECTORS)
    return {key: _words(table, key, policy) for key in table.values if key in SELECTORS}


def _words(table: TomlTable, key: str, policy: Policy) -> tuple[str, ...]:
    raw = table.values[key]
    try:
        words = as_texts([raw] if isinstance(raw, str) else raw)
    except ValueError:
        table.problem("toml.not_texts", key, written(raw))
        return ()
    if not words or not all(words):
        table.problem("scenario.no_words", key, key)
    known = _known(key, policy)
    for word in words:
        if word and known and word not in known:
            near = nearest(word, known)
            place = table.at(key)
            table.findings.add("scenario.no_word", place, word, nearest=near, known=known)
    return words


def _known(key: str, policy: Policy) -> tuple[str, ...]:
    """Return the words that a selector may have; none where any text may stand."""
    match key:
        case "article":
            return tuple(dict.fromkeys(clause.article for clause in policy.clauses))
        case "clause":
            return tuple(clause.id for clause in policy.clauses)
        case _:
            return words_of(key)


def clauses_of(where: Where, policy: Policy) -> tuple[str, ...]:
    """Return the clauses whose applications members may be, in the policy's order."""
    every = {"clause": (one.id for one in policy.clauses), "article": policy.articles}
    clauses, articles = (where.get(key, tuple(names)) for key, names in every.items())
    return tuple(one.id for one in policy.clauses if one.id in clauses and one.article in articles)


def custom_limit(table: TomlTable, policy: Policy) -> CustomLimit:
    """Read one ``[[custom_limit]]``."""
    name = table.text("name")
    if table.has("name") and (not _NAME.fullmatch(name) or name in _TAKEN):
        table.problem("scenario.limit_name", "name", name)
    number = table.text("number") if table.has("number") else None
    if number is not None and number not in NUMBERS:
        table.problem("scenario.no_number", "number", number, nearest=nearest(number, NUMBERS))
        number = None
    counts = number is not None and not is_money(number)
    found = CustomLimit(
        name,
        read_where(table.table_or_empty("where"), policy),
        number,
        at_most=_target(table, "at_most", counts=counts),
        at_least=_target(table, "at_least", counts=counts),
        at_most_share=_share(table, "at_most_share"),
        at_least_share=_share(table, "at_least_share"),
    )
    table.done()
    _agree(found, table)
    return found


def _target(table: TomlTable, key: str, *, counts: bool) -> int | None:
    """Read a target in its unit: a plain number where things are counted, else money."""
    if not table.has(key):
        return None
    target = table.integer(key) if counts else table.yuan(key)
    if target < 0:
        table.problem("scenario.negative", key, target)
        return None
    return target


def _share(table: TomlTable, key: str) -> Fraction | None:
    if not table.has(key):
        return None
    share = table.ratio(key)
    if share > 1:
        table.problem("scenario.limit_share", key, written(table.values[key]))
    return share


def _agree(limit: CustomLimit, table: TomlTable) -> None:
    """Refuse a limit without a target, or with a least above its own most."""
    pairs: tuple[tuple[str, Any, str, Any], ...] = (
        ("at_least", limit.at_least, "at_most", limit.at_most),
        ("at_least_share", limit.at_least_share, "at_most_share", limit.at_most_share),
    )
    if not any(
        table.has(key) for key in ("at_most", "at_least", "at_most_share", "at_least_share")
    ):
        table.problem("scenario.limit_without_target", "name", limit.name)
    for low, least, high, most in pairs:
        if least is not None and most is not None and least > most:
            value = written(table.values[low])
            table.problem("scenario.limit_crossed", low, value, most=written(table.values[high]))


def future_limit(table: TomlTable, year: int) -> FutureLimit:
    """Read one ``[[future_limit]]``; ``year`` is the call's."""
    found = FutureLimit(table.integer("year"), table.yuan("at_most"))
    if table.has("year") and found.year <= year:
        table.problem("scenario.not_future", "year", found.year, call_year=year)
    table.done()
    return found
