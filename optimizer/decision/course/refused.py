"""Refusals of the course: one sentence each, with the plan that it is about."""

from __future__ import annotations

from optimizer.errors import Param, Place, Problem, RefusedError


def refusal(code: str, plan: str = "", value: object = "", **params: Param) -> RefusedError:
    """Return the refusal of a step with the sentence ``course.<code>``."""
    return RefusedError(Problem(f"course.{code}", Place(field=plan), str(value)[:80], params))
