"""Values of parameters: how a file spells them, and whether a parameter may have them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from optimizer.errors import Param
from optimizer.money import YUAN_PER_WAN
from optimizer.policy.toml_table import (
    as_date,
    as_flag,
    as_integer,
    as_ratio,
    as_text,
    as_yuan,
)
from optimizer.policy.types import Parameter, Value, value_text

_READERS: dict[str, Any] = {
    "choice": as_text,
    "flag": as_flag,
    "integer": as_integer,
    "ratio": as_ratio,
    "money": as_yuan,
    "date": as_date,
}
KINDS = tuple(_READERS)
#: In ``later``: every value but the default.
ANY = "*"


def read_value(kind: str, raw: object) -> Value:
    """Read a value of a parameter of this kind.

    Raises
    ------
    ValueError
        If the document has another type or form.
    """
    value: Value = _READERS[kind](raw)
    return value


def refusal(
    parameter: Parameter, value: Value, *, cited: bool
) -> tuple[str, dict[str, Param]] | None:
    """Say why a parameter may not have this value: a code and its numbers; None if it may.

    Parameters
    ----------
    cited
        Whether whoever sets it gave a citation of the year's call.
    """
    word = value_text(value)
    name: dict[str, Param] = {"name": parameter.name}
    if parameter.allowed and word not in parameter.allowed:
        return "policy.value_not_allowed", {**name, "allowed": parameter.allowed}
    if parameter.kind == "ratio" and value == 0:
        return "policy.zero_ratio", name
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        if parameter.high is not None and value > parameter.high:
            return "policy.value_too_high", {**name, "most": bound(parameter, parameter.high)}
        if parameter.low is not None and value < parameter.low:
            return "policy.value_too_low", {**name, "least": bound(parameter, parameter.low)}
    if word in parameter.later or (ANY in parameter.later and value != parameter.default):
        return "policy.value_later", name
    if word in parameter.needs_citation and not cited:
        return "policy.needs_citation", name
    return None


def bound(parameter: Parameter, limit: Fraction) -> str:
    """Write a bound as the files spell values of this kind."""
    if parameter.kind == "ratio":
        return f"{limit * 100}%" if (limit * 100).denominator == 1 else str(limit)
    if parameter.kind == "money":
        wan = limit / YUAN_PER_WAN
        return f"{wan}万元" if wan.denominator == 1 else f"{limit}元"
    return str(limit)


def canonical(value: Value) -> str | int | bool | None:
    """Write a value for JSON: exact, without floats (ratios as text, dates in ISO form)."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
