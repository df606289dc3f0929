"""Put imported files into a year's folder: read whole beside it first, the former ones kept."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app_pages import identity, service
from app_pages.service import Kind
from optimizer.decision import rights
from optimizer.errors import Problem, RefusedError
from optimizer.intake.year import read_year

#: Where files that others took the place of are kept, beside the year's own.
FORMER = "former"


def targets(kind: Kind, names: list[str]) -> dict[str, str]:
    """Return uploaded name -> name in the folder; lists of a CSV file keep what parts them."""
    main = min(names, key=lambda n: (not n.lower().endswith(".xlsx"), n.count("."), n))
    if main.lower().endswith(".xlsx"):
        return {main: f"{kind}.xlsx"}
    stem = main[: -len(".csv")]
    return {name: f"{kind}{name.removeprefix(stem)}" for name in names}


def keep(name: str, kind: Kind, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Put the files of one kind in place of a year's own, and return the names they have there.

    Raises
    ------
    RefusedError
        If who is signed in may not draft.
    DataError
        If the year cannot be read with them: then nothing is changed.
    OSError
        If the folder cannot be written to.
    """
    who = identity.person()
    if not rights.may(who, "draft"):
        problem = Problem("course.no_right", params={"action": "action.draft"})
        raise RefusedError(problem)
    folder = service.SCENARIOS / name
    named = {to: files[one] for one, to in targets(kind, list(files)).items()}
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place) / name
        shutil.copytree(folder, trial, ignore=shutil.ignore_patterns("expected", FORMER))
        for old in _of_kind(trial, kind):
            old.unlink()
        for to, data in named.items():
            (trial / to).write_bytes(data)
        read_year(trial)
    for old in _of_kind(folder, kind):
        data = old.read_bytes()
        if named.get(old.name) == data:
            continue
        mark = hashlib.sha256(data).hexdigest()[:12]
        (folder / FORMER).mkdir(exist_ok=True)
        old.replace(folder / FORMER / f"{mark}-{old.name}")
    for to, data in named.items():
        _write(folder / to, data)
    return tuple(sorted(named))


def _of_kind(folder: Path, kind: Kind) -> list[Path]:
    """Return the files of a kind: a workbook, or a CSV file and its lists."""
    found = [
        *folder.glob(f"{kind}.xlsx"),
        *folder.glob(f"{kind}.csv"),
        *folder.glob(f"{kind}.*.csv"),
    ]
    return sorted(set(found))


def _write(file: Path, data: bytes) -> None:
    """Write whole or not at all."""
    part = file.with_name(f".{file.name}.part")
    with part.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
