"""Strict reading of JSON: nothing is guessed, and every error of a file is told together.

What plain JSON readers let pass is kept visible instead: doubled keys, NaN, Infinity and numbers
with a fraction come out as objects that no later check accepts.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from optimizer.errors import DataError, Param, Place, Problem
from optimizer.money import parse_ratio

#: Longest text for ids, labels and names.
MOST_CHARACTERS = 200
#: Amounts and merits are below this: the last integer that every JSON reader keeps exactly.
MOST_INTEGER = 2**53
_SHOWN = 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Doubled(dict[str, Any]):
    """An object with doubled keys; ``names`` says which."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.names = tuple(doubled(key for key, _ in pairs))


class Refused:
    """A number that has no place in our formats: with a fraction or exponent, or not finite."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    return out if len(out) == len(pairs) else Doubled(pairs)


def parse(data: bytes | str, source: str) -> Any:  # noqa: ANN401  any JSON value
    """Return the JSON value in ``data``.

    Raises
    ------
    DataError
        If it is not UTF-8, not JSON, or nested too deeply to be read.
    """
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        return json.loads(
            text, object_pairs_hook=_object, parse_float=Refused, parse_constant=Refused
        )
    except UnicodeDecodeError as error:
        raise DataError(
            [Problem("formats.not_utf8", Place(source), "", {"position": error.start})]
        ) from None
    except json.JSONDecodeError as error:
        place = Place(source, row=error.lineno)
        raise DataError([Problem("formats.not_json", place, "", {"column": error.colno})]) from None
    except RecursionError:
        raise DataError([Problem("formats.too_deep", Place(source))]) from None
    except ValueError:
        # Python's own guard against numbers of thousands of digits.
        raise DataError([Problem("formats.number_too_long", Place(source))]) from None


class Complaints:
    """Collects what is wrong with one file, each with its key path."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._problems: list[Problem] = []

    def add(self, code: str, path: str, value: Any = "", **params: Param) -> None:  # noqa: ANN401
        """Add one complaint about the value at ``path``."""
        shown = value if isinstance(value, str) else _shown(value)
        self._problems.append(
            Problem(code, Place(self._source, field=path), shown[:_SHOWN], params)
        )

    @property
    def any(self) -> bool:
        """Whether there is any complaint."""
        return bool(self._problems)

    def join(self, problems: Iterable[Problem]) -> None:
        """Add the complaints of others, but for those already told of the same place."""
        told = {(problem.code, problem.place.field) for problem in self._problems}
        for problem in problems:
            if (problem.code, problem.place.field) not in told:
                place = replace(problem.place, source=self._source)
                self._problems.append(replace(problem, place=place))

    def raise_all(self) -> None:
        """Raise everything collected, in the order found.

        Raises
        ------
        DataError
            If there is anything.
        """
        if self._problems:
            raise DataError(self._problems)

    def mapping(self, value: Any, path: str, known: Iterable[str] | None) -> dict[str, Any]:  # noqa: ANN401
        """Return ``value`` as an object; complain about other types, doubled and unknown keys."""
        if not isinstance(value, dict):
            self.add("formats.not_object", path, value)
            return {}
        if isinstance(value, Doubled):
            for name in value.names:
                self.add("formats.doubled_key", join(path, name), name)
        if known is not None:
            names = sorted(known)
            for key in value:
                if key not in names:
                    near = difflib.get_close_matches(key, names, n=1)
                    self.add(
                        "formats.unknown_key",
                        join(path, key),
                        key,
                        near=near[0] if near else ", ".join(names),
                    )
        return value

    def sequence(self, value: Any, path: str) -> list[Any]:  # noqa: ANN401
        """Return ``value`` as a list that is not empty."""
        if not isinstance(value, list):
            self.add("formats.not_list", path, value)
            return []
        if not value:
            self.add("formats.empty", path, "[]")
        return value

    def integer(
        self,
        value: Any,  # noqa: ANN401
        path: str,
        least: int | None,
        most: int | None = MOST_INTEGER - 1,
    ) -> int:
        """Return ``value`` as an integer within its range; booleans and fractions are none."""
        if not isinstance(value, int) or isinstance(value, bool):
            code = "formats.fraction" if isinstance(value, Refused) else "formats.not_integer"
            self.add(code, path, value)
            return least or 0
        floor = -MOST_INTEGER + 1 if least is None else least
        if value < floor:
            self.add("formats.too_small", path, value, least=floor)
            return floor
        if most is not None and value > most:
            self.add("formats.too_large", path, value, most=most)
            return floor
        return value

    def text(self, value: Any, path: str) -> str:  # noqa: ANN401
        """Return ``value`` as text of 1 to 200 characters, NFC, without control characters."""
        if not isinstance(value, str):
            self.add("formats.not_text", path, value)
            return ""
        code = text_fault(value)
        if code:
            self.add(code, path, value, most=MOST_CHARACTERS)
        return value

    def texts(self, value: Any, path: str) -> tuple[str, ...]:  # noqa: ANN401
        """Return one text or a list of them; doubled entries are complained about."""
        if not isinstance(value, list):
            return (self.text(value, path),)
        out = tuple(self.text(v, f"{path}[{k}]") for k, v in enumerate(self.sequence(value, path)))
        for name in doubled(out):
            self.add("formats.doubled_value", path, name)
        return out

    def ratio(self, value: Any, path: str, most: int | None = 1) -> Fraction:  # noqa: ANN401
        """Return a ratio written as text (``"0.3"``, ``"30%"``, ``"1/3"``), at most ``most``."""
        try:
            ratio = parse_ratio(value if isinstance(value, str) else "")
        except ValueError:
            self.add("formats.not_ratio", path, value)
            return Fraction(0)
        if most is not None and ratio > most:
            self.add("formats.ratio_above", path, value, most=most)
        return ratio


def join(path: str, key: str) -> str:
    """Return the key path of ``key`` inside ``path``."""
    return f"{path}.{key}" if path else key


def text_fault(value: str) -> str | None:
    """Return the code of what is wrong with an id, label or name, ``None`` if nothing is."""
    if not value:
        return "formats.empty"
    if len(value) > MOST_CHARACTERS:
        return "formats.too_long"
    if value.isascii():
        return "formats.control" if _CONTROL.search(value) else None
    if _CONTROL.search(value) or any("\ud800" <= c <= "\udfff" for c in value):
        return "formats.control"
    return None if unicodedata.is_normalized("NFC", value) else "formats.not_nfc"


def doubled(values: Iterable[str]) -> list[str]:
    """Return the values that come more than once, in the order of their second coming."""
    seen: set[str] = set()
    again: dict[str, None] = {}
    for value in values:
        if value in seen:
            again[value] = None
        seen.add(value)
    return list(again)


def _shown(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, Mapping):
        return "{...}" if value else "{}"
    if isinstance(value, list):
        return "[...]" if value else "[]"
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 4 * _SHOWN:
        return "..."
    return json.dumps(value) if value is None or isinstance(value, bool) else str(value)
