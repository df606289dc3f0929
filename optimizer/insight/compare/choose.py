"""Which scenarios a comparison takes, in the order in which they were asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from optimizer.errors import Place, Problem, UsageError
from optimizer.policy.toml_table import nearest

FEWEST, MOST = 2, 8
BASELINE = "baseline"
#: Scenarios beside the baseline that a comparison takes where nobody names any.
_NEXT = 3
_PLACE = Place(field="--scenarios")


def default(known: Collection[str]) -> tuple[str, ...]:
    """Return the baseline and the next three by name."""
    rest = sorted(name for name in known if name != BASELINE)
    first = [BASELINE] if BASELINE in known else []
    return tuple([*first, *rest][: _NEXT + 1])


def choose(asked: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """Return the scenarios to compare in the order asked for; the first is the reference.

    Raises
    ------
    UsageError
        With everything that is wrong: unknown and doubled names, fewer than two, more than eight.
    """
    names = tuple(name.strip() for name in asked if name.strip())
    if problems := refused(names, known):
        raise UsageError(*problems)
    return names


def refused(names: Sequence[str], known: Collection[str]) -> tuple[Problem, ...]:
    """Return everything that stops a comparison of these names."""
    found = [_unknown(name, known) for name in dict.fromkeys(names) if name not in known]
    found += [
        Problem("compare.doubled", _PLACE, name[:80], {"count": count})
        for name, count in Counter(names).items()
        if count > 1
    ]
    if len(names) < FEWEST:
        found.append(Problem("compare.too_few", _PLACE, "", {"count": len(names)}))
    if len(names) > MOST:
        found.append(Problem("compare.too_many", _PLACE, "", {"count": len(names)}))
    return tuple(found)


def _unknown(name: str, known: Collection[str]) -> Problem:
    if near := nearest(name, known):
        return Problem("compare.unknown_near", _PLACE, name[:80], {"near": near})
    return Problem("compare.unknown", _PLACE, name[:80], {"known": tuple(sorted(known))})
