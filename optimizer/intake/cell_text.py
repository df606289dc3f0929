"""One cell of text: names, identity numbers, unit codes, clauses, choices, dates, yes and no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from optimizer.intake.encode import Cell
from optimizer.intake.refused import RefusedError as Wrong
from optimizer.intake.usci import fault
from optimizer.intake.vocabulary import (
    CHECK_VALUES,
    FLAG_VALUES,
    SEPARATORS,
    ZERO_WIDTH,
    fold,
    without_zero_width,
)

#: Most characters of a cell, by the kind of its column.
MOST_CHARACTERS = {"text": 200, "long": 2_000, "no": 100}
#: Longest whole number that a spreadsheet shows and stores as it was typed.
MOST_DIGITS = 15

_ERROR = re.compile(
    r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE
)
_SPLIT = re.compile("[" + re.escape(SEPARATORS) + "]")
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))",
    re.ASCII,
)
_WIDE = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F) if chr(c - 0xFEE0).isalnum()} | {0xFF0D: 0x2D}

Noted = tuple[object, str]


def odd_cell(cell: Cell) -> None:
    """Refuse what no column takes: an error cell, a formula without a stored value."""
    if isinstance(cell, tuple):
        if cell[0] == "e":
            raise Wrong("intake.cell.error", str(cell[1]))
        if cell[0] == "f":
            raise Wrong("intake.cell.formula")
    elif isinstance(cell, str) and cell.startswith("#") and is_error(cell):
        raise Wrong("intake.cell.error", cell)


def is_error(text: str) -> bool:
    """Say whether a text is the name of a spreadsheet error, such as ``#REF!``."""
    return _ERROR.fullmatch(text.strip()) is not None


def shown(cell: Cell) -> str:
    """Return a cell as a person sees it, for a message."""
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")
    if isinstance(cell, str):
        return cell
    match cell[0]:
        case "b":
            return "TRUE" if cell[1] else "FALSE"
        case "p":
            return f"{cell[1] * 100:g}%"
        case "f":
            return "="
        case _:
            return str(cell[1])


def clean(text: str, most: int, *, lines: bool = False) -> str:
    """Return the text trimmed and composed (NFC), or refuse its characters or its length."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text) and "\ufffd" not in text:
        value = text.strip()  # the usual case; what has no width is not printable either
    else:
        value = unicodedata.normalize("NFC", without_zero_width(text)).replace("\r\n", "\n").strip()
        for character in value:
            if character in "\n\t" or character == "\u3000" or character.isprintable():
                continue
            if unicodedata.category(character) in {"Cc", "Cf", "Cs"} or character == "\ufffd":
                raise Wrong("intake.text.control", point=f"U+{ord(character):04X}")
        if "\ufffd" in value:
            raise Wrong("intake.text.control", point="U+FFFD")
        if not lines:
            value = " ".join(value.split())
    if len(value) > most:
        raise Wrong("intake.text.too_long", length=len(value), most=most)
    return value


def read_text(cell: Cell, kind: str) -> str:
    """Return a name or a longer text."""
    odd_cell(cell)
    if isinstance(cell, str):
        return clean(cell, MOST_CHARACTERS[kind], lines=kind == "long")
    if isinstance(cell, float) or cell[0] in "ps":
        return shown(cell if isinstance(cell, float) else float(cell[1]))
    raise Wrong("intake.text.date" if cell[0] in "dt" else "intake.text.boolean")


def read_number_text(cell: Cell) -> Noted:
    """Return an identity number, which stays the text that it is."""
    odd_cell(cell)
    if isinstance(cell, str):
        value = clean(cell, MOST_CHARACTERS["no"])
        if value.isascii() and value == cell:
            return value, ""
        narrow = value.translate(_WIDE)
        folded = narrow != value or any(c in ZERO_WIDTH for c in cell)
        return narrow, "intake.text.folded" if folded else ""
    if isinstance(cell, float):
        if cell.is_integer() and 0 <= cell < 10**MOST_DIGITS:
            return str(int(cell)), "intake.no.number"
        raise Wrong("intake.no.digits_lost")
    code = {"d": "date", "t": "date", "b": "boolean"}.get(cell[0])
    raise Wrong(f"intake.text.{code}" if code else "intake.no.digits_lost")


def read_usci(cell: Cell) -> Noted:
    """Return a unit code with a right check character."""
    odd_cell(cell)
    if not isinstance(cell, str):
        raise Wrong("intake.usci.number")
    value = clean(cell, MOST_CHARACTERS["no"])
    code = fold(value).upper()
    wrong = fault(code) if code else None
    if wrong is not None:
        raise Wrong(wrong[0], "", **wrong[1])
    return code, "intake.text.folded" if code != value else ""


def read_clause(cell: Cell, clauses: Mapping[str, str]) -> str:
    """Return a clause id; ``clauses`` maps every folded way to write one to the id."""
    odd_cell(cell)
    if isinstance(cell, tuple):
        raise Wrong("intake.clause.unknown")
    text = shown(cell)
    if not text.strip():
        return ""
    found = clauses.get(fold(text))
    if found is None:
        raise Wrong("intake.clause.unknown")
    return found


def read_choice(cell: Cell, choices: tuple[str, ...]) -> str:
    """Return one of the words that the column knows."""
    odd_cell(cell)
    word = shown(cell).strip()
    if not word or word in choices:
        return word
    by_fold = {fold(c): c for c in choices}
    if fold(word) not in by_fold:
        raise Wrong("intake.choice.unknown")
    return by_fold[fold(word)]


def read_choices(cell: Cell, choices: tuple[str, ...]) -> tuple[str, ...]:
    """Return several words of one cell, each once, in the order of the column's words."""
    odd_cell(cell)
    words = {read_choice(w, choices) for w in _SPLIT.split(shown(cell)) if w.strip()}
    return tuple(c for c in choices if c in words)


def read_flag(cell: Cell) -> int:
    """Return 1 for yes, 0 for no, -1 for unchecked or empty."""
    odd_cell(cell)
    if isinstance(cell, tuple) and cell[0] == "b":
        return int(cell[1])
    return _word(cell, FLAG_VALUES, "intake.flag.unknown")


def read_check(cell: Cell) -> int:
    """Return 1 for passed, 0 for failed, -1 for unchecked or empty."""
    odd_cell(cell)
    return _word(cell, CHECK_VALUES, "intake.check.unknown")


def _word(cell: Cell, words: Mapping[str, int], code: str) -> int:
    word = fold(shown(cell))
    if not word:
        return -1
    if word not in words or not isinstance(cell, str):
        raise Wrong(code)
    return words[word]


def read_date(cell: Cell) -> str:
    """Return a day as ``YYYY-MM-DD``, or nothing when empty."""
    odd_cell(cell)
    if isinstance(cell, tuple):
        if cell[0] == "d":
            return str(cell[1])
        raise Wrong("intake.date.time" if cell[0] == "t" else "intake.date.unknown")
    if isinstance(cell, float):
        raise Wrong("intake.date.number")
    text = fold(cell)
    if not text:
        return ""
    match = _DATE.fullmatch(text)
    if match is None:
        raise Wrong("intake.date.unknown")
    year, month, day = (int(g) for g in match.groups() if g is not None)
    try:
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise Wrong("intake.date.unknown") from error
