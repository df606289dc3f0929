"""Open a file in a child process with memory and time limits, and take its columns over."""

from __future__ import annotations

import marshal
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.intake.encode import Cell
from optimizer.intake.guard import MIB, inspect, refusal

#: Wall and processor seconds for one file, another for each MiB of (expanded) input, and the memory
#: a child starts with (bytes).
SECONDS = 120
BASE_MEMORY = 512 * MIB
#: Bytes of memory a byte of (expanded) input may take, and the most in all.
MEMORY_FACTOR = {"xlsx": 20, "csv": 12}
MOST_MEMORY = 3 * 1024 * MIB

_ROOT = Path(__file__).resolve().parents[2]
# This very package, whichever other copy is installed: before what is installed, behind Python's
# own modules, which nothing here may stand in for.
_START = (
    "import sys; "
    "at = [p.endswith('-packages') for p in [*sys.path, '-packages']].index(True); "
    "sys.path.insert(at, sys.argv.pop()); "
    "from optimizer.intake.child import main; main(sys.argv[1:])"
)


@dataclass(frozen=True, slots=True)
class RawColumn:
    """Distinct cells, and for each row the index of its cell; cell 0 is the empty one."""

    cells: list[Cell]
    codes: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet as it came: columns by index (``None``: no cell at all), rows from 0."""

    name: str
    height: int
    columns: list[RawColumn | None]
    source: str
    hidden: bool = False
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    lines: NDArray[np.int64] | None = None  # CSV: the line each row starts on
    ragged: tuple[tuple[int, int], ...] = ()  # CSV: (line, number of cells)
    more_ragged: int = 0
    is_csv: bool = False

    def named(self, name: str) -> RawSheet:
        """Return the sheet under another name (a CSV file has none)."""
        return replace(self, name=name)


def read_file(path: Path) -> tuple[RawSheet, ...]:
    """Return every sheet of a workbook, or the one sheet of a CSV file.

    Raises
    ------
    DataError
        If the guard refuses the file, or the child process does, dies, or runs out of memory or
        time.
    """
    kind = inspect(path)
    size = path.stat().st_size
    if kind == "xlsx":
        size = _expanded_size(path)
    memory = min(BASE_MEMORY + MEMORY_FACTOR[kind] * size, MOST_MEMORY)
    seconds = SECONDS + size // MIB
    command = [sys.executable, "-I", "-c", _START]
    command += [kind, str(path), str(memory), str(seconds), str(_ROOT)]
    try:
        done = subprocess.run(  # noqa: S603  # this interpreter, our own code, arguments not parsed by a shell
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise refusal(path, "intake.file.time", seconds=seconds) from error
    if done.returncode:
        raise refusal(path, "intake.file.memory")
    answer = marshal.loads(done.stdout)  # noqa: S302  # written by our own child process
    if "refused" in answer:
        code, value, params = answer["refused"]
        raise refusal(path, code, value, **params)
    return tuple(_sheet(sheet, path, kind) for sheet in answer["sheets"])


def _expanded_size(path: Path) -> int:
    import zipfile  # noqa: PLC0415  # already loaded by the guard

    with zipfile.ZipFile(path) as archive:
        return sum(member.file_size for member in archive.infolist())


def _sheet(sheet: dict[str, Any], path: Path, kind: str) -> RawSheet:
    lines = sheet.get("lines")
    return RawSheet(
        name=sheet["name"],
        height=sheet["height"],
        columns=[
            None if c is None else RawColumn(c[0], np.frombuffer(c[1], np.uint32))
            for c in sheet["columns"]
        ],
        source=path.name,
        hidden=sheet.get("hidden", False),
        merged=tuple(sheet.get("merged", ())),
        hidden_rows=tuple(sheet.get("hidden_rows", ())),
        hidden_columns=tuple(sheet.get("hidden_columns", ())),
        lines=None if lines is None else np.array(lines, np.int64),
        ragged=tuple(sheet.get("ragged", ())),
        more_ragged=sheet.get("more_ragged", 0),
        is_csv=kind == "csv",
    )
