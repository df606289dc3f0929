"""The rank-exception ledger made again: where a lower merit was served better than a higher one."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from optimizer.errors import Problem
from optimizer.verify.findings import finding


@dataclass(frozen=True, slots=True)
class Ranked:
    """One project that was ranked: its group (clause, panel), merit, award, most, and grid."""

    number: str
    group: tuple[str, str]
    merit: int
    award: int
    most: int
    grid: int

    @property
    def share(self) -> Fraction:
        """What was given of the most it can get."""
        return Fraction(self.award, self.most)

    @property
    def next_share(self) -> Fraction:
        """What one more grid step would make of it."""
        return Fraction(self.award + self.grid, self.most)


def count_exceptions(ranked: Iterable[Ranked]) -> dict[str, int]:
    """Return, for each project that could take a step more, how many of less merit are ahead.

    Ahead is who is funded at a share that the project would not pass with one more step.
    """
    groups: dict[tuple[str, str], list[Ranked]] = defaultdict(list)
    for one in ranked:
        groups[one.group].append(one)
    found: dict[str, int] = {}
    for members in groups.values():
        worse: list[Fraction] = []
        members.sort(key=lambda one: one.merit)
        for _, level in groupby(members, key=lambda one: one.merit):
            equals = list(level)
            for one in equals:
                if worse and one.award < one.most:
                    ahead = len(worse) - bisect_left(worse, one.next_share)
                    if ahead:
                        found[one.number] = ahead
            for one in equals:
                if one.award > 0:
                    insort(worse, one.share)
    return found


def check_exceptions(
    stated: Iterable[Mapping[str, Any]], ranked: Mapping[str, Ranked]
) -> Iterator[Problem]:
    """Compare the stated ledger with the auditor's: who, how many, a true witness, a cause."""
    own = count_exceptions(ranked.values())
    seen: dict[str, object] = {}
    for entry in stated:
        number = str(entry.get("application_no"))
        seen[number] = entry.get("count")
        if own.get(number, 0) != entry.get("count"):
            yield finding("exception.count", number, entry.get("count"), own.get(number, 0))
        elif not _is_ahead(ranked.get(str(entry.get("witness"))), ranked[number]):
            yield finding("exception.witness", number, entry.get("witness"))
        if entry.get("cause") in {None, "", "unknown"}:
            yield finding("exception.unknown_cause", number, entry.get("cause"))
    for number in sorted(own.keys() - seen.keys()):
        yield finding("exception.count", number, 0, own[number])


def _is_ahead(witness: Ranked | None, loser: Ranked) -> bool:
    return (
        witness is not None
        and witness.group == loser.group
        and witness.merit < loser.merit
        and witness.award > 0
        and witness.share >= loser.next_share
    )
