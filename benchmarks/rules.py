"""Integer rules: minimum award with most projects a unit, and equal with monotone clauses.

Each line runs in a child process that is ended at its time limit, so that one slow line cannot
keep the others from being printed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pulp

from benchmarks import plain
from benchmarks.instances import GRID, instance
from benchmarks.lines import Line, by_clock, heading
from benchmarks.networks import problem_of
from benchmarks.ordered_program import highs_ordered
from optimizer.formats.problem import AllocationProblem, MinimumAward, Rules, Stage
from optimizer.model.solve import solve

EQUAL = ("5.1", "5.2", "5.3", "7", "8", "10", "12", "15.1", "15.2")
MONOTONE = ("6", "9.1", "9.2", "9.3", "11", "13", "14")
#: Size: greatest gap that is promised (0: proven), and the seconds it may take.
_ORDERED = {200: 0.0, 1_000: 1e-3, 5_000: 5e-3}
_SECONDS = 60
_LIMIT = 300


def minimum_year(size: int) -> AllocationProblem:
    """Return a year in which an award is at least half, and a unit has at most two projects."""
    rules = Rules(minimum_award=MinimumAward(Fraction(1, 2), 10 * GRID), most_projects=("unit", 2))
    return replace(problem_of(instance(size, 0.15, 1)), rules=rules)


def ordered_year(size: int) -> AllocationProblem:
    """Return a year of equal clauses served first, then monotone ones with a minimum award."""
    problem = problem_of(instance(size, 0.15, 1))
    clause = problem.labels["clause"]
    is_equal = np.array([name in EQUAL for name in clause.names])[clause.codes]
    rules = Rules(
        equal=EQUAL,
        monotone=MONOTONE,
        stages=(Stage(EQUAL), Stage(MONOTONE)),
        minimum_award=MinimumAward(Fraction(1, 2), 10 * GRID, {"clause": MONOTONE}),
    )
    return replace(
        problem,
        grid=np.where(is_equal, 1, problem.grid),
        merit=np.where(is_equal, 0, problem.merit),
        label_limits=(),  # without units, so that HiGHS can be given the very same formulation
        rules=rules,
    )


def child(kind: str, size: int) -> dict[str, Any]:
    """Solve one year in this process; return value, bound and seconds, and the yardstick's."""
    problem = minimum_year(size) if kind == "minimum" else ordered_year(size)
    seconds, solution = by_clock(solve, problem)
    out: dict[str, Any] = {
        "seconds": seconds,
        "status": solution.status,
        "proof": solution.proof,
        "value": int(solution.objective[-1]) if solution.objective else None,
        "bound": int(solution.bound[-1]) if solution.bound else None,
    }
    if kind == "minimum":
        year = instance(size, 0.15, 1)
        model, _ = plain.model(year, year.merit)
        model.solve(pulp.HiGHS(msg=False, threads=1))
        out["highs"] = model.solverModel.getRunTime()
    elif solution.awards is not None:
        out["highs_value"] = highs_ordered(problem, solution.awards, seconds)
    return out


def _run(kind: str, size: int) -> dict[str, Any] | None:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.rules", kind, str(size)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=_LIMIT)
    except subprocess.TimeoutExpired:
        return None
    except subprocess.CalledProcessError as error:
        return {"status": f"failed: {error.stderr.strip().splitlines()[-1:]}", "value": None}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _gap(found: dict[str, Any]) -> float:
    value, bound = found["value"], found["bound"]
    return float((bound - value) / max(bound, 1))


def _missing(name: str, found: dict[str, Any] | None) -> None:
    why = f"not finished in {_LIMIT} s" if found is None else f"no plan: {found['status']}"
    print(f"  {name:<44s} NOT met: {why}", flush=True)


def run() -> None:
    """Print the lines of the integer rules."""
    heading("Integer rules, through `solve`")
    name = "100,000 projects, minimum award, 2 a unit"
    found = _run("minimum", 100_000)
    if found is None or found["value"] is None:
        _missing(name, found)
    else:
        said = f"{found['status']} by {found['proof']}, {found['seconds']:.3g} s"
        Line(f"{name}: gap", _gap(found), "", 1e-6, aim=0, note=said).show()
        times = found["seconds"] / found["highs"]
        Line(f"{name}: time", times, "x HiGHS's LP", 3).show()
    for size, gap in _ORDERED.items():
        _ordered(size, gap)


def _ordered(size: int, gap: float) -> None:
    name = f"{size:,} projects, equal, monotone, minimum"
    found = _run("ordered", size)
    if found is None or found["value"] is None:
        _missing(name, found)
        return
    said = f"{found['status']} by {found['proof']}"
    Line(f"{name}: gap", _gap(found), "", gap, aim=0, note=said).show()
    Line(f"{name}: seconds", found["seconds"], "s", _SECONDS).show()
    theirs = found.get("highs_value")
    if theirs is None:
        print("      HiGHS found no plan of the same formulation in the same time")
    else:
        ratio = found["value"] / theirs
        Line(f"{name}: value", ratio, "of HiGHS's", 1, at_least=True).show()


if __name__ == "__main__":
    print(json.dumps(child(sys.argv[1], int(sys.argv[2]))))
    sys.stdout.flush()
