"""The way of each amount, column by column, and its steps for one application when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from optimizer.entitlement.exact import NO_LIMIT
from optimizer.errors import Param
from optimizer.formats.problem import IntArray
from optimizer.formats.reason import Citation, Step
from optimizer.money import FEN_PER_YUAN
from optimizer.policy.law import Law

_PRACTICE = Citation("practice")
#: How the formula's amount came about; the step's code is ``entitlement.step.<word>``.
KINDS = ("flat", "share", "match", "tier", "audited", "no_basis")
ABSENT = -1
COLUMNS = (
    "kind", "gross", "base", "numerator", "denominator", "merit", "formula", "ceiling", "used",
    "requested", "audit", "public", "amount", "is_verified",
)  # fmt: skip


def _column(n: int, fill: int = ABSENT) -> IntArray:
    return np.full(n, fill, dtype=np.int64)


@dataclass(slots=True)
class Trail:
    """Columns over all applications, in fen, filled clause by clause. ``ABSENT``: no such step.

    ``levels`` holds for a matching clause the awards of each level and the ratio they bear.
    """

    n: int
    kind: IntArray = field(init=False)
    gross: IntArray = field(init=False)
    base: IntArray = field(init=False)
    numerator: IntArray = field(init=False)
    denominator: IntArray = field(init=False)
    merit: IntArray = field(init=False)
    formula: IntArray = field(init=False)
    ceiling: IntArray = field(init=False)
    used: IntArray = field(init=False)
    requested: IntArray = field(init=False)
    audit: IntArray = field(init=False)
    public: IntArray = field(init=False)
    amount: IntArray = field(init=False)
    is_verified: IntArray = field(init=False)
    levels: dict[int, list[tuple[str, int, Fraction]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in COLUMNS:
            setattr(self, name, _column(self.n))


@dataclass(frozen=True, slots=True)
class _Columns:
    """The trail as plain lists: quick to read one application at a time."""

    lists: Mapping[str, list[int]]

    def row(self, i: int) -> dict[str, int]:
        return {name: values[i] for name, values in self.lists.items()}


def derivations(
    law: Law,
    trail: Trail,
    clause: IntArray,
    status: NDArray[np.int8],
    entitled: IntArray,
) -> Callable[[int], tuple[Step, ...]]:
    """Return the function that gives the steps of one application."""
    held: list[_Columns] = []

    def steps(i: int) -> tuple[Step, ...]:
        if not held:
            columns = {name: getattr(trail, name).tolist() for name in COLUMNS}
            held.append(_Columns({**columns, "clause": clause.tolist()}))
        row = held[0].row(i)
        return tuple(_steps(law, row, trail.levels.get(i, []), int(status[i]), int(entitled[i])))

    return steps


def _steps(
    law: Law,
    row: dict[str, int],
    levels: list[tuple[str, int, Fraction]],
    status: int,
    entitled: int,
) -> list[Step]:
    clause = law.policy.clauses[row["clause"]]
    cite = clause.citation
    steps = _base_steps(row, cite)
    if row["formula"] == ABSENT:
        return steps
    steps += _formula_steps(row, levels, cite)
    amount = row["formula"]
    general = law.policy.citations
    for name, limit, where, params in (
        ("ceiling", row["ceiling"], cite, {"ceiling_fen": row["ceiling"] + max(row["used"], 0)}),
        ("requested", row["requested"], general.get("requested", _PRACTICE), {}),
        ("audit", row["audit"], general.get("audit", _PRACTICE), {}),
        ("public_share", row["public"], general.get("public_share", _PRACTICE), {}),
    ):
        if limit in (ABSENT, NO_LIMIT):
            continue
        code = "ceiling_left" if name == "ceiling" and row["used"] > 0 else name
        more: dict[str, Param] = {"limit_fen": limit, "before_fen": amount, **params}
        if code == "ceiling_left":
            more["used_fen"] = row["used"]
        steps.append(
            Step(f"entitlement.step.{code}", min(amount, limit), limit < amount, where, more)
        )
        amount = min(amount, limit)
    return steps + _last_steps(amount, status, entitled, cite)


def _base_steps(row: dict[str, int], cite: Citation) -> list[Step]:
    if row["gross"] == ABSENT:
        return []
    verified = row["is_verified"] == 1
    code = "entitlement.step.base_verified" if verified else "entitlement.step.base"
    steps = [Step(code, row["gross"], cut=False, citation=cite, params={"base_fen": row["gross"]})]
    if row["base"] < row["gross"]:
        off = row["gross"] - row["base"]
        params: dict[str, Param] = {
            "off_fen": off,
            "base_fen": row["base"],
            "gross_fen": row["gross"],
        }
        steps.append(
            Step("entitlement.step.net", row["base"], cut=True, citation=cite, params=params)
        )
    return steps


def _formula_steps(
    row: dict[str, int], levels: list[tuple[str, int, Fraction]], cite: Citation
) -> list[Step]:
    params: dict[str, Param] = {"amount_fen": row["formula"]}
    if row["base"] != ABSENT:
        params["base_fen"] = row["base"]
    if row["denominator"] > 0:
        params["ratio"] = str(Fraction(row["numerator"], row["denominator"]))
    if row["merit"] != ABSENT:
        params["merit_score"] = row["merit"]
    steps = []
    if len(levels) > 1:
        for level, fen, ratio in levels:
            part = fen * ratio.numerator // ratio.denominator
            of: dict[str, Param] = {
                "level": level,
                "base_fen": fen,
                "ratio": str(ratio),
                "amount_fen": part,
            }
            steps.append(
                Step("entitlement.step.match_level", part, cut=False, citation=cite, params=of)
            )
    code = KINDS[row["kind"]]
    if code == "match" and len(levels) > 1:
        code = "match_sum"
    steps.append(
        Step(f"entitlement.step.{code}", row["formula"], cut=False, citation=cite, params=params)
    )
    return steps


def _last_steps(amount: int, status: int, entitled: int, cite: Citation) -> list[Step]:
    """Return the step to whole yuan, where it takes something, and the refusal of the rest."""
    steps = []
    whole = amount // FEN_PER_YUAN * FEN_PER_YUAN
    if whole != amount:
        params: dict[str, Param] = {"before_fen": amount, "limit_fen": whole}
        steps.append(
            Step("entitlement.step.whole_yuan", whole, cut=True, citation=_PRACTICE, params=params)
        )
    if status == 0 and entitled == 0:
        steps.append(Step("entitlement.step.refused", 0, cut=whole > 0, citation=cite, params={}))
    return steps
