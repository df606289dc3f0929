"""A CSV file, in the child process: which encoding, which separator, and rows of one length.

UTF-8 with or without a mark, UTF-16 and GB18030 are told apart by their bytes. A file whose lines
are of two encodings is refused: one of them would read as other words.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from optimizer.intake.encode import ColumnEncoder
from optimizer.intake.refused import RefusedError

#: Rows read at a time: memory is bounded by the distinct cells, not by the rows.
CHUNK = 20_000
#: Bytes by which UTF-16 without a mark is known.
_HEAD = 2_000
MOST_COLUMNS = 702
#: Rows of a wrong length that are listed one by one.
MOST_RAGGED = 1_000
#: Below this code point UTF-8 takes two bytes, which two GB bytes can imitate by chance.
_TWO_BYTES = 0x800


def read_csv(path: str) -> list[dict[str, Any]]:
    """Return the one sheet of a CSV file, named by nothing.

    Raises
    ------
    RefusedError
        If the bytes are of no known encoding or of two, or the quoting is broken.
    """
    data = Path(path).read_bytes()
    encoding = encoding_of(data)
    stream = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")
    first = stream.readline()
    stream.seek(0)
    delimiter = "\t" if "\t" in first and "," not in first else ","
    csv.field_size_limit(1_000_000)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    rows = _Rows(reader)
    try:
        return [_sheet(rows)]
    except csv.Error as error:
        raise RefusedError("intake.csv.quoting", line=rows.start) from error


class _Rows:
    """Rows of one length: the first row says which; others are cut or filled, and noted."""

    def __init__(self, reader: Any) -> None:  # noqa: ANN401  # csv's reader has no public type
        self.reader = reader
        self.start = 1
        self.width = 0
        self.lines: list[int] = []
        self.ragged: list[tuple[int, int]] = []
        self.more_ragged = 0

    def __iter__(self) -> Iterator[list[str]]:
        for row in self.reader:
            if row:
                yield self._of_width(row)
                self.lines.append(self.start)
            self.start = self.reader.line_num + 1

    def _of_width(self, row: list[str]) -> list[str]:
        if not self.width:
            if len(row) > MOST_COLUMNS:
                raise RefusedError("intake.file.columns", most=MOST_COLUMNS)
            self.width = len(row)
        if len(row) == self.width:
            return row
        if len(self.ragged) < MOST_RAGGED:
            self.ragged.append((self.start, len(row)))
        else:
            self.more_ragged += 1
        return [*row, *[""] * self.width][: self.width]


def _sheet(rows: _Rows) -> dict[str, Any]:
    columns: list[ColumnEncoder] = []
    held = iter(rows)
    while chunk := list(islice(held, CHUNK)):
        columns = columns or [ColumnEncoder() for _ in range(rows.width)]
        for column, cells in zip(columns, zip(*chunk, strict=True), strict=True):
            column.extend(cells)
    return {
        "name": "",
        "height": len(rows.lines),
        "columns": [(c.cells(), c.codes.tobytes()) if any(c.codes) else None for c in columns],
        "lines": rows.lines,
        "ragged": rows.ragged,
        "more_ragged": rows.more_ragged,
    }


def encoding_of(data: bytes) -> str:
    """Return the encoding of a CSV file's bytes.

    Raises
    ------
    RefusedError
        If no encoding fits, or lines are of two.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(data, "utf-16")
    if data.startswith(codecs.BOM_UTF8):
        return _utf8_or_mixed(data, "utf-8-sig")
    # Every comma and digit of UTF-16 has a zero byte, before or behind it; some Chinese
    # characters have one in the other place.
    zeros_before, zeros_behind = data[:_HEAD:2].count(0), data[1:_HEAD:2].count(0)
    if max(zeros_before, zeros_behind) > 2 * min(zeros_before, zeros_behind) + 2:
        return _checked(data, "utf-16-le" if zeros_behind > zeros_before else "utf-16-be")
    return _utf8_or_mixed(data, "utf-8")


def _checked(data: bytes, encoding: str) -> str:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedError("intake.csv.encoding") from error
    return encoding


def _utf8_or_mixed(data: bytes, utf8: str) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return utf8
    certain_utf8, other = 0, 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            other = other or number
        else:
            if any(ord(c) >= _TWO_BYTES for c in text):
                certain_utf8 = certain_utf8 or number
    if certain_utf8 or utf8 != "utf-8":
        raise RefusedError("intake.csv.two_encodings", utf8=certain_utf8 or 1, other=other)
    return _checked(data, "gb18030")
