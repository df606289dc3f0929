"""Which awards do not hang on the choice between the scenarios, and which do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.formats.outcome import Outcome
from optimizer.insight.compare.movement import awards


@dataclass(frozen=True, slots=True)
class Safety:
    """Every application is in one of four groups, each by application number.

    ``safe``: the same award in all plans; ``varying``: an award in all, not the same; ``some``: an
    award in some plans only; ``none``: in no plan.
    """

    safe: tuple[str, ...]
    varying: tuple[str, ...]
    some: tuple[str, ...]
    none: tuple[str, ...]

    def group_of(self) -> dict[str, str]:
        """Return application -> name of its group."""
        return {
            number: name
            for name in ("safe", "varying", "some", "none")
            for number in getattr(self, name)
        }


def safety(outcomes: Sequence[Outcome]) -> Safety:
    """Group the applications of plans of one year by what they get in all of them."""
    plans = [awards(outcome) for outcome in outcomes]
    groups: dict[str, list[str]] = {"safe": [], "varying": [], "some": [], "none": []}
    for number in sorted(dict.fromkeys(number for plan in plans for number in plan)):
        amounts = [plan.get(number, 0) for plan in plans]
        if not any(amounts):
            groups["none"].append(number)
        elif not all(amounts):
            groups["some"].append(number)
        else:
            groups["safe" if len(set(amounts)) == 1 else "varying"].append(number)
    return Safety(**{name: tuple(numbers) for name, numbers in groups.items()})
