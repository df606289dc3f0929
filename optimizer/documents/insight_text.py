"""What would change an amount, and what one more 万元 would bring, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from optimizer.documents.limit_text import limit_words
from optimizer.formats.outcome import Outcome, ProjectOutcome
from optimizer.formats.problem import AllocationProblem
from optimizer.insight.difference import Move, gainers
from optimizer.insight.marginal import Marginal
from optimizer.insight.project_changes import Change
from optimizer.wording import Language, say

#: Projects named in one sentence; of the rest the number is given.
_NAMED = 5
#: Merit is in hundredths of a point times yuan; shown in points times 万元.
_PER_POINT_WAN = 1_000_000


def changes_text(
    project: ProjectOutcome, found: Iterable[Change], outcome: Outcome, lang: Language
) -> str:
    """Return what would change one amount, as ``explain`` prints it."""
    problem = outcome.problem
    lines = [say("insight.changes.title", lang)]
    state = _state(project, outcome)
    if state:
        lines.append(f"  {say(f'insight.changes.{state}', lang)}")
    lines += [f"  {line}" for line in change_lines(found, problem, lang)]
    return "\n".join(lines)


def _state(project: ProjectOutcome, outcome: Outcome) -> str:
    """Return why there is nothing to try, empty where there is."""
    if outcome.solution.awards is None:
        return "no_plan"
    if project.status in {"refused", "incomplete"}:
        return "not_entitled"
    if project.application_no in outcome.problem.rules.locks:
        return "lock"
    return "full" if project.status == "full" else ""


def changes_document(found: Iterable[Change]) -> list[dict[str, Any]]:
    """Return changes as JSON-ready data; amounts in yuan, merit in hundredths of a point."""
    return [asdict(change) for change in found]


def change_lines(
    found: Iterable[Change], problem: AllocationProblem, lang: Language
) -> Iterator[str]:
    """Yield one sentence a change, and who gives way."""
    for change in found:
        how = _how(change)
        name = "" if change.what != "limit" else limit_words(change.name, problem, lang)
        yield say(
            f"insight.{change.what}.{how}",
            lang,
            name=name,
            start=change.start,
            at=change.at or 0,
            until=change.until or 0,
            award=change.award or 0,
            searched_to=change.searched_to,
        )
        if change.gives_way:
            yield "  " + gives_way(change.gives_way, lang)


def _how(change: Change) -> str:
    if change.at is None:
        return "never" if change.exact else "not_found"
    return "found" if change.exact else "tried"


def gives_way(found: tuple[Move, ...], lang: Language) -> str:
    """Return who gets less, the greatest loss first."""
    named = tuple(move_text(move, lang) for move in found[:_NAMED])
    if len(found) <= _NAMED:
        return say("insight.gives_way", lang, moves=named)
    return say("insight.gives_way_more", lang, moves=named, count=len(found) - _NAMED)


def move_text(move: Move, lang: Language) -> str:
    """Return one project's award before and after."""
    return say("insight.move", lang, project=move.project, before=move.before, after=move.after)


def marginal_lines(value: Marginal, lang: Language) -> Iterator[str]:
    """Yield what one more 万元 would bring, and up to where."""
    if value.unavailable is not None:
        return
    gained = gainers(value.moves)
    if not gained:
        yield say("insight.marginal_none", lang)
        return
    points = f"{value.merit / _PER_POINT_WAN:,.2f}"
    yield say(
        "insight.marginal",
        lang,
        points=points,
        moves=tuple(move_text(move, lang) for move in gained[:_NAMED]),
    )
    if value.until is not None:
        yield say("insight.marginal_until", lang, until=value.until)
