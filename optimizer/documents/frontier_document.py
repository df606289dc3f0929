"""A frontier as JSON-ready data; amounts in yuan, merit in hundredths of a point times yuan."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from optimizer.formats.outcome import Outcome
from optimizer.insight.difference import Move
from optimizer.insight.frontier.explore import Frontier, against
from optimizer.insight.frontier.line import Break
from optimizer.insight.frontier.points import Point

FORMAT = "frontier/1"


def frontier_document(found: Frontier, outcome: Outcome) -> dict[str, Any]:
    """Return a frontier as data; ``slope`` is hundredths of a point for each yuan more, exact."""
    axis, line = found.axis, found.line
    return {
        "format": FORMAT,
        "fingerprint": outcome.fingerprint,
        "scenario": outcome.scenario["name"],
        "what_if": True,
        "over": axis.over,
        "unit": axis.unit,
        "now": axis.now,
        "without_rules": list(axis.without),
        "line": {
            "why": line.why,
            "is_exact": line.is_exact,
            "without_rules": list(line.left_out),
            "gaps": [list(gap) for gap in line.gaps],
            "breaks": [_break(one) for one in line.breaks],
            "elbows": [one.value for one in line.elbows()],
        },
        "points": [_point(one, outcome) for one in found.points],
    }


def slope_text(slope: Fraction | None) -> str | None:
    """Return a slope exactly, as text."""
    return None if slope is None else str(slope)


def _break(one: Break) -> dict[str, Any]:
    return {
        "value": one.value,
        "merit": one.merit,
        "slope": slope_text(one.slope),
        "suggested": one.suggested,
        "projects": one.projects,
        "units": one.units,
        "changes": _moves(one.came),
    }


def _point(one: Point, outcome: Outcome) -> dict[str, Any]:
    document: dict[str, Any] = {"value": one.value, "status": one.status}
    if one.awards is None:
        return document
    return document | {
        "merit": one.merit,
        "reached": one.reached,
        "suggested": one.suggested,
        "projects": one.projects,
        "units": one.units,
        "efficient": one.efficient,
        "tie_ruled": one.tie_ruled,
        "changes": _moves(against(outcome, one)),
    }


def _moves(found: Iterable[Move]) -> list[dict[str, Any]]:
    return [{"project": m.project, "before": m.before, "after": m.after} for m in found]
