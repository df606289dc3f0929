"""What a comparison finds, in sentences: the answer, each difference, who gains and who loses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from optimizer.documents.compare_rows import Money, signed
from optimizer.insight.compare.attribution import Effect
from optimizer.insight.compare.comparison import Candidate, Comparison
from optimizer.insight.compare.differences import Difference
from optimizer.insight.compare.measures import Measures
from optimizer.insight.compare.movement import Movement
from optimizer.intake.year import Year
from optimizer.policy.types import Parameter
from optimizer.wording import Language, has, say

_MONEY = frozenset({"budget.total", "budget.reserve"})
_SCORES = frozenset({"rules.pass_mark", "rules.unscored_merit"})
#: How a scenario is called in a sentence.
Named = Callable[[Candidate], str]


def title(candidate: Candidate, lang: Language) -> str:
    """Return a scenario's title; of another year with the year."""
    text = candidate.scenario.title
    words = text.zh if lang == "zh" else text.en
    if "/" not in candidate.name:
        return words
    return say("compare.of_year", lang, year=candidate.year.call.year, title=words)


def headline(comparison: Comparison, lang: Language, money: Money, named: Named) -> str:
    """Return the answer with its figures: what is safe, and what is best for small firms."""
    if comparison.totals_only:
        years = tuple(dict.fromkeys(str(c.year.call.year) for c in comparison.candidates))
        return say("compare.headline.totals", lang, years=years)
    parts = [
        *(
            say("compare.headline.no_plan", lang, names=failed)
            for failed in _failed(comparison, named)
        ),
        *_safe(comparison, lang),
        *_small(comparison, lang, money, named),
    ]
    return say("compare.headline.stop", lang, text=say("compare.headline.join", lang).join(parts))


def _failed(comparison: Comparison, named: Named) -> Iterator[tuple[str, ...]]:
    pairs = zip(comparison.candidates, comparison.measures, strict=True)
    failed = tuple(named(one) for one, figures in pairs if figures is None)
    if failed:
        yield failed


def _safe(comparison: Comparison, lang: Language) -> Iterator[str]:
    found = comparison.safety
    if found is None:
        return
    plans = sum(figures is not None for figures in comparison.measures)
    open_ones = len(found.varying) + len(found.some)
    code = "same" if not open_ones else "safe"
    yield say(f"compare.headline.{code}", lang, plans=plans, safe=len(found.safe), open=open_ones)


def _small(comparison: Comparison, lang: Language, money: Money, named: Named) -> Iterator[str]:
    """Say which plan gives small and micro units most; by share too where that is another."""
    plans = [
        (one, figures)
        for one, figures in zip(comparison.candidates, comparison.measures, strict=True)
        if figures is not None
    ]
    if len(plans) < 2:  # noqa: PLR2004  one plan is not the best of any
        return
    most = max(figures.small.money for _, figures in plans)
    best = [one for one in plans if one[1].small.money == most]
    if not most:
        yield say("compare.headline.small_none", lang)
    elif len(best) == len(plans):
        yield say("compare.headline.small_equal", lang, amount=money(most))
    else:
        least = min(figures.small.money for _, figures in plans)
        yield say(
            "compare.headline.small",
            lang,
            names=tuple(_marked(one, named, lang) for one, _ in best),
            amount=money(most),
            share=small_share(best[0][1]),
            more=money(most - least),
        )


def _marked(one: Candidate, named: Named, lang: Language) -> str:
    """Return how a scenario is called, and that a what-if is one: it cannot be submitted."""
    return say("compare.marked", lang, name=named(one)) if one.what_if() else named(one)


def small_share(figures: Measures) -> str:
    """Return the share of small and micro units in what is suggested, in per cent."""
    return f"{100 * figures.small.money / figures.suggested:.0f}" if figures.suggested else "0"


def difference_text(difference: Difference, year: Year, lang: Language) -> str:
    """Return one difference between scenarios: what it is, and both values where they are short."""
    parameter = year.policy.parameters.get(difference.key.removeprefix("policy."))
    if parameter is not None and difference.key.startswith("policy."):
        return _parameter(difference, parameter, lang)
    name = key_words(difference.key, year, lang)
    if difference.key == "weights":
        return say(
            "compare.difference.list", lang, name=name, changes=_weights(difference, year, lang)
        )
    before = _value(difference.key, difference.before, lang)
    after = _value(difference.key, difference.after, lang)
    if before == after:
        return say("compare.difference.other", lang, name=name)
    return say("compare.difference.values", lang, name=name, before=before, after=after)


def _parameter(difference: Difference, parameter: Parameter, lang: Language) -> str:
    """Name a parameter by the question that it decides."""
    question = parameter.question.zh if lang == "zh" else parameter.question.en
    return say(
        "scenario_text.parameter",
        lang,
        article=parameter.citation.article,
        question=question,
        before=parameter_value(difference.before, parameter, lang),
        after=parameter_value(difference.after, parameter, lang),
    )


def parameter_value(value: Any, parameter: Parameter, lang: Language) -> str:  # noqa: ANN401
    """Write a setting of a parameter in words; a name that has none as it is."""
    if value is None:
        return say("scenario_text.value.none", lang)
    if parameter.kind == "ratio":
        return say("scenario_text.value.ratio", lang, ratio=str(value))
    if parameter.kind == "money":
        return say("scenario_text.value.money", lang, amount=int(value))
    word = str(value).lower() if isinstance(value, bool) else str(value)
    codes = (f"scenario_text.value.{word}", f"word.{word}")
    return next((say(code, lang) for code in codes if has(code, lang)), word)


def key_words(key: str, year: Year, lang: Language) -> str:
    """Return a key of the scenario format in words; a parameter by its clause."""
    if has(f"compare.key.{key}", lang):
        return say(f"compare.key.{key}", lang)
    name = key.removeprefix("policy.")
    if name in year.policy.parameters:
        clauses = sorted((c.id for c in year.policy.clauses), key=len, reverse=True)
        article = year.policy.parameters[name].citation.article
        clause = next((c for c in clauses if name.startswith(f"{c}.")), article)
        return say("compare.key.parameter", lang, clause=clause, name=name)
    return key


def _weights(difference: Difference, year: Year, lang: Language) -> tuple[str, ...]:
    titles = {c.key: c.title.zh if lang == "zh" else c.title.en for c in year.policy.criteria}
    before: Mapping[str, int] = difference.before or {}
    after: Mapping[str, int] = difference.after or {}
    return tuple(
        say(
            "compare.difference.weight",
            lang,
            name=titles.get(key, key),
            before=before.get(key, 0),
            after=after.get(key, 0),
        )
        for key in dict.fromkeys([*before, *after])
        if before.get(key, 0) != after.get(key, 0)
    )


def _value(key: str, value: Any, lang: Language) -> str:  # noqa: ANN401  # plain JSON
    """Write a value in words; a list by its length."""
    if value is None or value in ([], {}):
        return say("compare.value.none", lang)
    if key in _MONEY:
        return say("compare.value.money", lang, amount=value)
    if key in _SCORES:
        return say("compare.value.score", lang, score=value)
    if key == "method":
        return say(f"documents.method.{value}", lang)
    if key == "rules.most_projects":
        return say("compare.value.most_projects", lang, count=value["count"])
    if key == "rules.minimum_award":
        return say("compare.value.minimum", lang, ratio=value["ratio"], amount=value["amount"])
    if isinstance(value, list | dict):
        return say("compare.value.items", lang, count=len(value))
    if isinstance(value, bool):
        return say(f"compare.value.{'yes' if value else 'no'}", lang)
    if key.endswith("ratio") and isinstance(value, str):
        return say("compare.value.ratio", lang, ratio=value)
    return str(value)


def movement_text(name: str, movement: Movement, lang: Language, money: Money) -> str:
    """Return who gains and who loses against the reference, projects and units."""
    more, less = movement.more(), movement.less()
    if not more.count and not less.count:
        return say("compare.movement.none", lang, name=name)
    return say(
        "compare.movement.some",
        lang,
        name=name,
        more=more.count,
        more_units=movement.more(units=True).count,
        gained=money(more.yuan),
        less=less.count,
        less_units=movement.less(units=True).count,
        lost=money(less.yuan),
    )


def effect_text(effect: Effect | None, lang: Language, money: Money) -> str:
    """Return what changes, figure by figure; figures without change are left out."""
    if effect is None:
        return say("compare.effect.unavailable", lang)
    kinds = (
        ("suggested", "money"), ("projects", "count"), ("units", "count"), ("small", "money"),
        ("merit", "merit"), ("unspent", "money"),
    )  # fmt: skip
    parts = tuple(
        say(f"compare.effect.{name}", lang, change=signed(kind, getattr(effect, name), lang, money))  # type: ignore[arg-type]  # literals in a list are texts
        for name, kind in kinds
        if getattr(effect, name)
    )
    return (
        say("compare.effect.all", lang, parts=parts) if parts else say("compare.effect.none", lang)
    )


def alone_text(effect: Effect | None, lang: Language, money: Money) -> str:
    """Return the effect of a difference that is made alone."""
    if effect is None:
        return say("compare.effect.no_alone", lang)
    return effect_text(effect, lang, money)


def interaction_text(effect: Effect | None, lang: Language, money: Money) -> str:
    """Return what is left over beyond each difference alone."""
    if effect is None:
        return say("compare.effect.no_interaction", lang)
    return effect_text(effect, lang, money)
