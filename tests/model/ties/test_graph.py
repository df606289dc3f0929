"""Strong components, blocks, laminar families, and circulations, each on small examples."""

import numpy as np
import pytest

from optimizer.model.ties.circulation import Circulation
from optimizer.model.ties.graph import blocks, strong_components
from optimizer.model.ties.laminar import two_families
from optimizer.model.ties.work import Work, WorkLimitError


def test_nodes_on_a_common_cycle_are_one_component() -> None:
    found = strong_components(6, [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3)])
    assert found[0] == found[1] == found[2]
    assert found[3] == found[4]
    assert len({found[0], found[3], found[5]}) == 3


def test_a_long_path_needs_no_recursion() -> None:
    count = 5_000
    arcs = [(k, k + 1) for k in range(count)]
    assert len(set(strong_components(count + 1, arcs))) == count + 1
    assert len(blocks(count + 1, arcs)) == count


def test_blocks_meet_in_single_nodes() -> None:
    triangle, bridge, pair, loop = [(0, 1), (1, 2), (2, 0)], [(2, 3)], [(3, 4), (4, 3)], [(4, 4)]
    found = blocks(5, [*triangle, *bridge, *pair, *loop])
    assert sorted(sorted(block) for block in found) == [[0, 1, 2], [3], [4, 5], [6]]


def families(*sets: list[int]) -> tuple[list[int], list[list[int]]] | None:
    members = np.array([j for one in sets for j in one], dtype=np.int64)
    found = two_families(members, np.array([len(one) for one in sets]), max(members) + 1)
    return None if found is None else (found.parent.tolist(), found.innermost.tolist())


def test_nested_sets_are_one_forest() -> None:
    assert families([0, 1, 2, 3], [0, 1], [1], [2, 3]) == ([-1, 0, 1, 0], [[1, 2, 3, 3], [-1] * 4])


def test_crossing_sets_go_to_two_forests() -> None:
    found = families([0, 1], [2, 3], [1, 2])
    assert found is not None
    assert found[0] == [-1, -1, -1]


def test_equal_sets_nest() -> None:
    assert families([0, 1], [0, 1]) == ([-1, 0], [[1, 1], [-1, -1]])


def test_three_sets_that_cross_each_other_are_no_two_forests() -> None:
    assert families([0, 1], [1, 2], [0, 2]) is None


def circulation(low: list[int], high: list[int]) -> Circulation:
    """Return the cycle 0 -> 1 -> 2 -> 0 with a short cut 0 -> 2, nothing flowing."""
    graph = Circulation([0, 1, 2, 0], [1, 2, 0, 2], Work())
    graph.flow, graph.low, graph.high = [0] * 4, low, high
    return graph


def test_bounds_are_met_by_flow_on_cycles() -> None:
    graph = circulation([2, 0, 0, 1], [3, 3, 3, 1])
    assert graph.meet() is None
    assert graph.flow == [2, 2, 3, 1]


def test_a_set_shows_that_bounds_cannot_be_met() -> None:
    graph = circulation([2, 0, 0, 1], [3, 3, 2, 1])
    inside = graph.meet()
    assert inside is not None
    # Nodes 1 and 2 must take 3 and can pass on 2.
    assert inside[1] or inside[2]
    assert not inside[0]


def test_work_ends_at_its_limit() -> None:
    work = Work(10)
    work.spend(10)
    with pytest.raises(WorkLimitError):
        work.spend(1)
