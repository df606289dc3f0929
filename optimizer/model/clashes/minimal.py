"""Sets of demands that clash while any of them less does not.

One is found by divide and conquer, in the order that deletion one after the other would leave;
the others by a tree over what has to go: each node takes away one demand of every clash above it,
and finds a further clash or none. Where the tree ends, every way to mend is known, and the clashes
are exactly the least sets that meet all of them.
Sources: Junker, "QuickXplain" (AAAI 2004); Reiter, "A theory of diagnosis from first principles"
(Artificial Intelligence 32, 1987).
"""

from __future__ import annotations

from collections import deque

from optimizer.model.clashes.demands import Demands

#: Clashes that are told at most.
MOST_CLASHES = 20
#: Sets kept at most while the clashes are put together from the ways to mend.
_MOST_SETS = 2_000

Clash = tuple[str, ...]


def clashes(demands: Demands) -> tuple[tuple[Clash, ...], bool]:
    """Return minimal clashes in canonical order, the first found first, and whether they are all.

    Where even the first one cannot be told within the work, all demands together are it.
    """
    first = minimal_clash(demands, demands.names)
    if first is None:
        return (demands.names,), False
    found = [first]
    mended: list[frozenset[str]] = []
    seen: set[frozenset[str]] = {frozenset()}
    waiting: deque[frozenset[str]] = deque([frozenset()])
    finished = True
    while waiting:
        gone = waiting.popleft()
        if any(less <= gone for less in mended):
            continue
        clash = next((one for one in found if not gone & set(one)), None)
        if clash is None:
            rest = tuple(name for name in demands.names if name not in gone)
            holds = demands.can_hold(rest)
            if holds:
                mended.append(gone)
                continue
            clash = None if holds is None else minimal_clash(demands, rest)
            if clash is None or len(found) == MOST_CLASHES:
                finished = False
                break
            found.append(clash)
        for name in clash:
            wider = gone | {name}
            if wider not in seen:
                seen.add(wider)
                waiting.append(wider)
    return _all(demands, found, mended) if finished else (tuple(found), False)


def _all(
    demands: Demands, found: list[Clash], mended: list[frozenset[str]]
) -> tuple[tuple[Clash, ...], bool]:
    """Add the clashes that no node happened to meet: least sets that touch every way to mend."""
    ways = [way for way in mended if not any(other < way for other in mended)]
    order = {name: k for k, name in enumerate(demands.names)}
    least = _least_sets(ways)
    if least is None:
        return tuple(found), False
    listed = sorted(tuple(sorted(one, key=order.__getitem__)) for one in least)
    listed.sort(key=lambda clash: [order[name] for name in clash])
    everything = [*found, *(clash for clash in listed if clash not in found)]
    # Letting a lock go below the pass mark leaves less room, not more: then sets are only tried.
    real = [clash for clash in everything if _is_minimal(demands, clash)]
    complete = len(real) == len(everything) <= MOST_CLASHES
    return tuple(real[:MOST_CLASHES]), complete


def _least_sets(ways: list[frozenset[str]]) -> list[frozenset[str]] | None:
    """Return the least sets that touch every way to mend; ``None`` where they grow too many.

    One way after the other: what touches it stays, what does not takes one of its members.
    Source: Berge, "Hypergraphs" (1989), multiplication of transversals.
    """
    least = [frozenset[str]()]
    for way in ways:
        touching = [one for one in least if one & way]
        wider = {one | {name} for one in least if not one & way for name in way}
        new = [one for one in wider if not any(other <= one for other in touching)]
        least = touching + [one for one in new if not any(other < one for other in new)]
        if len(least) > _MOST_SETS:
            return None
    return least


def _is_minimal(demands: Demands, clash: Clash) -> bool:
    rests = ([other for other in clash if other != name] for name in clash)
    return demands.can_hold(clash) is False and all(demands.can_hold(rest) for rest in rests)


def minimal_clash(demands: Demands, names: Clash) -> Clash | None:
    """Return a minimal clash among ``names``, which clash; ``None`` if the work ends before."""
    least: Clash | None = names
    before: Clash | None = None
    # A lock let go below the pass mark leaves less room, not more, so once may not be enough.
    while least is not None and least != before:
        before = least
        # What comes later in the canonical order is kept rather than what comes before.
        least = _explain(demands, (), least[::-1])
        least = None if least is None else tuple(name for name in before if name in set(least))
    return least


def _explain(demands: Demands, kept: Clash, names: Clash, *, added: bool = False) -> Clash | None:
    """Return the least of ``names`` that clash beside ``kept``; preferred ones come first.

    ``added`` says that ``kept`` has grown since it was last known to hold.
    """
    if added:
        holds = demands.can_hold(kept)
        if holds is None:
            return None
        if not holds:
            return ()
    if len(names) == 1:
        return names
    half = len(names) // 2
    preferred, others = names[:half], names[half:]
    second = _explain(demands, kept + preferred, others, added=bool(preferred))
    if second is None:
        return None
    first = _explain(demands, kept + second, preferred, added=bool(second))
    return None if first is None else first + second
