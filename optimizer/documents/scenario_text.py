"""What a scenario differs in from its parent, and from the call, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from optimizer.documents.compare_words import difference_text, key_words
from optimizer.insight.compare.differences import Difference, differences
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.what_if import is_what_if
from optimizer.intake.year import Year
from optimizer.wording import Language, say

#: Items of a list that one sentence names; of more it gives the number.
_NAMED = 6


def parent_lines(year: Year, scenario: Scenario, lang: Language) -> tuple[str, ...]:
    """Return each difference from the scenario's parent in words; none for a root."""
    if len(scenario.chain) == 1:
        return ()
    parent = year.scenarios[scenario.chain[-2]]
    return _lines(year, parent, scenario, lang)


def call_lines(year: Year, scenario: Scenario, lang: Language) -> tuple[str, ...]:
    """Return what differs from what the call froze, in words; none: it may be submitted."""
    if not is_what_if(scenario, year.call, year.policy):
        return ()
    mark = scenario.pass_mark if year.call.pass_mark is None else year.call.pass_mark
    called = replace(scenario, policy_file="", settings={}, weights={}, pass_mark=mark)
    return _lines(year, called, scenario, lang)


def _lines(year: Year, before: Scenario, after: Scenario, lang: Language) -> tuple[str, ...]:
    return tuple(words(found, year, lang) for found in differences(year, before, after))


def words(difference: Difference, year: Year, lang: Language) -> str:
    """Return one difference in words: the items of a short list, else both values."""
    items = difference.after if isinstance(difference.after, list) else []
    if difference.key not in _ITEMS or not 0 < len(items) <= _NAMED:
        return difference_text(difference, year, lang)
    shown = tuple(_item(difference.key, one, lang) for one in items)
    return say("scenario_text.list", lang, name=key_words(difference.key, year, lang), items=shown)


_ITEMS = frozenset({"pool", "unit_limit", "lock", "custom_limit", "future_limit", "objective"})


def _item(key: str, item: Any, lang: Language) -> str:  # noqa: ANN401  # plain JSON
    if key == "objective":
        return say(f"scenario_text.objective.{item}", lang)
    if key == "lock":
        to = item["to"]
        code = "amount" if isinstance(to, int) else str(to)
        amount = to if isinstance(to, int) else 0
        return say(f"scenario_text.lock.{code}", lang, number=item["application_no"], amount=amount)
    limits = tuple(_limits(item, money=item.get("number") is None, lang=lang))
    return say("scenario_text.item", lang, of=_of(key, item, lang), limits=limits)


def _of(key: str, item: Mapping[str, Any], lang: Language) -> str:
    """Return what a limit is over."""
    if key == "pool":
        return say("scenario_text.clause", lang, clause=item["key"])
    if key == "unit_limit":
        over = tuple(item["over"])
        return say(f"scenario_text.unit.{'some' if over else 'all'}", lang, clauses=over)
    if key == "future_limit":
        return say("scenario_text.year", lang, year=str(item["year"]))
    return str(item["name"])


def _limits(item: Mapping[str, Any], *, money: bool, lang: Language) -> Iterator[str]:
    for side in ("at_least", "at_most"):
        if item.get(side) is not None:
            kind = "yuan" if money else "number"
            yield say(f"scenario_text.{side}.{kind}", lang, amount=item[side])
        if item.get(f"{side}_share") is not None:
            yield say(f"scenario_text.{side}.share", lang, share=item[f"{side}_share"])
