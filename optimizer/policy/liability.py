"""What the measures could cost: one award in each clause, at its ceiling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from optimizer.policy.types import Policy


@dataclass(frozen=True, slots=True)
class Liability:
    """The most that one award in each clause comes to, in whole yuan."""

    by_clause: Mapping[str, int]
    by_article: Mapping[str, int]
    total: int


def maximum_liability(policy: Policy, day: date) -> Liability:
    """Return the ceilings that hold on ``day``, by clause, by article and in all (yuan)."""
    by_clause = {clause.id: clause.ceiling.on(day) for clause in policy.clauses}
    by_article: dict[str, int] = {}
    for clause in policy.clauses:
        by_article[clause.article] = by_article.get(clause.article, 0) + by_clause[clause.id]
    return Liability(by_clause, by_article, sum(by_clause.values()))
