"""A CSV file, in the child process: which encoding, which separator, and rows of one length.

UTF-8 with or without a mark, UTF-16 and GB18030 are told apart by their bytes. A file whose lines
are of two encodings is refused: one of them would read as other words.
"""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice
from pathlib import Path
from typing import Any

from optimizer.intake.encode import ColumnEncoder
from optimizer.intake.refused import RefusedError

#: Rows read at a time: memory is bounded by the distinct cells, not by the rows.
CHUNK = 20_000
MOST_COLUMNS = 702
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
    try:
        return [_sheet(csv.reader(stream, delimiter=delimiter, strict=True), encoding)]
    except csv.Error as error:
        raise RefusedError("intake.csv.quoting", str(error)) from error


def _sheet(reader: Any, encoding: str) -> dict[str, Any]:  # noqa: ANN401  # csv's reader has no public type
    columns: list[ColumnEncoder] = []
    lines: list[int] = []
    ragged: list[tuple[int, int]] = []
    width = height = 0
    while True:
        rows: list[list[str]] = []
        start = reader.line_num + 1
        for row in islice(reader, CHUNK):
            if row:
                if not width:
                    width = _width(row)
                    columns = [ColumnEncoder() for _ in range(width)]
                if len(row) != width:
                    if len(ragged) < MOST_RAGGED:
                        ragged.append((start, len(row)))
                    row = [*row, *[""] * width][:width]  # noqa: PLW2901  # the row, made whole
                rows.append(row)
                lines.append(start)
            start = reader.line_num + 1
        if not rows and height and start == reader.line_num + 1:
            break
        if not rows:
            break
        for column, cells in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(cells)
        height += len(rows)
    return {
        "name": "",
        "height": height,
        "columns": [(c.cells(), c.codes.tobytes()) if any(c.codes) else None for c in columns],
        "lines": lines,
        "ragged": ragged,
        "width": width,
        "encoding": encoding,
    }


def _width(row: list[str]) -> int:
    if len(row) > MOST_COLUMNS:
        raise RefusedError("intake.file.columns", most=MOST_COLUMNS)
    return len(row)


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
    head = data[:2_000]
    zeros = head.count(0)
    if zeros:
        if head[1::2].count(0) == zeros:
            return _checked(data, "utf-16-le")
        if head[::2].count(0) == zeros:
            return _checked(data, "utf-16-be")
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
