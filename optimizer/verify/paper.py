"""The working paper: an allocation problem laid out row by row in plain integers and lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from optimizer.formats.problem import AllocationProblem, Row, Stage
from optimizer.money import ceil_to_grid, floor_to_grid

#: Name under which the certificate and the findings speak of the total.
BUDGET = "budget"
#: The label whose limits cut single projects and never the ratio of an equal clause; a limit
#: over projects named one by one is read as the limit of one holder, in the same way.
UNIT = "unit"
CLAUSE = "clause"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit in yuan over the projects ``members`` (rising positions), on their common grid."""

    name: str
    members: tuple[int, ...]
    at_most: int | None = None
    at_least: int | None = None
    at_most_share: Fraction | None = None
    at_least_share: Fraction | None = None
    of_unit: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """An allocation problem as an auditor writes it down: one entry of each list a project."""

    budget: int  # as stated, off the grid too
    pass_mark: int | None
    ids: list[str]
    entitled: list[int]
    grid: list[int]
    most: list[int]
    merit: list[int]
    clause: list[str]
    locked: dict[int, int]  # position -> yuan
    equal: frozenset[str]
    limits: tuple[Limit, ...]  # the budget first
    stages: tuple[tuple[Stage, tuple[int, ...]], ...]  # those with projects
    positions: tuple[int, ...]  # of these stages among the file's, from 0

    def is_equal(self, i: int) -> bool:
        """Say whether project ``i`` is paid by the published ratio of its clause."""
        return self.clause[i] in self.equal

    def fails(self, i: int) -> bool:
        """Say whether project ``i`` is below the pass mark; equal clauses need no scores."""
        mark = self.pass_mark
        return mark is not None and self.merit[i] < mark and not self.is_equal(i)


def lay_out(problem: AllocationProblem) -> Paper:
    """Write a problem down row by row."""
    ids = [str(x) for x in problem.ids.tolist()]
    entitled = problem.entitled.tolist()
    grid = problem.grid.tolist()
    most = [floor_to_grid(a, g) for a, g in zip(entitled, grid, strict=True)]
    clause = _names(problem, CLAUSE)
    position = {name: i for i, name in enumerate(ids)}
    stages = _stages(problem.rules.stages, clause)
    locked = {}
    for name, lock in problem.rules.locks.items():
        if name in position:
            i = position[name]
            locked[i] = _locked_at(lock.to, most[i])
    return Paper(
        budget=problem.budget,
        pass_mark=problem.rules.pass_mark,
        ids=ids,
        entitled=entitled,
        grid=grid,
        most=most,
        merit=problem.merit.tolist(),
        clause=clause,
        locked=locked,
        equal=frozenset(problem.rules.equal),
        limits=_limits(problem, position, grid),
        stages=tuple((stage, members) for _, stage, members in stages),
        positions=tuple(position for position, _, _ in stages),
    )


def _locked_at(to: str | int, most: int) -> int:
    if isinstance(to, int):
        return to
    return most if to == "full" else 0


def _names(problem: AllocationProblem, label: str) -> list[str]:
    """Return the label of every project, empty where it has none."""
    column = problem.labels.get(label)
    if column is None:
        return [""] * len(problem.ids)
    return [column.names[c] if c >= 0 else "" for c in column.codes.tolist()]


def _stages(
    stages: tuple[Stage, ...], clause: list[str]
) -> tuple[tuple[int, Stage, tuple[int, ...]], ...]:
    """Return position, stage and projects; clauses that no stage names come last, together."""
    stage_of = {name: number for number, stage in enumerate(stages) for name in stage.clauses}
    projects: list[list[int]] = [[] for _ in range(len(stages) + 1)]
    for i, name in enumerate(clause):
        projects[stage_of.get(name, len(stages))].append(i)
    everything = (*stages, Stage(clauses=()))
    return tuple(
        (position, stage, tuple(members))
        for position, (stage, members) in enumerate(zip(everything, projects, strict=True))
        if members
    )


def common_grid(members: Iterable[int], grid: list[int]) -> int:
    """Return the greatest common divisor of the members' grids, 1 for nobody."""
    return gcd(*{grid[i] for i in members}) or 1


def _limits(
    problem: AllocationProblem, position: Mapping[str, int], grid: list[int]
) -> tuple[Limit, ...]:
    everyone = tuple(range(len(grid)))
    step = common_grid(everyone, grid)
    limits = [Limit(BUDGET, everyone, at_most=floor_to_grid(problem.budget, step))]
    keys = {key for row in problem.rows for key in row.members if key != "id"}
    columns = {key: _names(problem, key) for key in keys}
    by_label = {key: _by_value(names) for key, names in columns.items()}
    for row in problem.rows:
        if row.number is not None:
            continue  # reported as not read, by `limits.unread`
        members = _members(row, position, (columns, by_label), everyone)
        step = common_grid(members, grid)
        limits.append(
            Limit(
                row.name,
                members,
                None if row.at_most is None else floor_to_grid(row.at_most, step),
                None if row.at_least is None else ceil_to_grid(row.at_least, step),
                row.at_most_share,
                row.at_least_share,
                of_unit=UNIT in row.members or "id" in row.members,
            )
        )
    return tuple(limits)


def _by_value(names: list[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        if name:
            found.setdefault(name, []).append(i)
    return found


def _members(
    row: Row,
    position: Mapping[str, int],
    labels: tuple[Mapping[str, list[str]], Mapping[str, Mapping[str, list[int]]]],
    everyone: tuple[int, ...],
) -> tuple[int, ...]:
    """Return the positions that fulfil every selector of a row, rising.

    ``labels`` are the label of each project, and the projects of each label. The selector that
    leaves fewest is looked up, the others are tested on those.
    """
    columns, by_label = labels
    if "id" in row.members:
        found = {position[v] for v in row.members["id"] if v in position}
    elif row.members:
        sizes = {
            key: sum(len(by_label[key].get(v, ())) for v in set(values))
            for key, values in row.members.items()
        }
        fewest = min(sizes, key=lambda key: sizes[key])
        index = by_label[fewest]
        found = {i for v in row.members[fewest] for i in index.get(v, ())}
    else:
        return everyone
    for key, values in row.members.items():
        if key != "id":
            names, wanted = columns[key], set(values)
            found = {i for i in found if names[i] in wanted}
    return tuple(sorted(found))
