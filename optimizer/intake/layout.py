"""How a sheet of the import workbooks looks: headings, widths, formats, drop-downs, protection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from optimizer.intake.columns import CHECK_WORDS, FLAG_WORDS, Column, Sheet
from optimizer.intake.guidance import note

Language = Literal["zh", "en"]

#: Rows below the headings that drop-downs and formats are laid out for.
ROWS = 20_000
_MOST_LIST = 255  # characters that a drop-down's own list may hold
_MOST_TITLE = 32
_MONEY_UNIT = {"zh": "（万元）", "en": " (CNY 10,000)"}
_WIDTHS = {"no": 16, "text": 22, "long": 32, "usci": 24, "money": 18, "date": 13}
_NUMBER_FORMATS = {
    "no": "@", "text": "@", "long": "@", "usci": "@", "clause": "@", "choice": "@", "choices": "@",
    "flag": "@", "check": "@", "money": "#,##0.00####", "integer": "0", "score": "0.00",
    "date": "yyyy-mm-dd",
}  # fmt: skip


def header_of(column: Column, lang: Language = "zh") -> str:
    """Return the heading of a column as the template writes it, money with its unit."""
    name = column.zh if lang == "zh" else column.en
    return name + (_MONEY_UNIT[lang] if column.kind == "money" else "")


def words_of(column: Column, clauses: Sequence[str]) -> tuple[str, ...]:
    """Return the words that a column's drop-down offers; none where it takes anything."""
    match column.kind:
        case "flag":
            return FLAG_WORDS
        case "check":
            return CHECK_WORDS
        case "clause":
            return tuple(clauses)
        case "choice":
            return column.choices
        case _:
            return ()


class Book:
    """A workbook in the making, with the formats that all its sheets share."""

    def __init__(self, workbook: xlsxwriter.Workbook, lang: Language) -> None:
        self.workbook = workbook
        self.lang: Language = lang
        self.heading = self._format(bold=True, text_wrap=True, bg_color="#E8EEF7", border=1)
        self.required = self._format(bold=True, text_wrap=True, bg_color="#FCE9D9", border=1)
        self.wrapped = self._format(text_wrap=True)
        self._bodies: dict[str, Format] = {}

    def _format(self, **properties: object) -> Format:
        return self.workbook.add_format({"valign": "vcenter", **properties})

    def body(self, column: Column) -> Format:
        """Return the unlocked format of a column's cells; identity columns are text."""
        code = _NUMBER_FORMATS[column.kind]
        if code not in self._bodies:
            self._bodies[code] = self._format(num_format=code, locked=False)
        return self._bodies[code]

    def headings(self, sheet: Worksheet, columns: Sequence[Column], row: int = 0) -> None:
        """Write one heading row; required columns stand out."""
        for index, column in enumerate(columns):
            style = self.required if column.required else self.heading
            sheet.write_string(row, index, header_of(column, self.lang), style)

    def data_sheet(self, definition: Sheet, clauses: Sequence[str]) -> Worksheet:
        """Add an empty sheet to fill in: locked headings, unlocked body, drop-downs, notes."""
        name = definition.zh if self.lang == "zh" else definition.en
        sheet: Worksheet = self.workbook.add_worksheet(name)
        self.headings(sheet, definition.columns)
        sheet.set_row(0, 36)
        sheet.freeze_panes(1, 1)
        for index, column in enumerate(definition.columns):
            width = max(_WIDTHS.get(column.kind, 12), min(2 * len(header_of(column)), 36))
            sheet.set_column(index, index, width, self.body(column))
            sheet.data_validation(1, index, ROWS, index, self._validation(column, clauses))
        sheet.protect(
            "",
            {
                "format_cells": True, "format_columns": True, "format_rows": True,
                "insert_rows": True, "delete_rows": True, "sort": True, "autofilter": True,
            },
        )  # fmt: skip
        return sheet

    def _validation(self, column: Column, clauses: Sequence[str]) -> Mapping[str, Any]:
        text = note(column)
        message: dict[str, Any] = {
            "validate": "any",
            "input_title": (column.zh if self.lang == "zh" else column.en)[:_MOST_TITLE],
            "input_message": (text.zh if self.lang == "zh" else text.en)[:_MOST_LIST],
        }
        words = words_of(column, clauses)
        if words and len(",".join(words)) <= _MOST_LIST:
            return message | {"validate": "list", "source": list(words)}
        if column.kind == "money":
            return message | {"validate": "decimal", "criteria": ">=", "value": 0}
        if column.kind == "score":
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
            return message | rule
        if column.kind == "integer":
            return message | {"validate": "integer", "criteria": ">=", "value": 0}
        return message
