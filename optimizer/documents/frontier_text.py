"""A frontier in sentences: the answer first, then the breaks, the elbows and the points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

from optimizer import wording
from optimizer.insight.difference import Move
from optimizer.insight.frontier.axis import Axis
from optimizer.insight.frontier.explore import Frontier
from optimizer.insight.frontier.line import Break, Line
from optimizer.insight.frontier.points import Point
from optimizer.wording import Language, say

#: Merit is in hundredths of a point times yuan; shown in points times 万元.
PER_POINT_WAN = 1_000_000
#: Breaks that a terminal shows; a workbook and JSON have all of them.
_SHOWN = 12
#: Changes named in one line.
_NAMED = 4
Money = Callable[[int], str]


def frontier_text(found: Frontier, lang: Language) -> str:
    """Return a frontier as ``frontier`` prints it."""

    def money(amount: int) -> str:
        return wording.yuan(amount, lang)

    axis, line = found.axis, found.line
    lines = [headline(found, lang, money), *notes(found, lang, money)]
    if line.breaks:
        shown, nearest = _near(found)
        code = "frontier.breaks" if nearest == len(line.breaks) else "frontier.breaks_near"
        lines += ["", say(code, lang, count=len(line.breaks), shown=nearest)]
        lines += [break_text(one, axis, lang, money) for one in shown]
    lines += ["", say("frontier.points", lang, count=len(found.points))]
    lines += [point_text(one, axis, lang, money) for one in found.points]
    return "\n".join([*lines, "", say("frontier.what_if", lang)])


def _near(found: Frontier) -> tuple[tuple[Break, ...], int]:
    """Return the breaks next to where the current plan stands, and how many they are."""
    breaks, now = found.line.breaks, found.axis.now
    nearest = sorted(breaks, key=lambda one: (abs(one.value - now), one.value))[:_SHOWN]
    return tuple(sorted(nearest, key=lambda one: one.value)), len(nearest)


def worth_text(found: Frontier, lang: Language, money: Money) -> str | None:
    """Return what the next 万元 is worth where the current plan stands, and up to where.

    ``None`` where the line does not say it.
    """
    axis, breaks = found.axis, found.line.breaks
    for one, following in pairwise(breaks):
        if one.value <= axis.now < following.value and one.slope is not None:
            upto = value_text(axis, following.value, lang, money)
            code = "frontier.worth" if axis.unit == "yuan" else "frontier.worth_one"
            return say(code, lang, slope=slope_points(one.slope), upto=upto)
    return None


def merit_points(merit: int | Fraction) -> str:
    """Return merit in points times 万元."""
    return f"{float(Fraction(merit) / PER_POINT_WAN):,.2f}"


def slope_points(slope: Fraction) -> str:
    """Return what 万元 more is worth, in points times 万元: points for each yuan, numerically."""
    return f"{float(slope / 100):,.2f}".replace("-", "−")


def value_text(axis: Axis, value: int, lang: Language, money: Money) -> str:
    """Return a value of the axis in words."""
    if axis.unit == "count":
        return say("frontier.value.count", lang, count=value)
    return money(value)


def axis_text(axis: Axis, lang: Language) -> str:
    """Return what the axis is."""
    kind, _, key = axis.over.partition(":")
    return say(f"frontier.axis.{kind}", lang, key=key)


def headline(found: Frontier, lang: Language, money: Money) -> str:
    """Return the answer with its figures: what the range brings, and where it bends."""
    axis = found.axis
    plans = [one for one in found.points if one.awards is not None]
    if not plans:
        return say("frontier.headline.none", lang, axis=axis_text(axis, lang))
    first, last = plans[0], plans[-1]
    return say(
        f"frontier.headline.{axis.kind}",
        lang,
        axis=axis_text(axis, lang),
        low=value_text(axis, first.value, lang, money),
        high=value_text(axis, last.value, lang, money),
        before=merit_points(first.merit),
        after=merit_points(last.merit),
        projects_before=first.projects,
        projects_after=last.projects,
    )


def notes(found: Frontier, lang: Language, money: Money) -> Iterator[str]:
    """Yield what must be said of the line, of the points, and the elbows."""
    axis, line = found.axis, found.line
    worth = worth_text(found, lang, money)
    if worth is not None:
        yield worth
    yield line_note(line, lang)
    if line.gaps:
        yield say("frontier.gaps", lang, count=len(line.gaps))
    if axis.without:
        rules = tuple(say(f"frontier.rule.{name}", lang) for name in axis.without)
        yield say("frontier.points_without", lang, rules=rules)
    if not line.is_exact:
        yield say("frontier.single_points", lang)
    if any(not one.tie_ruled for one in found.points):
        yield say("frontier.no_tie_rule", lang)
    bends = line.elbows()
    if bends:
        named = tuple(value_text(axis, one.value, lang, money) for one in bends)
        yield say("frontier.elbows", lang, values=named)


def line_note(line: Line, lang: Language) -> str:
    """Return what the line is, or why there is none."""
    if line.why:
        return say(f"frontier.why.{line.why}", lang)
    if line.left_out:
        rules = tuple(say(f"frontier.rule.{name}", lang) for name in line.left_out)
        return say("frontier.bound", lang, rules=rules)
    return say("frontier.exact", lang)


def break_text(one: Break, axis: Axis, lang: Language, money: Money) -> str:
    """Return one break with the worth of more, and who comes and goes."""
    value = value_text(axis, one.value, lang, money)
    code = "frontier.break" if one.slope is not None else "frontier.break_last"
    slope = "" if one.slope is None else slope_points(one.slope)
    text = say(
        code, lang, value=value, merit=merit_points(one.merit), projects=one.projects, slope=slope
    )
    return text if not one.came else f"{text}\n    {came_text(one.came, lang, money)}"


def came_text(moves: tuple[Move, ...], lang: Language, money: Money) -> str:
    """Return who enters, leaves, gets more or less."""
    named = tuple(
        say(
            f"frontier.move.{_kind(m)}",
            lang,
            no=m.project,
            before=money(m.before),
            after=money(m.after),
        )
        for m in moves[:_NAMED]
    )
    code = "frontier.moves" if len(moves) <= _NAMED else "frontier.moves_more"
    return say(code, lang, moves=named, count=len(moves) - _NAMED)


def _kind(move: Move) -> str:
    if not move.before:
        return "enters"
    return "leaves" if not move.after else "more" if move.change > 0 else "less"


def point_text(one: Point, axis: Axis, lang: Language, money: Money) -> str:
    """Return one point."""
    value = value_text(axis, one.value, lang, money)
    if one.awards is None:
        return say(f"frontier.point.{one.status}", lang, value=value)
    code = "frontier.point" if one.efficient else "frontier.point_beaten"
    return say(
        code,
        lang,
        value=value,
        merit=merit_points(one.merit),
        suggested=money(one.suggested),
        projects=one.projects,
        units=one.units,
        proof=say(f"frontier.status.{one.status}", lang),
    )
