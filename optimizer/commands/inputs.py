"""What commands read: a year, a scenario, a file; and where they write."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.errors import Place, Problem, UsageError

if TYPE_CHECKING:
    from optimizer.intake.scenario import Scenario
    from optimizer.intake.year import Year

#: Bundled years stand beside the package.
SCENARIOS = Path(__file__).resolve().parent.parent.parent / "scenarios"


def year_folder(text: str) -> Path:
    """Return the folder of a year: a path, or the name of a bundled one."""
    folder = Path(text)
    if not folder.is_dir() and (SCENARIOS / text).is_dir():
        folder = SCENARIOS / text
    if not (folder / "year.toml").is_file():
        raise UsageError(Problem("cli.no_year", Place(field="YEAR"), text))
    return folder


def year_of(text: str) -> Year:
    """Read a year."""
    from optimizer.intake.year import read_year

    return read_year(year_folder(text))


def scenario_of(year: Year, options: argparse.Namespace) -> Scenario:
    """Return the scenario chosen, with what ``--set`` changes."""
    from optimizer.intake.scenario import override

    if options.scenario not in year.scenarios:
        known = tuple(sorted(year.scenarios))
        raise UsageError(
            Problem(
                "cli.no_scenario", Place(field="--scenario"), options.scenario, {"known": known}
            )
        )
    scenario = year.scenarios[options.scenario]
    changes = changes_of(options.set)
    law = year.under(scenario.policy_file)
    return override(scenario, changes, law.policy, law.call) if changes else scenario


def changes_of(texts: list[str] | None) -> dict[str, str]:
    """Return what every ``--set KEY=VALUE`` changes."""
    changes: dict[str, str] = {}
    for text in texts or []:
        key, equals, value = text.partition("=")
        if not equals:
            raise UsageError(Problem("cli.bad_set", Place(field="--set"), text))
        changes[key.strip()] = value.strip()
    return changes


def read_file(path: Path) -> bytes:
    """Return what a file holds."""
    try:
        return path.read_bytes()
    except OSError:
        raise UsageError(Problem("cli.no_file", Place(source=path.name), str(path))) from None


def save(folder: Path, files: dict[str, bytes]) -> None:
    """Write files into a folder, which is made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    except OSError:
        raise UsageError(Problem("cli.cannot_write", Place(field="--out"), str(folder))) from None
