"""The fairest among equally good plans: the least funding ratio as great as can be, then the next.

Level by level on each independent part of the network (leximin flows: Megiddo 1974). The greatest
common ratio that every project of a part can have is found by Newton's method on cuts: a ratio too
high is refuted by a set of nodes, and that set says which ratio it would allow at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from optimizer.model.ties.bundle import Bundle, common_ratio
from optimizer.model.ties.circulation import Circulation
from optimizer.model.ties.freedom import free_parts
from optimizer.model.ties.network import Network
from optimizer.model.ties.work import MOST_BITS, Work, WorkLimitError


@dataclass(frozen=True, slots=True)
class Fairest:
    """The leximin point: the common ratio of each bundle, and the flow of every edge in yuan.

    A project has the least of its bundle's ratio and the ratio of its most.
    """

    ratios: list[Fraction]
    flow: list[Fraction]


@dataclass(frozen=True, slots=True)
class _Part:
    """Edges of the network that can change together, with flows in units of ``1 / scale`` yuan."""

    edges: list[int]
    flow: list[int]
    scale: int


def leximin(network: Network, parts: Sequence[list[int]], work: Work) -> Fairest:
    """Return the leximin point of ``network``, whose ``parts`` can change (see ``free_parts``).

    Raises
    ------
    WorkLimitError
        When the work limit is reached.
    """
    flow = [Fraction(value) for value in network.flow]
    open_parts = [_Part(edges, [network.flow[e] for e in edges], 1) for edges in parts]
    while open_parts:
        part, inner = _raised(network, open_parts.pop(), work)
        moving = {e for one in inner for e in one.edges}
        for e, value in zip(part.edges, part.flow, strict=True):
            if e not in moving:
                flow[e] = Fraction(value, part.scale)
        open_parts += inner
    ratios = []
    for bundle, carried in zip(network.bundles, flow, strict=False):
        ratio = common_ratio([bundle], carried)
        if ratio is None or ratio.denominator.bit_length() > MOST_BITS:
            raise WorkLimitError
        ratios.append(ratio)
    return Fairest(ratios, flow)


def _raised(network: Network, part: _Part, work: Work) -> tuple[_Part, list[_Part]]:
    """Raise the least ratio of a part; return it anew, and what of it can still change."""
    first = part.edges[0]  # bundles come first
    if first >= len(network.bundles):
        return part, []
    if network.tail[first] == network.head[first]:
        return _Part(part.edges, [network.high[first]], 1), []
    ends = [network.tail[e] for e in part.edges], [network.head[e] for e in part.edges]
    graph = Circulation(*ends, work)
    bundles = {k: network.bundles[e] for k, e in enumerate(part.edges) if e < len(network.bundles)}
    ratio = _first_guess(graph, network, part, bundles)
    while True:
        scale = _ask(graph, network, part, bundles, ratio)
        above = graph.meet()
        if above is None:
            break
        ratio = _allowed(graph, network, part, bundles, above)
    parts = free_parts((graph.tail, graph.head), graph.flow, (graph.low, graph.high), work)
    divisor = gcd(scale, *graph.flow)
    scale, flow = scale // divisor, [value // divisor for value in graph.flow]
    inner = [
        _Part([part.edges[k] for k in inside], [flow[k] for k in inside], scale) for inside in parts
    ]
    return _Part(part.edges, flow, scale), inner


def _ask(
    graph: Circulation, network: Network, part: _Part, bundles: dict[int, Bundle], ratio: Fraction
) -> int:
    """Ask every project of a part for at least ``ratio``; return the scale of flow and bounds."""
    scale = part.scale * ratio.denominator
    graph.flow = [value * ratio.denominator for value in part.flow]
    graph.low = [network.low[e] * scale for e in part.edges]
    graph.high = [network.high[e] * scale for e in part.edges]
    for k, bundle in bundles.items():
        constant, slope = bundle.line(ratio)
        graph.low[k] = constant * scale + slope * ratio.numerator * part.scale
    return scale


def _first_guess(
    graph: Circulation, network: Network, part: _Part, bundles: dict[int, Bundle]
) -> Fraction:
    """Return a ratio that no plan exceeds: what some single node, or all others, would allow.

    Which one is chosen by floats; whatever they say, the ratio of a cut is a bound.
    """
    share_in, share_out = [0.0] * len(graph.near), [0.0] * len(graph.near)
    room_in, room_out = list(share_in), list(share_out)
    for k, (e, value) in enumerate(zip(part.edges, part.flow, strict=True)):
        tail, head, flow = graph.tail[k], graph.head[k], value / part.scale
        more, less = network.high[e] - flow, flow
        if k in bundles:
            share_in[head] += bundles[k].whole
            share_out[tail] += bundles[k].whole
        else:
            less -= network.low[e]
        room_in[head] += less
        room_in[tail] += more
        room_out[tail] += less
        room_out[head] += more
    best, node, into = float("inf"), -1, True
    for inward, share, room in ((True, share_in, room_in), (False, share_out, room_out)):
        for v, (asked, there) in enumerate(zip(share, room, strict=True)):
            if asked and there < best * asked:
                best, node, into = there / asked, v, inward
    guess = max(bundle.tops[-1] for bundle in bundles.values())
    if node < 0:
        return guess
    forth = [k for k, _, outward in graph.near[node] if outward != into]
    back = [k for k, _, outward in graph.near[node] if outward == into]
    ratio = _cut_ratio(network, part, bundles, (forth, back))
    return guess if ratio is None else min(guess, ratio)


def _cut_ratio(
    network: Network,
    part: _Part,
    bundles: dict[int, Bundle],
    cut: tuple[list[int], list[int]],
) -> Fraction | None:
    """Return the ratio that a cut allows the projects ``entering``; ``None`` for any."""
    entering, leaving = cut
    balance = sum(part.flow[k] for k in entering) - sum(part.flow[k] for k in leaving)
    room = Fraction(balance, part.scale)
    room += sum(network.high[part.edges[k]] for k in leaving)
    room -= sum(network.low[part.edges[k]] for k in entering if k not in bundles)
    return common_ratio([bundles[k] for k in entering if k in bundles], room)


def _allowed(
    graph: Circulation,
    network: Network,
    part: _Part,
    bundles: dict[int, Bundle],
    inside: list[bool],
) -> Fraction:
    """Return the ratio that the set of nodes ``inside`` allows at most."""
    entering = [
        k for k in range(len(part.edges)) if inside[graph.head[k]] and not inside[graph.tail[k]]
    ]
    leaving = [
        k for k in range(len(part.edges)) if inside[graph.tail[k]] and not inside[graph.head[k]]
    ]
    ratio = _cut_ratio(network, part, bundles, (entering, leaving))
    if ratio is None:  # pragma: no cover  (a cut that refutes nothing)
        raise WorkLimitError
    return ratio
