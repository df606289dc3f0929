"""Open a TOML file that a stranger may have written: bounded, exact, with the lines of its keys."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optimizer.errors import DataError, Level, Param, Place, Problem

MAX_BYTES = 1_000_000
MAX_LINE = 20_000
MAX_DEPTH = 12
#: End of the code of a sentence that names the nearest known word.
NEAR = "_near"
_SHOWN = 80

_HEADER = re.compile(r"\s*(\[\[?)([^\]]+)\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+|\s*\.\s*)+)\s*=""")
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*(?P<dot>\.?)""")


@dataclass(slots=True)
class Findings:
    """The problems of one file, gathered while it is read.

    Parameters
    ----------
    source
        File name, for the places.
    text
        The file's lines: searched for a key only when there is a problem to place.
    """

    source: str
    text: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _lines: dict[str, int] | None = None  # line (from 1) of each key path, as far as known

    def add(
        self, code: str, path: str, value: object = "", level: Level = "error", **params: Param
    ) -> None:
        """Record one problem at a key path such as ``pool[2].at_most``.

        A problem with a ``nearest`` known name has a sentence of its own: the code and ``_near``.
        """
        if params.get("nearest"):
            code += NEAR
        place = Place(source=self.source, row=self.line(path), field=path)
        shown = str(value)[:_SHOWN]
        self.problems.append(Problem(code, place, shown, params, level))

    def line(self, path: str) -> int:
        """Return the line of a key path, or of the nearest table around it; 0 if unknown."""
        if self._lines is None:
            self._lines = dict(_key_lines(self.text))
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path.rpartition(".")[0]
        return 0


def join(path: str, key: str) -> str:
    """Append a key to a key path, quoted where TOML would quote it."""
    shown = key if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", key) else f'"{key}"'
    return f"{path}.{shown}" if path else shown


def split(path: str) -> tuple[str, ...]:
    """Take a dotted key apart as TOML does: ``policy."9.3".ratio`` has three parts.

    Raises
    ------
    ValueError
        If the text is no dotted key.
    """
    parts: list[str] = []
    at = 0
    while at < len(path):
        match = _PART.match(path, at)
        if match is None:
            raise ValueError(path)
        parts.append(next(g for g in match.groups()[:3] if g is not None))
        at = match.end()
        if bool(match["dot"]) == (
            at == len(path)
        ):  # a dot stands between two parts, and only there
            raise ValueError(path)
    if not parts:
        raise ValueError(path)
    return tuple(parts)


def load(path: Path) -> tuple[Mapping[str, Any], Findings]:
    """Parse a TOML file; what is wrong with the file as a whole stands in the findings.

    Returns
    -------
    (Mapping, Findings)
        The document (empty if it cannot be read) and the findings to go on with.
    """
    findings = Findings(path.name)
    try:
        raw = read_bytes(path)
    except DataError as error:
        findings.problems += error.problems
        return {}, findings
    return parse(raw, findings), findings


def read_bytes(path: Path) -> bytes:
    """Return what a file holds, one byte beyond :data:`MAX_BYTES` at most.

    Raises
    ------
    DataError
        If it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError:
        findings = Findings(path.name)
        findings.add("toml.no_file", "", path.name)
        raise DataError(findings.problems) from None


def parse(raw: bytes, findings: Findings) -> Mapping[str, Any]:
    """Parse the bytes of a TOML file into plain values; note lines and problems in ``findings``."""
    if len(raw) > MAX_BYTES:
        findings.add("toml.too_large", "", limit=MAX_BYTES)
        return {}
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        findings.add("toml.not_utf8", "")
        return {}
    lines = text.splitlines()
    if any(len(line) > MAX_LINE for line in lines):
        findings.add("toml.line_too_long", "", limit=MAX_LINE)
        return {}
    try:
        document = tomllib.loads(text)
    except RecursionError:
        findings.add("toml.too_deep", "", limit=MAX_DEPTH)
        return {}
    except ValueError as error:  # TOMLDecodeError, and whole numbers of thousands of digits
        findings.add("toml.syntax", "", error)
        return {}
    findings.text = lines
    if not _shallow(document):
        findings.add("toml.too_deep", "", limit=MAX_DEPTH)
        return {}
    # TOML refuses control characters themselves: only an escape can bring one.
    for key_path, value in _texts(document, "") if "\\" in text else ():
        if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in value):
            findings.add("toml.control_character", key_path, ascii(value))
    return document


def _shallow(document: object) -> bool:
    """Say whether no value lies deeper than MAX_DEPTH (without recursion)."""
    level: list[object] = [document]
    for _ in range(MAX_DEPTH):
        below: list[object] = []
        for value in level:
            if isinstance(value, dict):
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
        level = below
        if not level:
            return True
    return False


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a document, keys too, with its key path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield join(path, key), key
            yield from _texts(inner, join(path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _texts(inner, f"{path}[{number}]")


def _key_lines(lines: list[str]) -> Iterator[tuple[str, int]]:
    """Yield (key path, line) of headers and of keys that begin a line: enough to point at."""
    here = ""
    counts: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        header = _HEADER.fullmatch(line)
        try:
            if header is not None:
                here = _header_path(split(header[2]), header[1] == "[[", counts)
                yield here, number
            elif (key := _KEY.match(line)) is not None:
                path = here
                for part in split(key[1]):
                    path = join(path, part)
                yield path, number
        except ValueError:
            continue


def _header_path(parts: tuple[str, ...], repeated: bool, counts: dict[str, int]) -> str:  # noqa: FBT001  # [[x]] or [x]
    """Write a header's key path with the number of each repeated table."""
    path = ""
    for position, part in enumerate(parts):
        path = join(path, part)
        if position == len(parts) - 1 and repeated:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path
