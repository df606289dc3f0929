"""One year's folder, read whole: call, policy, applications, scores, ledger, scenarios."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from optimizer.errors import DataError, Place, Problem
from optimizer.intake.applications import read_applications
from optimizer.intake.cells import empty_column
from optimizer.intake.columns import LEDGER, Sheet
from optimizer.intake.cross import cross_check
from optimizer.intake.ledger import read_ledger
from optimizer.intake.other_law import Law, OtherLaws
from optimizer.intake.policy_columns import check_columns
from optimizer.intake.scenario import YEAR_FILE, Scenario, read_scenarios
from optimizer.intake.scores import read_scores, scores_sheet
from optimizer.intake.tables import Applications, Table
from optimizer.intake.unset import unset
from optimizer.policy.call import Call, policy_named, read_call
from optimizer.policy.read import read_policy
from optimizer.policy.types import Policy
from optimizer.policy.versions import find

T = TypeVar("T")
SUFFIXES = (".xlsx", ".csv")


@dataclass(frozen=True, slots=True)
class Year:
    """Everything that the allocation of one year depends on, but the scenario chosen."""

    policy: Policy
    call: Call
    applications: Applications
    scores: Table  # columns: application_no, panel, expert, recused, and one per criterion key
    ledger: Table
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()  # normalised cells, hidden rows read, ...
    other_laws: Mapping[str, Law] = field(default_factory=dict)  # of what-ifs, by the name there

    def under(self, policy_file: str) -> Year:
        """Return the year under the policy version of a what-if (empty: as it is).

        ``policy`` and ``call`` are then those that hold for a scenario with this ``policy_file``.
        """
        if not policy_file or policy_file == self.call.policy:
            return self
        policy, call = self.other_laws[policy_file]
        return replace(self, policy=policy, call=call)


def read_year(folder: Path) -> Year:
    """Read a year's folder.

    Parameters
    ----------
    folder
        With ``year.toml``, ``applications``, ``scores`` and ``ledger`` (``.xlsx`` or ``.csv``) and
        scenarios (every other ``.toml``). Scores and ledger may be missing, which is noticed.

    Raises
    ------
    DataError
        With every error, and notice, of every file.
    """
    file = folder / YEAR_FILE
    policy = read_policy(find(policy_named(file), beside=folder))
    problems: list[Problem] = list(check_columns(policy))
    call = _try(lambda: read_call(file, policy), problems)
    scenarios: Mapping[str, Scenario] = {}
    laws: Mapping[str, Law] = {}
    if call is not None:
        others = OtherLaws(folder, policy, call)
        scenarios = _try(partial(read_scenarios, folder, policy, call, others), problems) or {}
        laws = others.read
        if not scenarios and not any(p.level == "error" for p in problems):
            problems.append(Problem("year.no_scenario", Place(folder.name)))
    year = None if call is None else call.year
    applications = _table(
        folder, "applications", partial(read_applications, year=year), policy, problems
    )
    scores = _table(folder, "scores", read_scores, policy, problems)
    ledger = _table(folder, "ledger", read_ledger, policy, problems)
    if applications is not None and scores is not None:
        problems += cross_check(applications, scores, _source(folder, "scores"))
    if call is not None:
        problems += unset(policy, call, scenarios)
    # What could not be read has left an error; its being None is for the types.
    if any(p.level == "error" for p in problems) or call is None or applications is None:
        raise DataError(problems)
    return Year(
        policy=policy,
        call=call,
        applications=applications,
        scores=_empty(scores_sheet(policy)) if scores is None else scores,
        ledger=_empty(LEDGER) if ledger is None else ledger,
        scenarios=scenarios,
        notices=tuple(problems),
        other_laws=laws,
    )


def _try(read: Callable[[], T], problems: list[Problem]) -> T | None:
    """Read; keep the problems, so that the next file is read all the same."""
    try:
        return read()
    except DataError as error:
        problems += error.problems
        return None


def _table(
    folder: Path,
    stem: str,
    read: Callable[[Path, Policy], tuple[T | None, tuple[Problem, ...]]],
    policy: Policy,
    problems: list[Problem],
) -> T | None:
    """Read the one file of this name."""
    files = [path for end in SUFFIXES if (path := folder / f"{stem}{end}").is_file()]
    if len(files) > 1:
        problems.append(Problem("year.two_files", Place(files[1].name), files[0].name))
        return None
    if not files:
        needed = stem == "applications"
        code = f"year.no_{stem}"
        problems.append(Problem(code, Place(stem), level="error" if needed else "notice"))
        return None
    table, found = read(files[0], policy)
    problems += found
    return table


def _source(folder: Path, stem: str) -> str:
    """Return the name of the file that a table came from."""
    return next((f"{stem}{end}" for end in SUFFIXES if (folder / f"{stem}{end}").is_file()), stem)


def _empty(sheet: Sheet) -> Table:
    """Return a table without rows."""
    columns = {column.key: empty_column(column.kind, 0) for column in sheet.columns}
    return Table(columns, np.zeros(0, np.int64))
