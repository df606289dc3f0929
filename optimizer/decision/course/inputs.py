"""The files of a year as bytes: taken once, read from what was kept, and looked at again later."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from optimizer.errors import DataError
from optimizer.intake.scenario import YEAR_FILE, Scenario
from optimizer.intake.year import SUFFIXES, Year, read_year
from optimizer.policy.call import policy_named
from optimizer.policy.versions import find

_TABLES = ("applications", "scores", "ledger")


def digest_of(data: bytes) -> str:
    """Return the hash by which the store keeps these bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def take(folder: Path) -> dict[str, bytes]:
    """Return what the files of a year's folder hold, by name: tables and ``.toml`` files."""
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.is_file() and (path.suffix == ".toml" or _is_table(path.name))
    }


def read_kept(files: Mapping[str, bytes]) -> Year:
    """Read a year from the bytes of its files.

    Raises
    ------
    DataError
        As ``read_year`` does.
    """
    with TemporaryDirectory(prefix="fund-year-") as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        return read_year(Path(folder))


def policy_path(folder: Path) -> Path:
    """Return the file of the measures that a year's folder names."""
    return find(policy_named(folder / YEAR_FILE), beside=folder)


def used(files: Mapping[str, bytes], year: Year, scenario: Scenario) -> dict[str, bytes]:
    """Return the files that a plan depends on: other scenarios are not among them."""
    named = {YEAR_FILE, year.call.policy, scenario.policy_file}
    named |= {f"{name}.toml" for name in scenario.chain}
    return {name: data for name, data in files.items() if _is_table(name) or name in named}


def changed(folder: Path, inputs: Mapping[str, str], policy_file: str) -> tuple[str, ...]:
    """Return the names of files that are no longer what a plan was computed from.

    Parameters
    ----------
    folder
        Where they came from.
    inputs, policy_file
        Hash of each file by name, and of the measures.
    """
    try:
        now = {path.name: path for path in folder.iterdir() if path.is_file()}
        measures = policy_path(folder)
        same_law = digest_of(measures.read_bytes()) == policy_file
    except (OSError, DataError):
        return (folder.name,)
    found = {name for name in now if _is_table(name) and name not in inputs}
    found |= {name for name, digest in inputs.items() if not _is_same(now.get(name), digest)}
    return tuple(sorted(found | (set() if same_law else {measures.name})))


def _is_same(path: Path | None, digest: str) -> bool:
    try:
        return path is not None and digest_of(path.read_bytes()) == digest
    except OSError:
        return False


def _is_table(name: str) -> bool:
    return name.endswith(SUFFIXES) and name.partition(".")[0] in _TABLES
