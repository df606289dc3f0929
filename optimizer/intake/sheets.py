"""One sheet of a file -> one table, with every fault of the sheet together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import Level, Param, Place, Problem
from optimizer.intake.cells import Finding, empty_column, read_column
from optimizer.intake.columns import Column, Sheet
from optimizer.intake.encode import Cell
from optimizer.intake.headings import Heading, known_in, match_headings, names_of
from optimizer.intake.process import RawColumn, RawSheet
from optimizer.intake.tables import Table
from optimizer.intake.vocabulary import TOTAL_HINTS, TOTALS, fold

#: The heading row is looked for among the first rows; above it there may be a title.
_HEADING_ROWS = 10
#: Notices of one kind in one column that are listed one by one.
_NOTICES = 50
#: Kinds of columns where the word of a row of totals may stand.
_WORDED = frozenset(("no", "text", "usci", "integer", "clause"))


@dataclass
class SheetReading:
    """What reading a sheet gave: values by key, the file's rows, and all problems so far."""

    definition: Sheet
    raw: RawSheet
    headings: Mapping[str, Heading]
    columns: dict[str, NDArray[Any]]
    body: NDArray[np.int64]
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> NDArray[np.int64]:
        """Row numbers as people count them."""
        return self.raw.lines[self.body] if self.raw.lines is not None else self.body + 1

    def table(self, order: NDArray[np.int64], parent: NDArray[np.int64] | None = None) -> Table:
        """Return the read-only table with its rows in this order."""
        columns = {key: values[order] for key, values in self.columns.items()}
        rows = self.rows[order]
        for array in (*columns.values(), rows, *(() if parent is None else (parent,))):
            array.setflags(write=False)
        return Table(columns, rows, parent)

    def report(
        self,
        code: str,
        row: int = -1,
        key: str = "",
        value: object = "",
        params: Mapping[str, Param] | None = None,
        level: Level = "error",
    ) -> None:
        """Add a problem; ``row`` is an index into the body, -1 for none."""
        heading = self.headings.get(key)
        place = _place(
            self.raw,
            int(self.rows[row]) if row >= 0 else 0,
            heading.index if heading else -1,
            heading.text if heading else "",
        )
        self.problems.append(Problem(code, place, str(value)[:80], params or {}, level))

    def in_order(self) -> list[Problem]:
        """Return the problems by row and column."""
        return sorted(self.problems, key=_order)

    def given(self, key: str) -> NDArray[np.bool_]:
        """Return for each row whether the file's cell holds anything, right or wrong."""
        heading = self.headings.get(key)
        raw = self.raw.columns[heading.index] if heading else None
        if raw is None:
            return np.zeros(len(self.body), bool)
        return filled(raw)[raw.codes[self.body]]


def filled(column: RawColumn) -> NDArray[np.bool_]:
    """Return for each distinct cell whether it holds anything."""
    return np.array([cell != "" for cell in column.cells])


def letters(index: int) -> str:
    """Return the letters of a column by its index from 0."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def _place(raw: RawSheet, row: int = 0, index: int = -1, heading: str = "") -> Place:
    column = letters(index) if index >= 0 and not raw.is_csv else ""
    return Place(raw.source, raw.name, row, column, heading)


def read_sheet(
    definition: Sheet,
    raw: RawSheet,
    clauses: Mapping[str, str],
    may_be_empty: frozenset[str] = frozenset(),
) -> SheetReading:
    """Read one sheet by its definition.

    Parameters
    ----------
    definition
        The columns it may have.
    raw
        The sheet as it came.
    clauses
        Every folded way to write a clause -> its id.
    may_be_empty
        Keys of required columns whose cells may nevertheless be empty.

    Returns
    -------
    SheetReading
        Every column of the definition, absent ones empty.
    """
    top = _heading_row(raw, definition.columns)
    texts = [_text(column, top) for column in raw.columns]
    found, faults = match_headings(texts, definition.columns)
    body = _body(raw, top)
    reading = SheetReading(definition, raw, {h.column.key: h for h in found}, {}, body)
    row = int(raw.lines[top]) if raw.lines is not None and raw.height else top + 1
    for fault in faults:
        params = dict(fault.params)
        if "first" in params:
            params["first"] = letters(int(str(params["first"])))
        place = _place(raw, row if fault.index >= 0 else 0, fault.index, fault.text)
        reading.problems.append(Problem(fault.code, place, fault.text[:80], params))
    _report_layout(reading, texts, top)
    totals = _total_rows(reading)
    skipped = np.zeros(len(body), bool)
    skipped[totals] = True
    for key, heading in reading.headings.items():
        raw_column = raw.columns[heading.index]
        if raw_column is None:
            reading.columns[key] = empty_column(heading.column.kind, len(body))
            continue
        values, findings = read_column(heading, raw_column, body, clauses, csv=raw.is_csv)
        reading.columns[key] = values
        _report_findings(reading, key, findings, skipped)
    merged = _report_merged(reading, top)
    for column in definition.columns:
        if column.key not in reading.columns:
            reading.columns[column.key] = empty_column(column.kind, len(body))
        elif column.required and column.key not in may_be_empty:
            _report_empty(reading, column, skipped, merged)
    return reading


def _order(problem: Problem) -> tuple[int, int, str]:
    return problem.place.row, len(problem.place.column), problem.place.column


def _text(column: RawColumn | None, row: int) -> str:
    if column is None or row >= len(column.codes):
        return ""
    cell = column.cells[column.codes[row]]
    return cell.strip() if isinstance(cell, str) else str(cell)


def _heading_row(raw: RawSheet, columns: Sequence[Column]) -> int:
    """Return the first row with two known headings, or else the first that is not empty."""
    names = names_of(columns)
    first = -1
    for row in range(min(_HEADING_ROWS, raw.height)):
        texts = [_text(column, row) for column in raw.columns]
        if known_in(texts, names) > 1:
            return row
        if first < 0 and any(texts):
            first = row
    return max(first, 0)


def _body(raw: RawSheet, top: int) -> NDArray[np.int64]:
    """Return the indices of the rows below the headings that hold anything."""
    there = np.zeros(raw.height, bool)
    for column in raw.columns:
        if column is not None:
            there |= filled(column)[column.codes]
    there[: top + 1] = False
    return np.flatnonzero(there)


def _total_rows(reading: SheetReading) -> list[int]:
    """Report and return the rows of totals, by their index in the body; each is reported once."""
    seen: set[int] = set()
    for key, heading in reading.headings.items():
        column = reading.raw.columns[heading.index]
        if column is None or heading.column.kind not in _WORDED:
            continue
        words = _totals(column.cells)
        if not words:
            continue
        codes = column.codes[reading.body]
        for row in np.flatnonzero(np.isin(codes, list(words))).tolist():
            if row not in seen:
                reading.report("intake.row.total", row, key, words[int(codes[row])])
            seen.add(row)
    return sorted(seen)


def _totals(cells: list[Cell]) -> dict[int, Cell]:
    """Return index -> cell of the words that head a row of totals; few columns have any."""
    texts = [cell if isinstance(cell, str) else "" for cell in cells]
    joined = "\n".join(texts).lower()
    if not any(hint in joined for hint in TOTAL_HINTS):
        return {}
    return {k: text for k, text in enumerate(texts) if fold(text).rstrip(":") in TOTALS}


def _report_findings(
    reading: SheetReading, key: str, findings: Iterable[Finding], skipped: NDArray[np.bool_]
) -> None:
    count: dict[str, int] = {}
    for finding in findings:
        for row in finding.rows:
            if skipped[row]:
                continue
            if finding.level == "notice":
                count[finding.code] = count.get(finding.code, 0) + 1
                if count[finding.code] > _NOTICES:
                    continue
                reading.report(finding.code, int(row), key, finding.value, finding.params, "notice")
            else:
                reading.report(finding.code, int(row), key, finding.value, finding.params)
    for code, number in count.items():
        if number > _NOTICES:
            params: Mapping[str, Param] = {"more": number - _NOTICES, "what": code}
            reading.report("intake.more_notices", -1, key, "", params, "notice")


def _report_empty(
    reading: SheetReading, column: Column, skipped: NDArray[np.bool_], merged: set[tuple[int, str]]
) -> None:
    for row in np.flatnonzero(~reading.given(column.key)):
        if not skipped[row] and (int(row), column.key) not in merged:
            reading.report("intake.cell.empty", int(row), column.key)


def _report_merged(reading: SheetReading, top: int) -> set[tuple[int, str]]:
    """Report merged cells of known columns; return the cells that are empty because of them."""
    swallowed: set[tuple[int, str]] = set()
    for (first, left), (last, right) in reading.raw.merged:
        hit = [h for h in reading.headings.values() if left <= h.index <= right]
        if last <= top or not hit:
            continue
        rows = np.flatnonzero((reading.body >= first) & (reading.body <= last))
        place = _place(reading.raw, first + 1, left, hit[0].text)
        value = f"{letters(left)}{first + 1}:{letters(right)}{last + 1}"
        reading.problems.append(Problem("intake.cell.merged", place, value))
        swallowed |= {(int(r), h.column.key) for r in rows for h in hit}
    return swallowed


def _report_layout(reading: SheetReading, texts: Sequence[str], top: int) -> None:
    """Report what lies beside the data: hidden parts (read), ragged rows, cells without heading."""
    raw = reading.raw
    if raw.hidden:
        reading.report("intake.hidden.sheet", level="notice")
    hidden = [r + 1 for r in raw.hidden_rows if r > top and r < raw.height]
    if hidden:
        reading.report("intake.hidden.rows", params={"rows": spans(hidden)}, level="notice")
    columns = [texts[c] for c in raw.hidden_columns if c < len(texts) and texts[c]]
    if columns:
        reading.report("intake.hidden.columns", params={"columns": tuple(columns)}, level="notice")
    above = [r + 1 for r in range(top) if any(_text(column, r) for column in raw.columns)]
    if above:
        reading.report("intake.heading.above", params={"rows": spans(above)}, level="notice")
    for line, cells in raw.ragged:
        params: Mapping[str, Param] = {"cells": cells, "headings": len(texts)}
        reading.problems.append(Problem("intake.row.ragged", _place(raw, line), "", params))
    if raw.more_ragged:
        reading.report("intake.row.ragged_more", params={"more": raw.more_ragged})
    for index, column in enumerate(raw.columns):
        if column is None or texts[index]:
            continue
        used = np.flatnonzero(column.codes[reading.body])
        if len(used):
            row = int(reading.rows[used[0]])
            reading.problems.append(Problem("intake.heading.none", _place(raw, row, index)))


def spans(numbers: Sequence[int]) -> tuple[str, ...]:
    """Return row numbers as spans, such as ``("3–5", "9")``."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return tuple("–".join(map(str, part)) for part in parts)
