"""Reasons, notices and their sources in words: what terminal, workbook and pages share."""

from __future__ import annotations

from typing import Any

from optimizer import wording
from optimizer.formats.outcome import Outcome
from optimizer.formats.reason import Citation, Reason
from optimizer.intake.year import Year
from optimizer.wording import Language, say

#: What a reader may change of a scenario by its key, and is named in words.
_CHANGED = frozenset({"budget.total", "budget.reserve", "unit_limit", "pool"})


def cite(citation: Citation, lang: Language) -> str:
    """Return a citation in words."""
    return wording.say_citation(citation.source, citation.article, citation.sentence, lang)


def reason_text(reason: Reason, lang: Language) -> str:
    """Return one reason or mark in words, its source in brackets."""
    words = say(reason.code, lang, **reason.params)
    return say("documents.line.step", lang, words=words, source=cite(reason.citation, lang))


def notice_text(notice: Reason, outcome: Outcome, year: Year, lang: Language) -> str:
    """Return a notice in words; parameters in it read as clause and value, never as keys."""
    params = dict(notice.params)
    for key, value in notice.params.items():
        if isinstance(value, tuple) and value and set(value) <= year.policy.parameters.keys():
            names = (_parameter(name, outcome, year, lang) for name in value)
            params[key] = tuple(dict.fromkeys(names))
    return say(notice.code, lang, **params)


def _parameter(name: str, outcome: Outcome, year: Year, lang: Language) -> str:
    """Return a parameter as its clause and, for a ratio, the value that this outcome used."""
    clauses = sorted((c.id for c in year.policy.clauses), key=len, reverse=True)
    article = year.policy.parameters[name].citation.article
    clause = next((c for c in clauses if name.startswith(f"{c}.")), article)
    changed: Any = outcome.scenario.get("policy", {}).get(name)
    setting = year.call.settings.get(name)
    held = setting.value if setting else None
    value = changed["value"] if changed else held
    if year.policy.parameters[name].kind == "ratio" and value is not None:
        return say("documents.parameter.ratio", lang, clause=clause, value=str(value))
    return say("documents.parameter.other", lang, clause=clause)


def scenario_text(outcome: Outcome, lang: Language) -> str:
    """Return the scenario's title, and what was changed of it: the title may say otherwise."""
    title = str(outcome.scenario["title"][lang])
    changes = [_change(key, outcome, lang) for key in sorted(outcome.scenario.get("overrides", {}))]
    if not changes:
        return title
    return say("documents.changed", lang, title=title, changes=tuple(changes))


def _change(key: str, outcome: Outcome, lang: Language) -> str:
    name = say(f"documents.change.{key}", lang) if key in _CHANGED else key
    head, _, field = key.partition(".")
    amount = outcome.scenario.get("budget", {}).get(field) if head == "budget" else None
    if not isinstance(amount, int):
        return name
    return say("documents.change.amount", lang, name=name, amount=amount)
