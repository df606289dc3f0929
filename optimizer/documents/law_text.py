"""A change of the text in words: what was changed, what it brings, what nobody can know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from optimizer.documents.backtest_text import totals
from optimizer.insight.difference import gainers, losers
from optimizer.insight.law.changed import Changed, Dial
from optimizer.insight.law.cost import Cost, Line
from optimizer.wording import Language, say

Money = Callable[[int], str]
#: Changes that a headline names one by one.
NAMED = 2


def dial_name(dial: Dial, lang: Language) -> str:
    """Return what a number is, with its clause."""
    return say(f"law.dial.{dial.kind}", lang, clause=dial.clause, name=dial.name)


def value_text(dial: Dial, value: Fraction, money: Money, lang: Language) -> str:
    """Return a value of a number: money, or per cent."""
    return say("law.ratio", lang, ratio=str(value)) if dial.is_ratio else money(int(value))


def change_text(one: Changed, money: Money, lang: Language) -> str:
    """Return one change: from what to what."""
    dial = one.dial
    was, will = (value_text(dial, value, money, lang) for value in (dial.now, one.after))
    return say("law.change", lang, what=dial_name(dial, lang), was=was, will=will)


def changes_text(found: Sequence[Changed], money: Money, lang: Language) -> str:
    """Return the changes as a headline begins with them."""
    if len(found) > NAMED:
        first = change_text(found[0], money, lang)
        return say("law.changes", lang, first=first, count=len(found))
    return say("law.join", lang).join(change_text(one, money, lang) for one in found)


def headline(found: Cost, money: Money, lang: Language) -> str:
    """Return the answer: what was changed, what may be supported, what this year would bring."""
    entitled = [sum(line.entitled[i] for line in found.lines) for i in (0, 1)]
    up = sum(one.after > one.before for one in found.effect.changes)
    down = len(found.effect.changes) - up
    what = changes_text(found.changes, money, lang)
    effect = _moved("entitled", entitled[1] - entitled[0], money, lang, up=up, down=down)
    return say("law.headline", lang, what=what, effect=effect, plan=_plan(found, money, lang))


def _plan(found: Cost, money: Money, lang: Language) -> str:
    given = [sum(line.suggested[i] or 0 for line in found.lines) for i in (0, 1)]
    if any(line.suggested[1] is None for line in found.lines):
        return say("law.plan.none", lang)
    more, fewer = len(gainers(found.moves)), len(losers(found.moves))
    if not found.moves:
        return say("law.plan.same", lang)
    return _moved("plan", given[1] - given[0], money, lang, up=more, down=fewer)


def _moved(what: str, change: int, money: Money, lang: Language, *, up: int, down: int) -> str:
    if not up and not down:
        return say(f"law.{what}.unchanged", lang)
    kind = "more" if change > 0 else "less" if change < 0 else "even"
    return say(f"law.{what}.{kind}", lang, amount=money(abs(change)), up=up, down=down)


def liability_text(found: Cost, money: Money, lang: Language) -> str:
    """Return the most that one award in each clause comes to, before and after."""
    was, will = (one.total for one in found.effect.liability)
    return say("law.liability", lang, was=money(was), will=money(will))


def binding_text(lines: Sequence[Line], lang: Language) -> str:
    """Return which ceilings bind after the change, computed from the lines."""
    held = tuple(line.clause for line in lines if line.bound[1])
    at = sum(line.at[1] for line in lines)
    bound = sum(line.bound[1] for line in lines)
    if not held:
        return say("law.binding.none", lang, at=at)
    return say("law.binding", lang, clauses=held, count=len(held), bound=bound, at=at)


def finding(lines: Sequence[Line], money: Money, lang: Language) -> str:
    """Return which clause's ceiling leaves most of what was asked above it, after the change."""
    most = max(lines, key=lambda line: line.over[1], default=None)
    if most is None or not most.over[1]:
        return say("law.finding.none", lang)
    over = money(most.over[1])
    return say("law.finding", lang, clause=most.clause, bound=most.bound[1], over=over)


def limits_text(found: Cost, lang: Language, *, follow: bool) -> tuple[str, ...]:
    """Return what the figures cannot know."""
    codes = ["asked", "tiers", "pools"]
    if any(one.dial.kind == "ceiling" and one.after > one.dial.now for one in found.changes):
        codes[0] = "followed" if follow else "lower_bound"
    return tuple(say(f"law.limit.{code}", lang) for code in codes)


def backtest_headline(found: Cost, money: Money, lang: Language) -> str:
    """Return what the ledger's awards would have come to at most, under both texts."""
    was, will = (totals(tried) for tried in found.tried)
    changed = sum(one.at_most != other.at_most for one, other in zip(*found.tried, strict=True))
    return say(
        "law.ledger",
        lang,
        count=was["awards"],
        awarded=money(was["awarded_fen"] // 100),
        was=money(was["at_most_fen"] // 100),
        will=money(will["at_most_fen"] // 100),
        changed=changed,
    )


def unknown_texts(found: Cost, lang: Language) -> tuple[str, ...]:
    """Return what the ledger cannot say, with how many awards it concerns."""
    unknown = totals(found.tried[1])["unknown"]
    return tuple(
        say(f"law.backtest.unknown.{code}", lang, count=n) for code, n in sorted(unknown.items())
    )
