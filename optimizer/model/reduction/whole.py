"""A whole problem answered from its columns: certified, tie-broken, named.

For years with one stage, one grid and at-most limits; what is left to decide among equally good
plans is a small face, to which the same tie rule is put as everywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction

import numpy as np

from optimizer.formats.problem import AllocationProblem, IntArray
from optimizer.formats.solution import Certificate, Solution
from optimizer.model import exact
from optimizer.model.program import Program, ProgramRow, Sense
from optimizer.model.reduction.certify import Certified
from optimizer.model.reduction.engine import optimum
from optimizer.model.reduction.network import NO_UNIT, sums
from optimizer.model.reduction.prices import LabelPrices, Prices
from optimizer.model.reduction.reading import Reading, read
from optimizer.model.solver import Effort
from optimizer.model.ties import Choice, choose
from optimizer.model.ties.published import published_levels


def solve_whole(problem: AllocationProblem, effort: Effort) -> Solution | None:
    """Return the proven answer to ``problem``, ``None`` where the stages have to be served.

    Parameters
    ----------
    problem
        Any problem; the ones that this can answer have one stage of at-most limits.
    effort
        Limits of each linear program of the tie rule.
    """
    reading = read(problem)
    found = None if reading is None else optimum(reading.network)
    if reading is None or found is None:
        return None
    core = _face(problem, reading, found)
    choice = choose(core, found.steps[core.project], np.ones(core.size, dtype=np.bool_), effort)
    steps = found.steps.copy()
    steps[core.project] = choice.units
    awards = steps * reading.grid
    awards.setflags(write=False)
    value = found.value * reading.factor
    return Solution(
        status="optimal",
        awards=awards,
        objective=(value,),
        bound=(found.bound * reading.factor,),
        objective_scale=(reading.scale,),
        proof="dual",
        ties=choice.ties,
        tie_rule=choice.rule,
        unspent=problem.budget - exact.total(awards),
        certificate=_certificate(problem, reading, found, core, choice),
    )


def _face(problem: AllocationProblem, reading: Reading, found: Certified) -> Program:
    """Return the program of all plans as good: projects without gain, limits with a price tight."""
    network, pools = reading.network, reading.network.pools
    columns = np.flatnonzero((found.gain == 0) & (network.steps > 0))
    most = network.steps[columns]
    rest = found.steps.copy()
    rest[columns] = 0
    left = pools.cap - pools.inside @ sums(network.leaf, rest, pools.leaves)
    rows: list[ProgramRow] = []
    for k, name in enumerate(reading.names):
        members = np.flatnonzero(pools.inside[k][network.leaf[columns]])
        tight = bool(found.pool_price[k])
        if name and len(members) and (tight or int(most[members].sum()) > left[k]):
            rows.append(_row(name, members, int(left[k]), reading.grid, tight=tight, holds=False))
    if (network.unit[columns] != NO_UNIT).any():
        rows += _unit_rows(problem, reading, found, columns, rest)
    return Program(
        columns, problem.grid[columns], most, tuple(rows), entitled=problem.entitled[columns]
    )


def _unit_rows(
    problem: AllocationProblem,
    reading: Reading,
    found: Certified,
    columns: IntArray,
    rest: IntArray,
) -> list[ProgramRow]:
    """Return the rows of the units that have a project among ``columns``; others take ``rest``."""
    network = reading.network
    left = network.unit_cap - sums(network.unit + 1, rest, len(network.unit_cap) + 1)[1:]
    unit = network.unit[columns]
    order = np.argsort(unit, kind="stable")
    codes, starts = np.unique(unit[order], return_index=True)
    rows: list[ProgramRow] = []
    for code, members in zip(codes.tolist(), np.split(order, starts[1:]), strict=True):
        tight = bool(found.unit_price[code]) if code != NO_UNIT else False
        asked = int(network.steps[columns[members]].sum())
        if code != NO_UNIT and (tight or asked > left[code]):
            name = _unit_name(problem, reading, code)
            limit = int(left[code])
            rows.append(_row(name, members, limit, reading.grid, tight=tight, holds=True))
    return rows


def _unit_name(problem: AllocationProblem, reading: Reading, code: int) -> str:
    b = bisect_right(reading.starts, code) - 1
    block = problem.label_limits[b]
    return f"{block.prefix}{problem.labels[block.label].names[code - reading.starts[b]]}"


def _row(
    name: str, members: IntArray, limit: int, grid: int, *, tight: bool, holds: bool
) -> ProgramRow:
    sense: Sense = "=" if tight else "<="
    coefs = np.ones(len(members), dtype=np.int64)
    return ProgramRow(name, members, coefs, sense, limit, grid, holds=holds)


def _certificate(
    problem: AllocationProblem, reading: Reading, found: Certified, core: Program, choice: Choice
) -> Certificate:
    a_yuan = Fraction(reading.factor, reading.grid)
    prices = zip(reading.names, found.pool_price.tolist(), strict=True)
    blocks = tuple(
        LabelPrices(
            block.prefix,
            problem.labels[block.label].names,
            found.unit_price[start : start + len(block.at_most)],
        )
        for block, start in zip(problem.label_limits, reading.starts, strict=True)
    )
    levels = published_levels(core, problem.ids, choice.steps)
    differ = choice.could_differ
    return Certificate(
        multipliers=(Prices({name: price * a_yuan for name, price in prices}, blocks, a_yuan),),
        levels=(levels,) if levels else (),
        could_differ=None if differ is None else tuple(problem.ids[core.project[differ]].tolist()),
    )
