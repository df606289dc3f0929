"""From 10,000 Excel rows to a verified plan: the share of each step, against calamine's reading."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from python_calamine import load_workbook

from optimizer.account import outcome as account
from optimizer.entitlement.entitle import entitle
from optimizer.entitlement.types import Entitlements
from optimizer.formats.outcome import Merits
from optimizer.formats.outcome_document import outcome_document
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
REPEATS = 3
TARGET = 3.0
FILES = ("applications.xlsx", "scores.xlsx", "ledger.xlsx")


def _bare(folder: Path) -> None:
    """Read every cell of every sheet with calamine, and do nothing with it."""
    for name in FILES:
        book = load_workbook(folder / name)
        for sheet in book.sheet_names:
            book.get_sheet_by_name(sheet).to_python()


class _Watch:
    """Seconds by step over the repeats."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}

    def time(self, step: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = work()
        self.seconds.setdefault(step, []).append(time.perf_counter() - start)
        return result

    def median(self, step: str) -> float:
        return statistics.median(self.seconds[step])


def _once(folder: Path, watch: _Watch) -> None:
    watch.time("bare reading", lambda: _bare(folder))
    year = watch.time("reading", lambda: read_year(folder))
    scenario = year.scenarios["baseline"]
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
    document = watch.time("document", lambda: outcome_document(outcome))
    findings = watch.time("check", lambda: check_outcome(document, year, scenario))
    if findings:
        message = f"the plan fails its check: {findings[:3]}"
        raise RuntimeError(message)


def _model(
    law: Law, scenario: Scenario, year: Year, entitled: Entitlements, merits: Merits
) -> tuple[AllocationProblem, Solution]:
    problem = build_problem(law, scenario, year.applications, entitled, merits, year.ledger)
    return problem, solve(problem)


STEPS = ("reading", "merit", "entitlement", "model", "account", "document", "check")
COMPUTED = ("merit", "entitlement", "model", "check")


def run(rows: int = ROWS) -> float:
    """Print each step's share; return entitlement, merit, model and check against bare reading."""
    from scenarios.generator import write_year  # noqa: PLC0415  # only here: it makes the files

    watch = _Watch()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_year(folder, rows=rows)
        for _ in range(REPEATS):
            _once(folder, watch)
    bare = watch.median("bare reading")
    total = sum(watch.median(step) for step in STEPS)
    print(f"Pipeline: {rows:,} rows from Excel to a verified plan, median of {REPEATS}")
    print(f"  bare reading with calamine {bare:.2f} s; the whole pipeline {total:.2f} s")
    for step in STEPS:
        seconds = watch.median(step)
        print(
            f"  {step:12s} {seconds:6.2f} s  {seconds / total:5.0%}  {seconds / bare:5.2f} x bare"
        )
    ratio = sum(watch.median(step) for step in COMPUTED) / bare
    verdict = "met" if ratio <= TARGET else "NOT met"
    print(f"  entitlement, merit, model and check: {ratio:.2f} x bare reading", end=" ")
    print(f"(target at most {TARGET:g}: {verdict})")
    return ratio
