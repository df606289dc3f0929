"""From the leximin point to the grid: who is rounded up, by falling remainder, then by number.

Among the grid points of the face between floor and ceiling of every exact amount, the one is taken
whose round-ups, read in that order, are greatest. On a network one exists (Hoffman and Kruskal
1956), and each question "can this one be rounded up too?" is an augmenting path.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from optimizer.model.ties.bundle import by_float
from optimizer.model.ties.circulation import Circulation
from optimizer.model.ties.leximin import Fairest
from optimizer.model.ties.network import Network
from optimizer.model.ties.work import Work, WorkLimitError


def rounded(
    network: Network, parts: Sequence[list[int]], fairest: Fairest, work: Work
) -> dict[int, int]:
    """Return the steps of every variable of ``network``.

    Parameters
    ----------
    network, parts
        The network and what of it can change.
    fairest
        Its leximin point.
    work
        What is spent.

    Raises
    ------
    WorkLimitError
        When the work limit is reached.
    """
    steps = [
        value // step if step else 0 for value, step in zip(network.flow, network.step, strict=True)
    ]
    exact = [_exact_steps(network, fairest, e) for e in range(len(network.bundles))]
    out: dict[int, int] = {}
    moving = set()
    for part in parts:
        moving |= set(part)
        out |= _Rounding(network, part, steps, exact, work).run()
    for e, one in enumerate(exact):
        if e not in moving:
            out |= _spread(one, steps[e])
    helpers = range(len(network.bundles), network.first_row)
    for e, column in zip(helpers, network.helpers, strict=True):
        out.setdefault(column, steps[e])
    return out


#: The projects of a bundle: variable, whole steps, and what remains of the next one.
_Exact = list[tuple[int, int, Fraction]]
_NOTHING = Fraction(0)


def _exact_steps(network: Network, fairest: Fairest, e: int) -> _Exact:
    bundle = network.bundles[e]
    out: _Exact = []
    for column, ratio, entitled in zip(
        bundle.columns, bundle.ratios(fairest.ratios[e]), bundle.entitled, strict=True
    ):
        step = ratio.denominator * network.step[e]
        floor, rest = divmod(ratio.numerator * entitled, step)
        out.append((column, floor, Fraction(rest, step) if rest else _NOTHING))
    return out


def _floors(exact: _Exact) -> dict[int, int]:
    return {column: floor for column, floor, _ in exact}


def _in_order(exact: _Exact) -> list[int]:
    """Return the variables with a remainder, the greatest first, then by number."""
    found = [(*by_float(-rest), column) for column, _, rest in exact if rest]
    return [column for _, _, column in sorted(found)]


def _spread(exact: _Exact, steps: int) -> dict[int, int]:
    """Hand out what a bundle has beyond the floors of its projects."""
    out = _floors(exact)
    more = steps - sum(out.values())
    order = _in_order(exact)
    if not 0 <= more <= len(order):
        raise WorkLimitError
    for column in order[:more]:
        out[column] += 1
    return out


class _Rounding:
    """One part of the network between floors and ceilings."""

    def __init__(
        self, network: Network, part: list[int], steps: list[int], exact: list[_Exact], work: Work
    ) -> None:
        tail, head = [network.tail[e] for e in part], [network.head[e] for e in part]
        step = max(network.step[e] for e in part)
        graph = Circulation(tail, head, work)
        graph.flow = [steps[e] for e in part]
        # A side without a limit lies out of reach on the grid, too.
        graph.low = [-(-network.low[e] // step) for e in part]
        graph.high = [network.high[e] // step for e in part]
        self._graph = graph
        self._bundle_of: dict[int, int] = {}
        self._exact: _Exact = []
        self._out: dict[int, int] = {}
        for k, e in enumerate(part):
            if e >= len(network.bundles):
                continue
            floors = _floors(exact[e])
            self._bundle_of |= dict.fromkeys(floors, k)
            self._exact += exact[e]
            self._out |= floors
            graph.low[k] = sum(floors.values())
            graph.high[k] = graph.low[k] + sum(bool(rest) for _, _, rest in exact[e])
        self._helpers = [
            (k, network.helpers[e - len(network.bundles)])
            for k, e in enumerate(part)
            if len(network.bundles) <= e < network.first_row
        ]

    def run(self) -> dict[int, int]:
        """Return the steps of each variable of the part."""
        graph = self._graph
        if graph.meet() is not None:
            raise WorkLimitError
        for column in _in_order(self._exact):
            k = self._bundle_of[column]
            if graph.flow[k] == graph.low[k] and not self._raise(k):
                # Nothing can be raised here any more: what follows has less room, not more.
                graph.high[k] = graph.low[k]
                continue
            graph.low[k] += 1
            self._out[column] += 1
        return self._out | {column: graph.flow[k] for k, column in self._helpers}

    def _raise(self, k: int) -> bool:
        """Give an edge one step more if the others can make room."""
        graph = self._graph
        if graph.flow[k] == graph.high[k]:
            return False
        way = graph.way(graph.head[k], graph.tail[k])
        if way is None:
            return False
        graph.send(way, 1)
        graph.flow[k] += 1
        return True
