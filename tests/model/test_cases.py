"""The rule cases, and that no rule comes without its five things."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.errors import DataError
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution
from optimizer.model.methods.mixed import ratio_program
from optimizer.model.objectives import objectives
from optimizer.model.program import Program
from optimizer.model.setting import prepare
from optimizer.model.solve import served, solve
from optimizer.model.solver import Effort, write_lp
from optimizer.model.stage import worth_of
from optimizer.model.stage_program import build_program
from optimizer.model.worth import Worth
from tests.model.cases import FOLDER, GOLDEN, TESTS, Case, all_cases

CASES = all_cases()
MODEL = TESTS.parent / "optimizer" / "model"
RULES = sorted(p.stem for p in (MODEL / "rules").glob("*.py") if p.stem != "__init__")
OBJECTIVES = sorted(p.stem for p in (MODEL / "objectives").glob("*.py") if p.stem != "__init__")
METHODS = ["by_rank", "same_ratio", "tiers"]


def said(problem: AllocationProblem, solution: Solution) -> dict[str, Any]:
    """Return what a case may expect of a solution."""
    certificate = solution.certificate
    awards = [] if solution.awards is None else solution.awards.tolist()
    return {
        "status": solution.status,
        "awards": {i: x for i, x in zip(problem.ids.tolist(), awards, strict=False) if x},
        "objective": list(solution.objective),
        "objective_scale": list(solution.objective_scale),
        "bound": list(solution.bound),
        "proof": solution.proof,
        "ties": solution.ties,
        "tie_rule": solution.tie_rule,
        "unspent": solution.unspent,
        "ratios": dict(certificate.ratios),
        "multipliers": [{k: str(v) for k, v in one.items()} for one in certificate.multipliers],
        "conflicts": [list(members) for members in solution.conflicts],
        "repairs": {r.target: r.to for r in solution.repairs},
        "joint_repair": {r.target: r.to for r in solution.joint_repair},
    }


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.rule}: {c.name}")
def test_case(case: Case) -> None:
    problem = case.problem()
    if case.expected is None:
        with pytest.raises(DataError) as refused:
            solve(problem)
        assert sorted(p.code for p in refused.value.problems) == sorted(case.refused)
        return
    found = said(problem, solve(problem))
    assert {key: found[key] for key in case.expected} == case.expected


def lp_of(case: Case, path: Path) -> str:
    """Return the LP file of the last stage of a case (or of its ratios, in a mixed one)."""
    stage, _ = list(served(prepare(case.problem()), Effort()))[-1]
    if case.golden == "ratio":
        program, cost, _ = ratio_program(stage)
        write_lp(program, cost, path)
        return path.read_text(encoding="utf-8")
    program = build_program(stage.setting, stage.free, stage.settled)
    goal = objectives(stage.setting, stage.projects)[0]
    worth = worth_of(program, stage, goal)
    write_lp(program, worth.steps[0], path)
    return path.read_text(encoding="utf-8") + "".join(beside(program, worth))


def beside(program: Program, worth: Worth) -> Iterator[str]:
    """Say what the LP format cannot: counts of who is funded, least steps, chains, tiers."""
    for step, end in zip(worth.steps[1:], worth.ends, strict=False):
        yield from (
            f"\\ beyond {b} steps u_{j} is worth {s} a step\n"
            for j, (s, b) in enumerate(zip(step.tolist(), end.tolist(), strict=True))
        )
    for name, columns, funded in [
        ("OBJ", np.arange(program.size), worth.funded),
        *((f"r_{k}", row.columns, row.funded) for k, row in enumerate(program.rows)),
    ]:
        if funded is not None:
            yield from (
                f"\\ {name} counts {f} once if u_{j} > 0\n"
                for j, f in zip(columns.tolist(), funded.tolist(), strict=True)
                if f
            )
    for j, least in enumerate([] if program.lower is None else program.lower.tolist()):
        yield f"\\ u_{j} is 0 or at least {least}\n"
    for chain in program.chains:
        levels = (" = ".join(f"u_{j}" for j in level.tolist()) for level in chain.levels)
        yield f"\\ ratios do not rise: {' >= '.join(levels)}\n"


@pytest.mark.parametrize("case", [c for c in CASES if c.golden], ids=lambda c: c.rule)
def test_the_program_of_a_rule_is_its_golden_file(case: Case, tmp_path: Path) -> None:
    golden = GOLDEN / f"{case.rule}.lp"
    assert lp_of(case, tmp_path / golden.name) == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", RULES + OBJECTIVES + METHODS)
def test_a_rule_has_data_builder_golden_program_cases_and_a_paragraph(rule: str) -> None:
    assert (FOLDER / f"{rule}.toml").exists()
    assert (GOLDEN / f"{rule}.lp").exists()
    paragraphs = (TESTS.parent / "docs" / "formulation.md").read_text(encoding="utf-8")
    assert f"(`{rule}`)" in paragraphs


def test_every_case_file_and_golden_program_belongs_to_a_rule() -> None:
    rules = set(RULES + OBJECTIVES + METHODS)
    assert {path.stem for path in FOLDER.glob("*.toml")} == rules
    assert {path.stem for path in GOLDEN.glob("*.lp")} == rules


def test_every_case_cites_where_its_rule_comes_from() -> None:
    assert all(case.cites for case in CASES)
