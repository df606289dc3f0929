"""Ways round a network: what may change is what trying every flow finds."""

import random
from itertools import product

import pytest

from optimizer.verify.circles import TooMuchError, changeable, first_raisable
from optimizer.verify.network import Network


def random_network(seed: int) -> Network:
    """Return a few edges between a few nodes, with a flow from nowhere to nowhere."""
    dice = random.Random(seed)  # noqa: S311  # made-up networks, no secret
    nodes = dice.randint(1, 4)
    network = Network(nodes, [], [], [], [], [], [])
    for e in range(dice.randint(1, 7)):
        network.tail.append(dice.randrange(nodes))
        network.head.append(dice.randrange(nodes))
        flow = dice.randint(0, 2)
        network.flow.append(flow)
        network.low.append(dice.randint(0, flow))
        network.high.append(dice.randint(flow, 2))
        network.project.append(e)
    return network


def flows(network: Network) -> list[tuple[int, ...]]:
    """Return every flow that leaves each node in the balance that it has."""

    def balance(flow: tuple[int, ...]) -> list[int]:
        out = [0] * network.nodes
        for e, x in enumerate(flow):
            out[network.tail[e]] -= x
            out[network.head[e]] += x
        return out

    own = balance(tuple(network.flow))
    ranges = (range(a, b + 1) for a, b in zip(network.low, network.high, strict=True))
    return [flow for flow in product(*ranges) if balance(flow) == own]


@pytest.mark.parametrize("first", range(0, 300, 100))
def test_what_may_change_is_what_some_flow_changes(first: int) -> None:
    for seed in range(first, first + 100):
        network = random_network(seed)
        every = flows(network)
        differ = {e for e, x in enumerate(network.flow) if any(flow[e] != x for flow in every)}
        assert changeable(network) == differ, seed


def test_an_edge_can_be_raised_where_some_flow_is_greater() -> None:
    for seed in range(200):
        network = random_network(seed)
        order = list(range(len(network.flow)))
        random.Random(seed).shuffle(order)  # noqa: S311
        own = [network.flow[e] for e in order]
        greatest = max([flow[e] for e in order] for flow in flows(network))
        edge = first_raisable(network, order, 10**6)
        assert (edge is None) == (greatest == own), seed
        if edge is not None:
            at = order.index(edge)
            assert greatest[:at] == own[:at]
            assert greatest[at] > own[at]


def test_a_search_stops_at_its_work_limit() -> None:
    network = Network(2, [0, 1], [1, 0], [0, 0], [1, 1], [2, 2], [0, 1])
    with pytest.raises(TooMuchError):
        first_raisable(network, [0], 0)
