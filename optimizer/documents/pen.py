"""Write cells so that text stays text, amounts stay exact, and totals carry their values."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range

from optimizer.money import FEN_PER_YUAN, YUAN_PER_WAN
from optimizer.wording import Language

#: Nothing in a name may become a formula or a link.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
A3, A4 = 8, 9
MOST_ROWS = 1_048_576
_BASE = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
#: A look by name: what a cell of that kind adds to the common base.
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center"},
    "badges": {"align": "center", "font_color": "#8A4B00"},
    "line": {"text_wrap": True},
    "right": {"align": "right"},
    "head": {
        "bold": True,
        "border": 1,
        "align": "center",
        "text_wrap": True,
        "bg_color": "#E8EDF3",
    },
    "group": {"bold": True, "border": 1, "bg_color": "#F5F7FA"},
    "cell": {"border": 1, "text_wrap": True},
    "middle": {"border": 1, "align": "center"},
    "total": {"border": 1, "bold": True, "bg_color": "#F5F7FA"},
    "heading": {"bold": True, "font_size": 11},
}

WRAPPED = frozenset(name for name, look in LOOKS.items() if look.get("text_wrap"))
#: Points that one line of the base font takes.
LINE_HEIGHT = 13.5


class Book:
    """A workbook in memory: the same calls give the same bytes."""

    def __init__(self, title: str, year: int) -> None:
        self._stream = BytesIO()
        self._book = xlsxwriter.Workbook(self._stream, {**OPTIONS, "in_memory": True})
        # A day that the content decides: the clock has no place in a document's bytes.
        created = datetime(year, 1, 1, tzinfo=UTC)
        self._book.set_properties({"title": title, "created": created})
        self._formats: dict[tuple[str, str], Any] = {}

    def look(self, name: str, number: str = "") -> Any:  # noqa: ANN401  # untyped library
        """Return the cell format of a look and a number format, made once."""
        key = (name, number)
        if key not in self._formats:
            wanted = {**_BASE, **LOOKS[name], **({"num_format": number} if number else {})}
            self._formats[key] = self._book.add_format(wanted)
        return self._formats[key]

    def sheet(self, name: str, lang: Language) -> Pen:
        """Add a worksheet."""
        return Pen(self, self._book.add_worksheet(name), lang)

    def close(self) -> bytes:
        """Return the file."""
        self._book.close()
        return self._stream.getvalue()


class Pen:
    """Writes one worksheet. Money is in 万元 in Chinese, in CNY in English."""

    def __init__(self, book: Book, sheet: Any, lang: Language) -> None:  # noqa: ANN401  # untyped library
        self.book = book
        self.sheet = sheet
        self.lang: Language = lang
        self._fen_per_unit = FEN_PER_YUAN * (YUAN_PER_WAN if lang == "zh" else 1)
        self._widths: Sequence[float] = ()
        self._lines: dict[int, int] = {}

    def text(self, row: int, column: int, text: str, look: str = "cell") -> None:
        """Write text as text, whatever it looks like."""
        if text:
            self.sheet.write_string(row, column, text, self.book.look(look))
            if look in WRAPPED and column < len(self._widths):
                self._fit(row, text, self._widths[column])
        else:
            self.sheet.write_blank(row, column, None, self.book.look(look))

    def _fit(self, row: int, text: str, width: float) -> None:
        """Make a row as high as its longest text: readers do not always do that by themselves."""
        wide = sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
        lines = max(math.ceil(wide / max(width - 1, 1)), text.count("\n") + 1)
        if lines > self._lines.get(row, 1):
            self._lines[row] = lines
            self.sheet.set_row(row, LINE_HEIGHT * lines + 2)

    def texts(self, row: int, texts: Sequence[str], look: str = "cell", first: int = 0) -> None:
        """Write a row of texts from column ``first`` on."""
        for column, text in enumerate(texts, start=first):
            self.text(row, column, text, look)

    def wide(self, row: int, columns: int, text: str, look: str) -> None:
        """Write text over the first ``columns`` columns."""
        if columns > 1:
            self.sheet.merge_range(row, 0, row, columns - 1, "", self.book.look(look))
        self.text(row, 0, text, look)

    def count(self, row: int, column: int, number: int | None, look: str = "middle") -> None:
        """Write an integer, or an empty cell."""
        if number is None:
            self.text(row, column, "", look)
        else:
            self.sheet.write_number(row, column, number, self.book.look(look, "#,##0"))

    def score(self, row: int, column: int, hundredths: int | None, look: str = "middle") -> None:
        """Write a score of hundredths with two decimals, or an empty cell."""
        if hundredths is None:
            self.text(row, column, "", look)
        else:
            self.sheet.write_number(row, column, hundredths / 100, self.book.look(look, "0.00"))

    def share(self, row: int, column: int, part: int, whole: int, look: str = "cell") -> None:
        """Write a part of a whole as per cent, or an empty cell where there is no whole."""
        if whole:
            self.sheet.write_number(row, column, part / whole, self.book.look(look, "0.0%"))
        else:
            self.text(row, column, "", look)

    def fen(self, row: int, column: int, fen: int | None, look: str = "cell") -> None:
        """Write an amount of fen, with the decimals that it needs, or an empty cell."""
        if fen is None:
            self.text(row, column, "", look)
        else:
            self.sheet.write_number(row, column, fen / self._fen_per_unit, self._money(fen, look))

    def yuan(self, row: int, column: int, yuan: int | None, look: str = "cell") -> None:
        """Write whole yuan as :meth:`fen` does."""
        self.fen(row, column, None if yuan is None else yuan * FEN_PER_YUAN, look)

    def subtotal(self, row: int, column: int, first: int, yuan: int | None) -> None:
        """Write the sum of the rows from ``first`` to the one above as a formula with its value.

        Sums of sums count once: the function leaves out cells that hold it themselves.
        """
        if yuan is None:
            self.text(row, column, "", "total")
            return
        fen = yuan * FEN_PER_YUAN
        formula = f"=SUBTOTAL(9,{xl_range(first, column, row - 1, column)})"
        value = fen / self._fen_per_unit
        self.sheet.write_formula(row, column, formula, self._money(fen, "total"), value)

    def _money(self, fen: int, look: str) -> Any:  # noqa: ANN401  # untyped library
        decimals, unit = 0, self._fen_per_unit
        while unit > 1 and fen * 10**decimals % self._fen_per_unit:
            decimals += 1
        return self.book.look(look, "#,##0" + ("." + "0" * decimals if decimals else ""))

    def page(
        self, paper: int, head: int, columns: int, widths: Sequence[float], footer: str
    ) -> None:
        """Set the page up: landscape, one page wide, heading rows on each page and frozen."""
        sheet = self.sheet
        sheet.set_paper(paper)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        sheet.freeze_panes(head + 1, min(2, columns - 1))
        sheet.set_footer(footer)
        self._widths = widths
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
