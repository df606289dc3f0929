"""From a year's files to a verified plan: the share of each step, against merely reading them.

10,000 rows from Excel against calamine, and large years from CSV against the csv module.

The plan is the linear program: the baseline scenario without the order of merit (``monotone``),
whose integer search has lines of its own (``rules``) and takes the time that it is given.
"""

import csv
import resource
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from python_calamine import load_workbook

from benchmarks.lines import Line, heading, timed
from optimizer.account import outcome as account
from optimizer.allocate import uncollected
from optimizer.documents.outcome_json import outcome_parts
from optimizer.entitlement.entitle import entitle
from optimizer.entitlement.types import Entitlements
from optimizer.formats.outcome import Merits
from optimizer.formats.outcome_document import outcome_head
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution
from optimizer.intake.scenario import Scenario
from optimizer.intake.year import Year, read_year
from optimizer.merit.rank import rank
from optimizer.merit.score import score
from optimizer.model.build import build_problem
from optimizer.model.solve import solve
from optimizer.policy.call import Law, resolve
from optimizer.verify.outcome import check_outcome

T = TypeVar("T")
ROWS = 10_000
CSV_ROWS = 100_000
MILLION = 1_000_000
REPEATS = 3
FLOOR, AIM = 3.0, 1.0


def _bare(folder: Path) -> None:
    """Read every cell of every table, and do nothing with it."""
    for path in sorted(folder.glob("*.xlsx")):
        book = load_workbook(path)
        for sheet in book.sheet_names:
            book.get_sheet_by_name(sheet).to_python()
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for _ in csv.reader(stream):
                pass


class _Watch:
    """Processor seconds by step over the repeats."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}

    def time(self, step: str, work: Callable[[], T]) -> T:
        seconds, result = timed(work)
        self.seconds.setdefault(step, []).append(seconds)
        return result

    def median(self, step: str) -> float:
        return statistics.median(self.seconds[step])


def _once(folder: Path, watch: _Watch) -> None:
    watch.time("bare reading", lambda: _bare(folder))
    year = watch.time("reading", lambda: read_year(folder))
    scenario = replace(year.scenarios["baseline"], monotone=())
    with uncollected():
        _allocate(year, scenario, watch)


def _allocate(year: Year, scenario: Scenario, watch: _Watch) -> None:
    """Do what ``allocate`` does, step by step."""
    law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
    rows = year.applications
    merits = watch.time("merit", lambda: score(law, rows, year.scores))
    entitled = watch.time("entitlement", lambda: entitle(law, rows, year.ledger, merits.total))
    ranks = rank(law, rows, entitled, merits)
    problem, solution = watch.time("model", lambda: _model(law, scenario, year, entitled, merits))
    outcome = watch.time(
        "account",
        lambda: account.outcome(
            year=year,
            scenario=scenario,
            law=law,
            merits=merits,
            entitlements=entitled,
            ranks=ranks,
            problem=problem,
            solution=solution,
        ),
    )
    document = {**outcome_head(outcome), "projects": outcome.projects}
    findings = watch.time("check", lambda: check_outcome(document, year, scenario))
    watch.time("document", lambda: sum(map(len, outcome_parts(outcome))))
    if any(found.level == "error" for found in findings):
        message = f"the plan fails its check: {findings[:3]}"
        raise RuntimeError(message)
    if findings:
        print(f"  not checked again: {', '.join(sorted({found.code for found in findings}))}")


def _model(
    law: Law, scenario: Scenario, year: Year, entitled: Entitlements, merits: Merits
) -> tuple[AllocationProblem, Solution]:
    problem = build_problem(law, scenario, year.applications, entitled, merits, year.ledger)
    return problem, solve(problem)


STEPS = ("reading", "merit", "entitlement", "model", "account", "check", "document")
COMPUTED = ("merit", "entitlement", "model", "check")


def run() -> None:
    """Print the lines of 10,000 rows from Excel and of 100,000 from CSV, and what these foretell.

    A million rows are extrapolated in proportion; ``run_million`` measures them.
    """
    _measure(ROWS, REPEATS)
    seconds = _measure(CSV_ROWS, 1) * (MILLION // CSV_ROWS)
    print(f"  extrapolated, not measured: {MILLION:,} rows in {seconds:,.0f} s, at the same ratio")


def run_million() -> None:
    """Print the lines of a million rows from CSV; takes many minutes."""
    _measure(MILLION, 1)


def _measure(rows: int, repeats: int) -> float:
    """Print each step's share, and entitlement, merit, model and check against bare reading.

    Returns the processor seconds of the whole way.
    """
    from scenarios.generator import write_year  # noqa: PLC0415  # only here: it makes the files

    watch = _Watch()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_year(folder, rows=rows)
        for _ in range(repeats):
            _once(folder, watch)
    bare = watch.median("bare reading")
    total = sum(watch.median(step) for step in STEPS)
    heading(f"The whole way: {rows:,} rows to a verified plan, median of {repeats}")
    print(f"  bare reading {bare:.2f} s; the whole pipeline {total:.2f} s")
    for step in STEPS:
        seconds = watch.median(step)
        print(
            f"  {step:12s} {seconds:6.2f} s  {seconds / total:5.0%}  {seconds / bare:5.2f} x bare"
        )
    ratio = sum(watch.median(step) for step in COMPUTED) / bare
    Line("entitlement, merit, model and check", ratio, "x bare", FLOOR, AIM).show()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory of this process so far {peak:,.0f} MB")
    return total
