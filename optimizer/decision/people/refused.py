"""Refusals about accounts and sign-in: one sentence each. None holds a password or a token."""

from __future__ import annotations

from optimizer.errors import Param, Place, Problem, RefusedError


def refusal(code: str, account: str = "", value: object = "", **params: Param) -> RefusedError:
    """Return the refusal with the sentence ``people.<code>``, about an account."""
    return RefusedError(Problem(f"people.{code}", Place(field=account), str(value)[:80], params))
