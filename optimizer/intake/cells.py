"""One column of a sheet at once: every distinct cell is read once, then spread over the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import is_normalized

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import Param
from optimizer.intake import cell_number, cell_text
from optimizer.intake.cell_number import in_unit
from optimizer.intake.cell_text import Noted, shown
from optimizer.intake.encode import Cell
from optimizer.intake.headings import Heading, nearest
from optimizer.intake.process import RawColumn
from optimizer.intake.refused import RefusedError
from optimizer.intake.tables import MISSING
from optimizer.intake.usci import LENGTH, are_valid
from optimizer.intake.vocabulary import fold

_EMPTY: Mapping[str, Any] = {
    "money": MISSING, "integer": MISSING, "score": MISSING, "flag": MISSING, "check": MISSING,
    "date": "", "choices": (),
}  # fmt: skip
_DTYPES: Mapping[str, Any] = {
    "money": np.int64, "integer": np.int64, "score": np.int64, "flag": np.int8, "check": np.int8,
    "date": "datetime64[D]",
}  # fmt: skip
#: Up to here a float stands for one decimal with as many digits (15), so that checking is exact.
_EXACT = 10**15


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found in some rows of a column: which (indices into the body), code, and values."""

    rows: NDArray[np.int64]
    code: str
    value: str
    params: Mapping[str, Param]
    level: str


def empty_column(kind: str, rows: int) -> NDArray[Any]:
    """Return a column without any value, in the dtype of its kind (``tables.py``)."""
    if kind in _DTYPES:
        empty = _EMPTY[kind] if kind != "date" else "NaT"
        return np.full(rows, empty, _DTYPES[kind])
    return _objects([_EMPTY.get(kind, "")])[np.zeros(rows, np.int64)]


def read_column(
    heading: Heading,
    raw: RawColumn,
    body: NDArray[np.int64],
    clauses: Mapping[str, str],
    *,
    csv: bool,
) -> tuple[NDArray[Any], list[Finding]]:
    """Read one column.

    Parameters
    ----------
    heading
        Which column, and its unit.
    raw
        Distinct cells and codes.
    body
        Indices of the rows that are data.
    clauses
        Every folded way to write a clause -> its id.
    csv
        Whether everything is text anyway, so that a number as text is nothing to remark.

    Returns
    -------
    array
        One value for each row of ``body``; a refused cell reads as empty.
    list of Finding
        Errors and notices.
    """
    codes = raw.codes[body]
    used = np.flatnonzero(np.bincount(codes, minlength=len(raw.cells)))
    cells = [raw.cells[k] for k in used.tolist()]
    position = np.zeros(len(raw.cells), np.int64)
    position[used] = np.arange(len(used))
    where = position[codes]
    kind = heading.column.kind
    quick = _quick(cells, kind, heading.fen, csv=csv)
    if quick is not None:
        return quick[where], []
    read = _reader(heading, clauses)
    values: list[Any] = []
    found: list[tuple[int, str, Mapping[str, Param], str]] = []
    for k, cell in enumerate(cells):
        try:
            value, notice = read(cell)
        except RefusedError as wrong:
            value = _EMPTY.get(kind, "")
            found.append((k, *_said(wrong, heading, cell, clauses), "error"))
        else:
            if (
                isinstance(cell, str)
                and not notice
                and not csv
                and kind in _NUMBERS
                and cell.strip()
            ):
                notice = "intake.number.as_text"
            if notice:
                found.append((k, notice, {"read": str(_show(value, heading))}, "notice"))
        values.append(value)
    findings = [
        Finding(np.flatnonzero(where == k), code, shown(cells[k])[:80], params, level)
        for k, code, params, level in found
    ]
    return _array(values, kind)[where], findings


_NUMBERS = frozenset(("money", "integer", "score"))


def _show(value: object, heading: Heading) -> object:
    if heading.column.kind == "money" and isinstance(value, int):
        whole, rest = divmod(value, heading.fen)
        digits = len(str(heading.fen)) - 1
        return f"{whole}.{rest:0{digits}d}".rstrip("0").rstrip(".") if rest else str(whole)
    return value


def _said(
    wrong: RefusedError, heading: Heading, cell: Cell, clauses: Mapping[str, str]
) -> tuple[str, Mapping[str, Param]]:
    """Return the sentence's code and what fills it: its values, and what would be right here."""
    if wrong.code == "intake.number.has_unit" and heading.column.kind == "money":
        right = in_unit(shown(cell), heading.fen)
        return (f"{wrong.code}_right", {"right": right}) if right else (wrong.code, {})
    return wrong.code, _params(wrong, heading, cell, clauses)


def _params(
    wrong: RefusedError, heading: Heading, cell: Cell, clauses: Mapping[str, str]
) -> Mapping[str, Param]:
    column = heading.column
    match column.kind:
        case "clause":
            near = nearest(fold(shown(cell)), list(clauses))
            ids = tuple(dict.fromkeys(clauses.values()))
            return {
                **wrong.params,
                "known": ids,
                "nearest": clauses.get(near, ids[0] if ids else ""),
            }
        case "choice" | "choices":
            near = nearest(shown(cell), column.choices) or column.choices[0]
            return {**wrong.params, "known": column.choices, "nearest": near}
        case _:
            return wrong.params


def _quick(cells: list[Cell], kind: str, fen: int, *, csv: bool) -> NDArray[Any] | None:
    """Read a column without anything odd at once, or leave all of it to the slow way."""
    if kind in _NUMBERS:
        return _quick_numbers(cell_number.short_decimals(cells) if csv else cells, kind, fen)
    if kind in cell_text.MOST_CHARACTERS:
        return _quick_texts(cells, kind)
    return _quick_codes(cells) if kind == "usci" else None


def _quick_texts(cells: list[Cell], kind: str) -> NDArray[Any] | None:
    texts = [cell for cell in cells if isinstance(cell, str)]
    joined = "".join(texts)
    usual = (
        len(texts) == len(cells)
        and joined.isprintable()
        and (joined.isascii() if kind == "no" else is_normalized("NFC", joined))
        and not any(odd in joined for odd in "#\ufffd")
        and max(map(len, texts), default=0) <= cell_text.MOST_CHARACTERS[kind]
        and texts == [text.strip() for text in texts]
    )
    return _objects(texts) if usual else None


def _quick_numbers(cells: list[Cell], kind: str, fen: int) -> NDArray[Any] | None:
    """Read a column of clean numbers and empty cells at once."""
    first = 1 if cells and cells[0] == "" else 0
    if not all(type(c) is float for c in cells[first:]):
        return None
    numbers = np.array(cells[first:], np.float64)
    factor = {"money": fen, "score": 100}.get(kind, 1)
    with np.errstate(all="ignore"):
        scaled = np.rint(numbers * factor)
        clean = (scaled >= 0) & (scaled < _EXACT) & (scaled / factor == numbers)
    if kind == "score":
        clean &= scaled <= cell_number.MOST_SCORE
    if not clean.all():
        return None
    return np.concatenate([np.full(first, MISSING, np.int64), scaled.astype(np.int64)])


def _quick_codes(cells: list[Cell]) -> NDArray[Any] | None:
    """Read a column of right unit codes and empty cells at once, or leave it to the slow way."""
    codes = [c for c in cells if isinstance(c, str) and len(c) == LENGTH and c.isascii()]
    if len(codes) + (cells[:1] == [""]) != len(cells) or not are_valid(codes).all():
        return None
    return _objects(cells)


def _reader(heading: Heading, clauses: Mapping[str, str]) -> Callable[[Cell], Noted]:
    column = heading.column
    plain: Mapping[str, Callable[[Cell], object]] = {
        "text": lambda cell: cell_text.read_text(cell, "text"),
        "long": lambda cell: cell_text.read_text(cell, "long"),
        "clause": lambda cell: cell_text.read_clause(cell, clauses),
        "choice": lambda cell: cell_text.read_choice(cell, column.choices),
        "choices": lambda cell: cell_text.read_choices(cell, column.choices),
        "flag": cell_text.read_flag,
        "check": cell_text.read_check,
        "date": cell_text.read_date,
    }
    noted: Mapping[str, Callable[[Cell], Noted]] = {
        "no": cell_text.read_number_text,
        "usci": cell_text.read_usci,
        "money": lambda cell: cell_number.read_money(cell, heading.fen),
        "integer": cell_number.read_integer,
        "score": cell_number.read_score,
    }
    if column.kind in noted:
        return noted[column.kind]
    read = plain[column.kind]
    return lambda cell: (read(cell), "")


def _array(values: list[Any], kind: str) -> NDArray[Any]:
    if kind == "date":
        return np.array([v or "NaT" for v in values], "datetime64[D]")
    if kind in _DTYPES:
        return np.array(values, _DTYPES[kind])
    return _objects(values)


def _objects(values: Sequence[Any]) -> NDArray[Any]:
    """Return an object array; assigned one by one, for numpy takes tuples for a second axis."""
    column = np.empty(len(values), object)
    for i, value in enumerate(values):
        column[i] = value
    return column
