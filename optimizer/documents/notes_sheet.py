"""The last sheet: what a reader of the tables must know about them."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.documents.cited import notice_text
from optimizer.documents.context import Context
from optimizer.documents.other_sheets import opened
from optimizer.documents.pen import Book
from optimizer.documents.text import status_text
from optimizer.policy.settings import ASSUMED
from optimizer.policy.types import Parameter, TierTable
from optimizer.wording import say

NOTES = {"note": 24, "setting": 44, "explanation": 90}
Line = tuple[str, str, str]


def notes_sheet(book: Book, context: Context) -> None:
    """Write notices, what was computed how, and every value that is not from the measures."""
    pen, row = opened(book, context, "notes", NOTES)
    for line in (*_facts(context), *_settings(context), *_tiers(context), *_weights(context)):
        pen.texts(row, line)
        row += 1


def _facts(context: Context) -> Iterator[Line]:
    lang, outcome, year = context.lang, context.outcome, context.year
    for notice in outcome.notices:
        yield say("documents.note.notice", lang), "", notice_text(notice, outcome, year, lang)
    policy = context.word(year.policy.title)
    yield say("documents.note.policy", lang), outcome.policy_version, policy
    title = str(outcome.scenario["title"][lang])
    yield say("documents.note.scenario", lang), str(outcome.scenario["name"]), title
    method = outcome.scenario["method"]
    yield say("documents.note.method", lang), say(f"documents.method.{method}", lang), ""
    yield say("documents.note.status", lang), status_text(outcome.solution, lang), ""
    yield say("documents.note.fingerprint", lang), outcome.fingerprint, ""
    for key, value in sorted(outcome.scenario.get("overrides", {}).items()):
        yield say("documents.note.override", lang), str(key), str(value)


def _settings(context: Context) -> Iterator[Line]:
    """Yield what call and scenario set where the measures are open."""
    chosen = {
        name: (setting.value, setting.source, "call")
        for name, setting in context.year.call.settings.items()
    }
    for name, setting in context.outcome.scenario.get("policy", {}).items():
        chosen[name] = (setting["value"], setting["source"], "scenario_setting")
    for name, (value, source, origin) in sorted(chosen.items()):
        parameter = context.year.policy.parameters[name]
        label = say(f"documents.note.{ASSUMED if source == ASSUMED else origin}", context.lang)
        shown = f"{name} = {_value(parameter, value, context)}"
        yield label, shown, context.word(parameter.question)


def _value(parameter: Parameter, value: object, context: Context) -> str:
    """Write a parameter's value as its kind says."""
    if parameter.kind == "ratio" and value is not None:
        return say("documents.ratio", context.lang, ratio=str(value))
    if parameter.kind == "money" and isinstance(value, int):
        return say("documents.yuan", context.lang, amount=value)
    return str(value)


def _tiers(context: Context) -> Iterator[Line]:
    tables = context.year.call.tier_tables
    for clause, table in (
        (c.id, tables[c.id]) for c in context.year.policy.clauses if c.id in tables
    ):
        source = ASSUMED if table.source == ASSUMED else "call"
        of = say(f"documents.tiers_of.{table.of}", context.lang, clause=clause)
        yield say(f"documents.note.{source}", context.lang), of, _bands(table, context)


def _bands(table: TierTable, context: Context) -> str:
    bands = [
        say("documents.tier", context.lang, mark=mark, ratio=str(share))
        for mark, share in table.bands
    ]
    return say("documents.between", context.lang).join(bands)


def _weights(context: Context) -> Iterator[Line]:
    """Yield the weights of the rubric, which the measures do not have."""
    policy = context.year.policy
    weights = context.outcome.scenario.get("weights") or context.year.call.weights
    origin = ASSUMED if policy.rubric_source == ASSUMED else "call"
    for criterion in policy.criteria:
        weight = weights.get(criterion.key, criterion.weight)
        label = say(f"documents.note.{origin}", context.lang)
        words = say("documents.weight", context.lang, criterion=context.word(criterion.title))
        yield label, f"{words} = {weight}", ""
