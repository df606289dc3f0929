"""Experts' score sheets: panels of five to seven, recusals, missing sheets, equal totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.intake.columns import SCORES
from optimizer.intake.tables import MISSING
from scenarios.generator.columns import Array, Growing
from scenarios.generator.ordinary import Draft
from scenarios.generator.special import Special

#: Clause -> panel, and how many experts each panel has.
PANELS = {
    "6": "甲组",
    "13": "甲组",
    "14": "甲组",
    "9.1": "乙组",
    "9.2": "乙组",
    "9.3": "丙组",
    "11": "丁组",
}
EXPERTS = {"甲组": 7, "乙组": 5, "丙组": 6, "丁组": 5}
#: A panel reads no more than this; larger years have more panels of the same kind.
MOST_READ = 80
HALF_POINT = 50  # hundredths
FULL = 10_000


@dataclass(frozen=True)
class Criterion:
    """One criterion of the rubric: key, heading of its column, weight in per cent."""

    key: str
    heading: str
    weight: int


def _panels(draft: Draft) -> Array:
    """Name the panel of every scored application; empty text elsewhere."""
    clause = draft.table.columns["clause"]
    kind = np.array([PANELS.get(c, "") for c in clause], dtype=object)
    for name in EXPERTS:
        rows = np.flatnonzero(kind == name)
        turn = np.arange(len(rows)) // MOST_READ
        kind[rows] = name + np.where(turn > 0, (turn + 1).astype("U6").astype(object), "")
    return kind


def _exact(level: int, experts: int, criteria: tuple[Criterion, ...]) -> Array:
    """Return scores that differ by expert and criterion and whose weighted total is ``level``."""
    given = np.full((experts, len(criteria)), level, dtype=np.int64)
    weights = [c.weight for c in criteria]
    pairs = [(i, j) for i in range(len(weights)) for j in range(i) if weights[i] == weights[j]]
    for i, j in pairs:  # what one criterion gains, another of the same weight gives up
        shift = (np.arange(experts) - experts // 2) * 2 * HALF_POINT
        given[:, i] += shift
        given[:, j] -= shift
    return given


def make_scores(
    rng: np.random.Generator,
    draft: Draft,
    specials: Mapping[int, Special],
    criteria: tuple[Criterion, ...],
) -> tuple[Growing, dict[str, Array]]:
    """Return one row an application and expert, and the scores by criterion (hundredths, -1 none).

    The panel is also written into the applications.
    """
    panel = _panels(draft)
    draft.put("panel", np.arange(len(panel)), panel)
    scored = np.flatnonzero(panel != "")
    size = np.array([EXPERTS[p[:2]] for p in panel[scored]], dtype=np.int64)
    parent = np.repeat(scored, size)
    expert = np.arange(len(parent)) - np.repeat(np.cumsum(size) - size, size)
    quality = np.clip(rng.normal(77, 7, len(panel)), 45, 96)[parent]
    leaning = rng.normal(0, 2, len(parent))
    noise = rng.normal(0, 4, (len(parent), len(criteria)))
    values = np.rint((quality + leaning)[:, None] * 2 + noise * 2).astype(np.int64) * HALF_POINT
    values = np.clip(values, 0, FULL)

    keep, recused = np.ones(len(parent), dtype=bool), np.zeros(len(parent), dtype=bool)
    for row, special in specials.items():
        mine = np.flatnonzero(parent == row)
        if special.level and len(mine):
            values[mine] = _exact(special.level, len(mine), criteria)
        keep[mine[: special.absent if special.absent >= 0 else len(mine)]] = False
        recused[mine[len(mine) - special.recused :]] = True
    # A conflict of interest here and there, beside those made on purpose.
    recused |= (rng.random(len(parent)) < 0.01) & (np.repeat(size, size) > min(EXPERTS.values()))
    values[recused] = MISSING

    rows = np.flatnonzero(keep)
    table = Growing.of(SCORES, len(rows), parent[rows])
    every = np.arange(len(rows))
    table.put("application_no", every, draft.table.columns["application_no"][table.parent])
    table.put("panel", every, panel[table.parent])
    names = np.char.zfill((expert[rows] + 1).astype("U2"), 2).astype(object)
    table.put("expert", every, panel[table.parent] + "专家" + names)
    table.put("recused", every, recused[rows].astype(np.int8))
    return table, {c.key: values[rows, i] for i, c in enumerate(criteria)}
