"""The parts of a workbook, in the child process: how far they expand, and what calamine leaves out.

Calamine gives an error cell and a formula without a stored value as an empty cell, knows no hidden
rows, and takes memory for the whole rectangle up to the farthest cell. So every XML part is
expanded once under a budget and looked through by its bytes.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from optimizer.intake.refused import RefusedError

#: Farthest cell accepted, and most cells in the rectangle up to it.
MOST_COLUMNS = 702
MOST_ROWS = 999_999
MOST_CELLS = 15_000_000
MOST_EXPANDED = 1024 * 2**20
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STYLES = "xl/styles.xml"

_FAR = re.compile(rb"""<c r=["'](?:[A-Z]{3}|[A-Z]{1,2}\d{7})""")
_FAR_ODD = re.compile(rb"""\br\s*=\s*["'](?:[A-Z]{3,}|[A-Z]{1,2}\d{7,})\d*["']""")
_ROW = re.compile(rb"""<row\b[^>]*>""")
_ROW_NUMBERS = re.compile(rb"""<row\b[^>]*?\br\s*=\s*["'](\d+)["']""")
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d+)["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_COLUMN = re.compile(rb"""<col\b[^>]*>""")
_SPAN = re.compile(rb"""\b(min|max)\s*=\s*["'](\d+)["']""")
_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Z]+)(\d+)["']""")
_LETTERS = re.compile(rb"""<c r=["']([A-Z]+)""")
_VALUE = re.compile(rb"<v[^>]*>([^<]*)</v>|<is\b")
_STRING = re.compile(rb"""\bt\s*=\s*["']str["']""")
_PREFIX = re.compile(rb"<(/?)\w+:")


class Marks:
    """What one sheet's bytes say beyond its values; rows and columns count from 0."""

    # No dataclass: its import would cost the child a tenth of its start.
    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[Any, ...]] = {}
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []


def scan_workbook(path: str) -> dict[str, Marks]:
    """Return the marks of every worksheet by its name.

    Raises
    ------
    RefusedError
        If a part is damaged, expands too far or has a document type, or a cell lies too far away.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise RefusedError("intake.file.damaged") from error
    budget = MOST_EXPANDED
    marks: dict[str, Marks] = {}
    with archive, Path(path).open("rb") as stream:
        members = {m.filename: m for m in archive.infolist() if not m.is_dir()}
        small = {
            name: _expanded(stream, members[name], budget) if name in members else b"<none/>"
            for name in (_WORKBOOK, _RELATIONS, _STYLES)
        }
        for name, data in small.items():
            _refuse_document_type(data, name)
        names = _sheet_parts(small[_WORKBOOK], small[_RELATIONS])
        styles = _number_styles(small[_STYLES])
        for name, member in members.items():
            data = _expanded(stream, member, budget)
            budget -= len(data)
            if name.lower().endswith((".xml", ".rels", ".vml")):
                _refuse_document_type(data, name)
            if name in names:
                marks[names[name]] = _scan(data, styles)
    return marks


def _expanded(stream: Any, member: zipfile.ZipInfo, budget: int) -> bytes:  # noqa: ANN401  # a binary file
    """Return the bytes of a member, never more than its directory entry declares."""
    stream.seek(member.header_offset)
    header = stream.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":  # noqa: PLR2004  # a local header's length
        raise RefusedError("intake.file.damaged")
    name_length, extra_length = header[26:28], header[28:30]
    stream.seek(int.from_bytes(name_length, "little") + int.from_bytes(extra_length, "little"), 1)
    packed: bytes = stream.read(member.compress_size)
    if member.compress_type == zipfile.ZIP_STORED:
        data = packed
    else:
        unpack = zlib.decompressobj(-15)
        try:
            data = unpack.decompress(packed, min(member.file_size, budget) + 1)
        except zlib.error as error:
            raise RefusedError("intake.file.damaged") from error
    if len(data) > budget:
        raise RefusedError("intake.file.expands", mib=MOST_EXPANDED >> 20)
    if len(data) != member.file_size or zlib.crc32(data) != member.CRC:
        raise RefusedError("intake.file.damaged", member.filename)
    return data


def _refuse_document_type(data: bytes, name: str) -> None:
    if b"<!" in data and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):
        raise RefusedError("intake.file.entities", name)
    if b"\0" in data[:200]:
        raise RefusedError("intake.file.damaged", name)


def _elements(data: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the local name and attributes of every element of a small part."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append(
        (name.rpartition(":")[2], attributes)
    )
    try:
        parser.Parse(data, True)  # noqa: FBT003  # expat takes it by position only
    except expat.ExpatError as error:
        raise RefusedError("intake.file.damaged") from error
    yield from found


def _sheet_parts(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Return the member of each worksheet -> its name."""
    targets = {
        a["Id"]: posixpath.normpath(posixpath.join("xl", a["Target"])).lstrip("/")
        for name, a in _elements(relations)
        if name == "Relationship" and "Id" in a and "Target" in a
    }
    return {
        targets.get(next((v for k, v in a.items() if k.endswith(":id")), ""), ""): a["name"]
        for name, a in _elements(workbook)
        if name == "sheet" and "name" in a
    }


def _number_styles(data: bytes) -> dict[int, str]:
    """Return the cell styles that show a number as per cent (``p``) or with an exponent (``s``)."""
    kinds = {9: "p", 10: "p", 11: "s", 48: "s"}
    styles: dict[int, str] = {}
    inside, number = False, 0
    for name, attributes in _elements(data):
        if name == "numFmt":
            code = re.sub(r'"[^"]*"|\\.', "", attributes.get("formatCode", ""))
            kind = "p" if "%" in code else "s" if re.search(r"E[+-]", code) else ""
            kinds[int(attributes.get("numFmtId", "0"))] = kind
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside, number = name == "cellXfs", 0
        elif name == "xf" and inside:
            kind = kinds.get(int(attributes.get("numFmtId", "0")), "")
            if kind:
                styles[number] = kind
            number += 1
    return styles


def _scan(data: bytes, styles: dict[int, str]) -> Marks:
    if b"<sheetData" not in data and b":sheetData" in data:
        data = _PREFIX.sub(rb"<\1", data)
    start = max(data.find(b"<sheetData"), 0)
    head, body = data[:start], data[start : data.rfind(b"</sheetData>")]
    del data
    _refuse_far_cells(body)
    marks = Marks()
    for tag in _COLUMN.findall(head):
        if _HIDDEN.search(tag):
            span = {k: int(v) for k, v in _SPAN.findall(tag)}
            last = min(span.get(b"max", 0), MOST_COLUMNS)
            marks.hidden_columns += range(span.get(b"min", 1) - 1, last)
    if b"hidden" in body:
        marks.hidden_rows = _hidden_rows(body)
    for tag, start in _tags(body, (b't="e"', b"t='e'")):
        text = _VALUE.search(body, start)
        marks.cells[_address(tag)] = ("e", (text[1] or b"").decode() if text else "")
    for style, kind in styles.items():
        for tag, _ in _tags(body, (b's="%d"' % style, b"s='%d'" % style)):
            marks.cells.setdefault(_address(tag), (kind,))
    _mark_formulas(body, marks)
    return marks


def _refuse_far_cells(body: bytes) -> None:
    """Refuse a rectangle that is too large, or a cell beyond the rows and columns accepted."""
    usual = body.count(b"<c ") == body.count(b'<c r="')
    far = (_FAR if usual else _FAR_ODD).search(body)
    if far is not None:
        address = re.search(rb"[A-Z]+\d+", body[far.start() : far.end() + 20])
        raise RefusedError("intake.file.far_cell", address[0].decode() if address else "")
    farthest = max(map(int, _ROW_NUMBERS.findall(body)), default=0)
    if farthest > MOST_ROWS:
        raise RefusedError("intake.file.far_cell", str(farthest))
    if farthest * MOST_COLUMNS > MOST_CELLS:
        letters = max(set(_LETTERS.findall(body)), key=lambda s: (len(s), s), default=b"A")
        if farthest * (column_index(letters.decode()) + 1) > MOST_CELLS:
            raise RefusedError("intake.file.far_cell", f"{letters.decode()}{farthest}")


def _hidden_rows(body: bytes) -> list[int]:
    """Return the hidden rows; a row without a number follows the one before it."""
    hidden: list[int] = []
    row = -1
    for tag in _ROW.findall(body):
        number = _ROW_NUMBER.search(tag)
        row = int(number[1]) - 1 if number else row + 1
        if _HIDDEN.search(tag):
            hidden.append(row)
    return hidden


def _tags(body: bytes, needles: tuple[bytes, ...]) -> Iterator[tuple[bytes, int]]:
    """Yield every cell's start tag that holds one of the needles, and where it ends."""
    for needle in needles:
        at = body.find(needle)
        while at >= 0:
            start, end = body.rfind(b"<", 0, at), body.find(b">", at)
            if body[start : start + 3] == b"<c " and body[at - 1 : at].isspace():
                yield body[start:end], end
            at = body.find(needle, at + 1)


def _mark_formulas(body: bytes, marks: Marks) -> None:
    at = body.find(b"<f")
    while at >= 0:
        start, end = body.rfind(b"<c ", 0, at), body.find(b"</c>", at)
        tag = body[start : body.find(b">", start)]
        value = _VALUE.search(body, at, end)
        empty = value is None or value[1] == b""
        if empty and not (value is not None and _STRING.search(tag)):
            marks.cells[_address(tag)] = ("f",)
        at = body.find(b"<f", end if end > at else at + 1)


def _address(tag: bytes) -> tuple[int, int]:
    found = _ADDRESS.search(tag)
    if found is None:
        raise RefusedError("intake.file.damaged")
    return int(found[2]) - 1, column_index(found[1].decode())


def column_index(letters: str) -> int:
    """Return the index, from 0, of a column by its letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
