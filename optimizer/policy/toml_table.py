"""Read a TOML table key by key, typed; gather every problem, and name the nearest known key."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any, TypeVar

from optimizer.money import parse_money, parse_ratio, parse_yuan
from optimizer.policy.toml_file import Findings, join
from optimizer.policy.types import Text

T = TypeVar("T")
MAX_TEXT = 2000


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most like ``word``, or the first that it begins, or nothing."""
    words = sorted(known)
    begun = [one for one in words if word and one.startswith(word)]
    return next(iter(difflib.get_close_matches(word, words, n=1) or begun), "")


class TomlTable:
    """One table of a document.

    Every method asks for one key, remembers that it was asked for, and answers with a harmless
    value where the document is wrong (the problem is in ``findings``). :meth:`done` refuses
    the keys that nobody asked for.
    """

    def __init__(self, values: Mapping[str, Any], path: str, findings: Findings) -> None:
        self.values = values
        self.path = path
        self.findings = findings
        self.asked: set[str] = set()

    def at(self, key: str) -> str:
        """Return the key path of ``key`` here."""
        return join(self.path, key)

    def has(self, key: str) -> bool:
        """Say whether the key is there (and count it as known)."""
        self.asked.add(key)
        return key in self.values

    def problem(self, code: str, key: str, value: object = "", **params: str | int) -> None:
        """Record a problem at ``key``."""
        self.findings.add(code, self.at(key), value, "error", **params)

    def done(self) -> None:
        """Refuse every key that was not asked for, naming the nearest known one."""
        for key in self.values:
            if key not in self.asked:
                self.unknown(key, self.asked)

    def unknown(self, key: str, known: Iterable[str]) -> None:
        """Refuse one unknown key."""
        self.findings.add("toml.unknown_key", self.at(key), key, nearest=nearest(key, known))

    # --- plain values ---

    def _get(self, key: str, read: Callable[[Any], T], kind: str, otherwise: T) -> T:
        """Return a required value."""
        if not self.has(key):
            self.problem("toml.missing_key", key, key)
            return otherwise
        return self._read(key, self.values[key], read, kind, otherwise)

    def _read(self, key: str, raw: object, read: Callable[[Any], T], kind: str, otherwise: T) -> T:
        try:
            return read(raw)
        except ValueError:
            self.problem(f"toml.not_{kind}", key, written(raw))
            return otherwise

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text (NFC)."""
        if default is not None and not self.has(key):
            return default
        return self._get(key, as_text, "text", "")

    def flag(self, key: str, default: bool | None = None) -> bool:  # noqa: FBT001  # a value, not a switch
        """Return true or false."""
        if default is not None and not self.has(key):
            return default
        return self._get(key, as_flag, "flag", otherwise=False)

    def integer(self, key: str, default: int | None = None) -> int:
        """Return a whole number."""
        if default is not None and not self.has(key):
            return default
        return self._get(key, as_integer, "integer", 0)

    def day(self, key: str) -> date:
        """Return a date."""
        return self._get(key, as_date, "date", date.min)

    def day_or_none(self, key: str) -> date | None:
        """Return a date if there is one."""
        return self.day(key) if self.has(key) else None

    def yuan(self, key: str) -> int:
        """Return money in whole yuan."""
        return self._get(key, as_yuan, "money", 0)

    def yuan_or_none(self, key: str) -> int | None:
        """Return money in whole yuan if it is there."""
        return self.yuan(key) if self.has(key) else None

    def ratio(self, key: str) -> Fraction:
        """Return an exact ratio."""
        return self._get(key, as_ratio, "ratio", Fraction(0))

    def one_of(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return one of the allowed words (the first where the document is wrong)."""
        allowed = tuple(allowed)
        before = len(self.findings.problems)
        word = self.text(key, default)
        if len(self.findings.problems) > before:
            return allowed[0]
        if word not in allowed:
            self.findings.add("toml.not_one_of", self.at(key), word, allowed=allowed)
            return allowed[0]
        return word

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        if default is not None and not self.has(key):
            return default
        return self._get(key, as_texts, "texts", ())

    def title(self, key: str) -> Text:
        """Return a title in both languages."""
        inner = self.table(key)
        text = Text(inner.text("zh"), inner.text("en"))
        inner.done()
        return text

    # --- tables ---

    def table(self, key: str) -> TomlTable:
        """Return a required table."""
        if not self.has(key):
            self.problem("toml.missing_key", key, key)
            return TomlTable(_Anything(), self.at(key), Findings(self.findings.source))
        return self.table_or_empty(key)

    def table_or_empty(self, key: str) -> TomlTable:
        """Return a table; an empty one where there is none."""
        raw = self.values.get(key, {}) if self.has(key) else {}
        if not isinstance(raw, dict):
            self.problem("toml.not_table", key, written(raw))
            return TomlTable(_Anything(), self.at(key), Findings(self.findings.source))
        return TomlTable(raw, self.at(key), self.findings)

    def tables(self, key: str) -> list[TomlTable]:
        """Return a list of tables; empty where there is none."""
        raw = self.values.get(key, []) if self.has(key) else []
        if not isinstance(raw, list):
            self.problem("toml.not_tables", key, written(raw))
            return []
        found = []
        for number, inner in enumerate(raw, 1):
            path = f"{self.at(key)}[{number}]"
            if isinstance(inner, dict):
                found.append(TomlTable(inner, path, self.findings))
            else:
                self.findings.add("toml.not_table", path, written(inner))
        return found


class _Anything(dict[str, Any]):
    """Stands for a table that is not there, so that its keys are not reported one by one."""


def written(raw: object) -> str:
    """Write a value roughly as the file had it."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return str(raw)


def as_text(raw: object) -> str:
    """Read text (NFC) of at most MAX_TEXT characters."""
    if not isinstance(raw, str) or len(raw) > MAX_TEXT:
        raise ValueError(raw)
    return unicodedata.normalize("NFC", raw)


def as_flag(raw: object) -> bool:
    """Read true or false."""
    if not isinstance(raw, bool):
        raise ValueError(raw)  # noqa: TRY004  # one kind of refusal for every value of a file
    return raw


def as_integer(raw: object) -> int:
    """Read a whole number below 2^53."""
    if isinstance(raw, bool) or not isinstance(raw, int) or abs(raw) > 2**53:
        raise ValueError(raw)
    return raw


def as_date(raw: object) -> date:
    """Read a date (no time of day)."""
    if isinstance(raw, datetime) or not isinstance(raw, date):
        raise ValueError(raw)  # noqa: TRY004  # as above
    return raw


def as_yuan(raw: object) -> int:
    """Read money with its unit, in whole yuan."""
    return parse_yuan(as_text(raw))


def as_fen(raw: object) -> int:
    """Read money with its unit, in fen."""
    return parse_money(as_text(raw))


def as_ratio(raw: object) -> Fraction:
    """Read an exact ratio written as text."""
    return parse_ratio(as_text(raw))


def as_texts(raw: object) -> tuple[str, ...]:
    """Read a list of texts."""
    if not isinstance(raw, list):
        raise ValueError(raw)  # noqa: TRY004  # as above
    return tuple(as_text(value) for value in raw)
