"""Everything the pages ask of the optimizer, in one place; bounds are checked there, not here."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from optimizer.allocate import allocate
from optimizer.documents.workbook import allocation_workbook, problems_workbook
from optimizer.entitlement.gates import GateState, gate_states
from optimizer.errors import CheckFailedError, DataError, LimitReachedError, Problem
from optimizer.formats.certificate import certificate_json
from optimizer.formats.outcome import Outcome, ProjectOutcome
from optimizer.insight.price import Price, prices
from optimizer.insight.project_changes import Change, changes
from optimizer.intake.applications import read_applications
from optimizer.intake.cross import cross_check
from optimizer.intake.ledger import read_ledger
from optimizer.intake.scenario import Pool, Scenario, override
from optimizer.intake.scores import read_scores
from optimizer.intake.tables import MISSING, Applications, Table
from optimizer.intake.template import (
    write_ledger_template,
    write_scores_template,
    write_template,
)
from optimizer.intake.year import Year, read_year
from optimizer.money import YUAN_PER_WAN
from optimizer.policy.call import resolve
from optimizer.policy.types import Policy
from optimizer.wording import Language

#: Folder of the years that the app shows; FUND_YEARS names another one.
SCENARIOS = Path(
    os.environ.get("FUND_YEARS") or Path(__file__).resolve().parent.parent / "scenarios"
)
Kind = Literal["applications", "scores", "ledger"]
KINDS: tuple[Kind, ...] = ("applications", "scores", "ledger")
Trouble = Literal["none", "infeasible", "data", "check", "limit"]
ENTITLED_STEP, REFUSED_STEP = "entitlement.step.", "entitlement.step.refused"
#: One solver run at a time: the machine has few cores, and the solver has process-wide settings.
ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Controls:
    """What a person moved on the page, in yuan; ``None`` is "as the scenario says"."""

    total: int | None = None
    reserve: int | None = None
    unit_cap: int | None = None  # 0: no limit
    pools: tuple[Pool, ...] | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one allocation: an outcome, or why there is none to show."""

    outcome: Outcome | None
    trouble: Trouble = "none"
    problems: tuple[Problem, ...] = ()


def years() -> tuple[str, ...]:
    """Return the names of the bundled years, newest first."""
    return tuple(sorted((p.parent.name for p in SCENARIOS.glob("*/year.toml")), reverse=True))


def stamp(name: str) -> str:
    """Return a text that changes whenever a file of the year's folder does."""
    files = sorted(p for p in (SCENARIOS / name).iterdir() if p.is_file())
    return "|".join(f"{p.name}:{p.stat().st_mtime_ns}:{p.stat().st_size}" for p in files)


def load(name: str) -> Year:
    """Read a year's folder (DataError with every problem of every file)."""
    return read_year(SCENARIOS / name)


def moved(year: Year, scenario: Scenario, controls: Controls) -> Scenario:
    """Return the scenario with what the page changed (DataError where a value is refused)."""
    changes = changes_of(controls)
    law = year.under(scenario.policy_file)
    return override(scenario, changes, law.policy, law.call) if changes else scenario


def changes_of(controls: Controls) -> dict[str, str]:
    """Return what the page changed, key path -> as a scenario file writes it."""
    changes = {
        key: money(value)
        for key, value in (("budget.total", controls.total), ("budget.reserve", controls.reserve))
        if value is not None
    }
    if controls.unit_cap is not None:
        limit = f'{{ at_most = "{money(controls.unit_cap)}" }}'
        changes["unit_limit"] = f"[{limit}]" if controls.unit_cap else "[]"
    if controls.pools is not None:
        changes["pool"] = f"[{', '.join(_pool(pool) for pool in controls.pools)}]"
    return changes


def _pool(pool: Pool) -> str:
    """Write a pool as a scenario file has it."""
    sides = [("at_most", pool.at_most), ("at_least", pool.at_least)]
    limits = "".join(f', {key} = "{money(yuan)}"' for key, yuan in sides if yuan is not None)
    return f'{{ over = "{pool.over}", key = "{pool.key}"{limits} }}'


def money(yuan: int) -> str:
    """Write yuan with the unit that scenario files use: the larger one where it is whole."""
    large, rest = divmod(yuan, YUAN_PER_WAN)
    return f"{yuan}元" if rest else f"{large}万元"


def run(year: Year, scenario: Scenario, controls: Controls) -> Run:
    """Allocate, when the solver is free."""
    with ONE_AT_A_TIME:
        return allocated(year, scenario, controls)


def allocated(year: Year, scenario: Scenario, controls: Controls) -> Run:
    """Allocate at once, for a task that holds the solver.

    Every refusal comes back as data, so that the page can show the former result.
    """
    try:
        outcome = allocate(year, moved(year, scenario, controls))
    except DataError as error:
        return Run(None, "data", error.problems)
    except CheckFailedError as error:
        return Run(None, "check", error.problems)
    except LimitReachedError:
        return Run(None, "limit")
    if outcome.solution.awards is None:
        return Run(outcome, "infeasible" if outcome.solution.status == "infeasible" else "limit")
    return Run(outcome)


def workbook(outcome: Outcome, year: Year, language: Language) -> bytes:
    """Return the allocation table as an .xlsx workbook."""
    return allocation_workbook(outcome, year, language)


def problem_list(problems: Sequence[Problem], language: Language) -> bytes:
    """Return a list of problems as an .xlsx workbook."""
    return problems_workbook(problems, language)


def template(kind: Kind, year: Year, language: Language) -> bytes:
    """Return the empty import workbook of one kind of file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        _TEMPLATES[kind](path, year.policy, year.call.year, language)
        return path.read_bytes()


def read_upload(
    kind: Kind, files: Mapping[str, bytes], year: Year
) -> tuple[Applications | Table | None, tuple[Problem, ...]]:
    """Read uploaded files (one workbook, or a CSV file with its lists) of one kind.

    Names come from outside: only their last part is used, and only inside a folder of our own.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, data in files.items():
            path = Path(folder) / (Path(name.replace("\\", "/")).name or "upload")
            path.write_bytes(data)
            paths.append(path)
        main = min(paths, key=lambda p: (p.suffix.lower() != ".xlsx", p.name.count("."), p.name))
        content, problems = _READERS[kind](main, year.policy)
    return content, (*problems, *_beside(kind, content, year, main.name))


def _beside(
    kind: Kind, content: Applications | Table | None, year: Year, source: str
) -> tuple[Problem, ...]:
    """Return what the file and its counterpart disagree about, as notices.

    They are mended by uploading the other file too, so that they cannot stop either.
    """
    if isinstance(content, Applications):
        found = cross_check(content, year.scores)
    elif kind == "scores" and content is not None:
        found = cross_check(year.applications, content, source)
    else:
        found = ()
    return tuple(replace(problem, level="notice") for problem in found)


_READERS: Mapping[
    Kind, Callable[[Path, Policy], tuple[Applications | Table | None, tuple[Problem, ...]]]
] = {"applications": read_applications, "scores": read_scores, "ledger": read_ledger}
_TEMPLATES: Mapping[Kind, Callable[[Path, Policy, int, Language], None]] = {
    "applications": write_template,
    "scores": write_scores_template,
    "ledger": write_ledger_template,
}


def gates(year: Year, scenario: Scenario, project: ProjectOutcome) -> tuple[GateState, ...]:
    """Return what each gate of procedure says of an application, also those not required of it."""
    year = year.under(scenario.policy_file)
    law = resolve(year.policy, year.call, scenario.settings, scenario.weights)
    numbers = year.applications["application_no"].tolist()
    worked_out = [
        step.amount_fen
        for step in project.derivation
        if step.code.startswith(ENTITLED_STEP) and step.code != REFUSED_STEP
    ]
    merit = MISSING if project.merit is None else project.merit
    return gate_states(
        law,
        year.applications,
        numbers.index(project.application_no),
        amount_fen=worked_out[-1] if worked_out else 0,
        merit=merit,
    )


def certificate(outcome: Outcome) -> bytes:
    """Return the certificate of a plan: what is needed to see without a solver that it is best."""
    return certificate_json(outcome.problem, outcome.solution)


def price_work(outcome: Outcome) -> Callable[[Callable[[], None]], Iterator[Price]]:
    """Return the run that prices each lock, limit and rule of a plan."""

    def work(tick: Callable[[], None]) -> Iterator[Price]:
        return prices(outcome.problem, outcome.solution, progress=lambda _done, _total: tick())

    return work


def change_work(outcome: Outcome, number: str) -> Callable[[Callable[[], None]], Iterator[Change]]:
    """Return the run that looks for what would change one award."""

    def work(tick: Callable[[], None]) -> Iterator[Change]:
        return changes(outcome.problem, outcome.solution, number, tick=tick)

    return work
