"""Who gets more and who less than in the reference: projects, and the units that are paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.formats.outcome import Outcome
from optimizer.insight.compare.measures import paid_unit
from optimizer.insight.difference import Move, gainers, losers


@dataclass(frozen=True, slots=True)
class Sum:
    """How many get more (or less), and how many yuan more (or less) all together; both >= 0."""

    count: int
    yuan: int


@dataclass(frozen=True, slots=True)
class Movement:
    """What changes from the reference to another plan, the greatest change first."""

    projects: tuple[Move, ...]
    units: tuple[Move, ...]

    def more(self, *, units: bool = False) -> Sum:
        """Return who gets more, added up."""
        return added(gainers(self.units if units else self.projects))

    def less(self, *, units: bool = False) -> Sum:
        """Return who gets less, added up."""
        return added(losers(self.units if units else self.projects))


def added(moves: Iterable[Move]) -> Sum:
    """Add up moves of one direction."""
    changes = [abs(move.change) for move in moves]
    return Sum(len(changes), sum(changes))


def awards(outcome: Outcome) -> dict[str, int]:
    """Return application -> yuan over all applications, refused ones too."""
    return {p.application_no: p.suggested or 0 for p in outcome.projects}


def unit_awards(outcome: Outcome) -> dict[str, int]:
    """Return paid unit -> yuan, of those that get something."""
    found: dict[str, int] = {}
    for project in outcome.projects:
        if project.suggested:
            unit = paid_unit(project)
            found[unit] = found.get(unit, 0) + project.suggested
    return found


def movement(before: Outcome, after: Outcome) -> Movement:
    """Return what changes from one plan to another of the same year."""
    return Movement(
        moved(awards(before), awards(after)), moved(unit_awards(before), unit_awards(after))
    )


def moved(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[Move, ...]:
    """Return what differs between two tables of yuan, the greatest change first, then by name."""
    names = {**before, **after}
    found = [Move(name, before.get(name, 0), after.get(name, 0)) for name in names]
    changed = [move for move in found if move.change]
    return tuple(sorted(changed, key=lambda move: (-abs(move.change), move.project)))
