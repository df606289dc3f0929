"""A comparison as JSON-ready data, ``comparison/1``: keys stay, money is whole yuan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from optimizer.insight.compare.attribution import Attribution, Effect, Step
from optimizer.insight.compare.comparison import Candidate, Comparison
from optimizer.insight.compare.costs import Cost
from optimizer.insight.compare.differences import Difference
from optimizer.insight.compare.movement import Movement
from optimizer.insight.difference import Move

FORMAT = "comparison/1"


def comparison_document(
    comparison: Comparison,
    attributions: Iterable[Attribution] = (),
    costs: Iterable[Cost] | None = None,
) -> dict[str, Any]:
    """Return a comparison as JSON-ready data.

    ``scenarios`` stand in the order compared, the reference first; one without a plan has
    ``measures`` ``null`` and says why in ``status``. ``prices`` is ``null`` where nobody asked.
    """
    found = comparison.safety
    return {
        "format": FORMAT,
        "reference": comparison.reference.name,
        "totals_only": comparison.totals_only,
        "scenarios": [_scenario(comparison, i) for i in range(len(comparison.candidates))],
        "safety": None if found is None else {**asdict(found), "none": len(found.none)},
        "attributions": [_attribution(one) for one in attributions],
        "prices": None if costs is None else [_cost(one) for one in costs],
    }


def _scenario(comparison: Comparison, i: int) -> dict[str, Any]:
    one, figures = comparison.candidates[i], comparison.measures[i]
    moved = comparison.movements[i] if comparison.movements else None
    return {
        "name": one.name,
        "title": {"zh": one.scenario.title.zh, "en": one.scenario.title.en},
        "year": one.year.call.year,
        "fingerprint": None if one.outcome is None else one.outcome.fingerprint,
        "policy_version": None if one.outcome is None else one.outcome.policy_version,
        "status": status(one),
        "what_if": [reason.code for reason in one.what_if()],
        "measures": None if figures is None else _totals(asdict(figures), comparison),
        "differences": [
            difference_record(d)
            for d in (comparison.differences[i] if comparison.differences else ())
        ],
        "changes": None if moved is None else movement_record(moved),
    }


def _totals(figures: dict[str, Any], comparison: Comparison) -> dict[str, Any]:
    """Leave what cannot stand beside another year's."""
    if not comparison.totals_only:
        return figures
    kept = ("budget", "available", "suggested", "unspent", "applications", "projects", "units")
    return {key: figures[key] for key in kept}


def status(candidate: Candidate) -> str:
    """Return what is known of a scenario's plan: its proof, or why there is none."""
    return candidate.trouble if candidate.outcome is None else candidate.outcome.solution.status


def difference_record(difference: Difference) -> dict[str, Any]:
    """Return a difference as JSON-ready data."""
    return {
        "key": difference.key,
        "before": difference.before,
        "after": difference.after,
        "since": difference.since,
    }


def movement_record(movement: Movement) -> dict[str, Any]:
    """Return who gains and loses as JSON-ready data."""
    return {
        "projects": {
            "more": asdict(movement.more()),
            "less": asdict(movement.less()),
            "moves": [_move(move, "application_no") for move in movement.projects],
        },
        "units": {
            "more": asdict(movement.more(units=True)),
            "less": asdict(movement.less(units=True)),
            "moves": [_move(move, "usci") for move in movement.units],
        },
    }


def _move(move: Move, key: str) -> dict[str, Any]:
    return {key: move.project, "before": move.before, "after": move.after}


def _attribution(one: Attribution) -> dict[str, Any]:
    return {
        "scenario": one.name,
        "whole": _effect(one.whole),
        "steps": [_step(step) for step in one.steps],
        "interaction": _effect(one.interaction),
        "exact": one.exact,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        **difference_record(step.difference),
        "effect": _effect(step.effect),
        "unavailable": step.unavailable or None,
        "changes": None if step.movement is None else movement_record(step.movement),
        "alone": _effect(step.alone),
        "alone_unavailable": step.alone_unavailable or None,
    }


def _effect(effect: Effect | None) -> dict[str, int] | None:
    return None if effect is None else asdict(effect)


def _cost(cost: Cost) -> dict[str, Any]:
    price = cost.price
    return {
        "scenario": cost.name,
        "kind": price.kind,
        "name": price.name,
        "merit": price.merit if price.unavailable is None else None,
        "money": price.money if price.unavailable is None else None,
        "exact": price.exact,
        "unavailable": price.unavailable,
    }
