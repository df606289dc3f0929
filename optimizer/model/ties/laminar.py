"""Whether the rows of a program are two laminar families, and how each is nested.

Two sets cross if they overlap and neither holds the other. A family without crossing sets is a
forest; rows in two of them make the program a network (Edmonds 1970).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray

#: No set of a family.
NONE = -1


@dataclass(frozen=True, slots=True)
class Families:
    """Sets in two forests.

    ``second`` marks the sets of the second forest; ``parent`` is the next larger set of the same
    forest; ``innermost`` (shape (2, size)) the smallest set of each forest that holds an element.
    """

    second: NDArray[np.bool_]
    parent: IntArray
    innermost: IntArray


def two_families(members: IntArray, lengths: IntArray, size: int) -> Families | None:
    """Split sets in two laminar families.

    Parameters
    ----------
    members
        Elements of all sets, end to end.
    lengths
        Number of elements of each set; none is 0.
    size
        Number of elements.

    Returns
    -------
    Families or None
        ``None`` if three sets or more cross in a way that two forests cannot hold.
    """
    sets = np.repeat(np.arange(len(lengths)), lengths)
    # Largest first inside an element; of equal sets any order nests, so the position decides.
    order = np.lexsort((sets, -lengths[sets], members))
    element, holder = members[order], sets[order]
    second = _coloured(_crossing(element, holder, lengths), len(lengths))
    if second is None:
        return None
    parent = np.full(len(lengths), NONE)
    innermost = np.full((2, size), NONE)
    for family in (0, 1):
        inside = second[holder] == bool(family)
        mine, owner = holder[inside], element[inside]
        follows = owner[1:] == owner[:-1]
        parent[mine[1:][follows]] = mine[:-1][follows]
        last = np.append(~follows, np.ones(min(len(owner), 1), dtype=np.bool_))
        innermost[family, owner[last]] = mine[last]
    return Families(second, parent, innermost)


def _crossing(element: IntArray, holder: IntArray, lengths: IntArray) -> IntArray:
    """Return the pairs of sets that cross, shape (k, 2); entries are sorted by element."""
    count = len(lengths)
    codes = [np.zeros(0, dtype=np.int64)]
    apart = 1
    while True:
        same = element[apart:] == element[:-apart]
        if not same.any():
            break
        # Larger first, so "crossing" is to share less than the second one holds.
        codes.append(holder[:-apart][same] * count + holder[apart:][same])
        apart += 1
    sorted_codes = np.sort(np.concatenate(codes))
    first = np.flatnonzero(np.diff(sorted_codes, prepend=-1))
    pairs, shared = sorted_codes[first], np.diff(first, append=len(sorted_codes))
    crossing = pairs[shared < lengths[pairs % max(count, 1)]]
    return np.stack([crossing // max(count, 1), crossing % max(count, 1)], axis=1)


def _coloured(pairs: IntArray, count: int) -> NDArray[np.bool_] | None:
    """Return two colours so that no pair has one, ``None`` if there are none."""
    others: dict[int, list[int]] = {}
    for a, b in pairs.tolist():
        others.setdefault(a, []).append(b)
        others.setdefault(b, []).append(a)
    colour = dict.fromkeys(others, -1)
    for start in others:
        if colour[start] >= 0:
            continue
        colour[start] = 0
        reached = [start]
        for one in reached:
            for other in others[one]:
                if colour[other] == colour[one]:
                    return None
                if colour[other] < 0:
                    colour[other] = 1 - colour[one]
                    reached.append(other)
    second = np.zeros(count, dtype=np.bool_)
    second[[one for one, c in colour.items() if c]] = True
    return second
