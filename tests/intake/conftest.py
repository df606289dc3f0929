"""Reading rows through a real workbook."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from optimizer.intake.applications import read_applications
from optimizer.intake.tables import Applications
from tests.support.intake_files import HEADINGS, TINY, Rows, Said, said, write_book


class ReadRows(Protocol):
    """Write rows as 申报表 and further sheets, read them, and say every problem."""

    def __call__(
        self, *rows: Sequence[object], headings: Sequence[str] = HEADINGS, **sheets: Rows
    ) -> tuple[Applications | None, list[Said]]: ...


@pytest.fixture
def read_rows(tmp_path: Path) -> ReadRows:
    """Return the function that writes, reads and says."""

    def read(
        *rows: Sequence[object], headings: Sequence[str] = HEADINGS, **sheets: Rows
    ) -> tuple[Applications | None, list[Said]]:
        path = write_book(tmp_path / "book.xlsx", {"申报表": [headings, *rows], **sheets})
        applications, problems = read_applications(path, TINY)
        return applications, said(problems)

    return read


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[[bytes], Path]:
    """Return a function that writes bytes as a CSV file of applications."""

    def write(data: bytes) -> Path:
        path = tmp_path / "applications.csv"
        path.write_bytes(data)
        return path

    return write
