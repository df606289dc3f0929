"""Hostile and broken files: refused quickly, in bounded memory, and the program lives."""

import resource
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from optimizer.intake import guard, process
from optimizer.intake.applications import read_applications
from tests.support.intake_files import HEADINGS, TINY, row, said, write_book

SECONDS = 3.0  # about two, and some for a busy machine
Rewrite = Callable[[str, bytes], bytes]
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write_book(tmp_path / "good.xlsx", {"申报表": [HEADINGS, row()]})


def _changed(path: Path, change: Rewrite) -> Path:
    """Return a copy whose members went through ``change``."""
    target = path.with_name("changed.xlsx")
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            new.writestr(member.filename, change(member.filename, old.read(member)))
    return target


def _in_sheet(old: bytes, new: bytes) -> Rewrite:
    def change(name: str, data: bytes) -> bytes:
        assert name != SHEET or old in data
        return data.replace(old, new, 1) if name == SHEET else data

    return change


def _refused(path: Path) -> str:
    """Return the code of the one refusal; it comes quickly and leaves this process small."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    applications, problems = read_applications(path, TINY)
    assert time.perf_counter() - start < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024  # KiB
    assert applications is None
    [(cell, code, _)] = said(problems)
    assert cell == ""
    return code.removeprefix("intake.file.")


def _bomb(path: Path, mib: int, declared: int) -> Path:
    """Write a workbook of one sheet of ``mib`` MiB of zeros that declares ``declared`` bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = block * mib + packer.flush()
    name = SHEET.encode()
    fields = (0, 8, 0, 0, zlib.crc32(bytes(declared + 1)), len(packed), declared, len(name), 0)
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, *fields) + name + packed
    central = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, *fields, 0, 0, 0, 0, 0) + name
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(central), len(local), 0)
    path.write_bytes(local + central + end)
    return path


def test_a_declared_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    bomb = _bomb(tmp_path / "bomb.xlsx", 3_000, 3_000 * 2**20)
    assert bomb.stat().st_size < 5 * 2**20
    assert _refused(bomb) == "expands"


def test_one_member_that_expands_too_far_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", bytes(64 * 2**20))
    assert _refused(path) == "ratio"


@pytest.mark.parametrize("declared", [0, 12, 2**20])
def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path, declared: int) -> None:
    assert _refused(_bomb(tmp_path / "liar.xlsx", 3_000, declared)) == "damaged"


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b"<c r='XFD1048576'><v>1</v></c>",
        b'<c s="0" r="XFD1048576"><v>1</v></c>',
        b'<c r="A1048576"><v>1</v></c>',
        b'<c r="AAA2"><v>1</v></c>',
    ],
)
def test_a_cell_too_far_away_is_refused(good: Path, cell: bytes) -> None:
    far = _changed(good, _in_sheet(b"</row></sheetData>", cell + b"</row></sheetData>"))
    assert _refused(far) == "far_cell"


def test_a_rectangle_of_too_many_cells_is_refused(good: Path) -> None:
    row_tag = b'<row r="900000"><c r="ZZ900000"><v>1</v></c></row></sheetData>'
    assert _refused(_changed(good, _in_sheet(b"</sheetData>", row_tag))) == "far_cell"


def test_a_cell_that_lies_about_its_row_ends_in_a_refusal(good: Path) -> None:
    cell = b'<c r="ZZ999999"><v>1</v></c></row></sheetData>'
    assert _refused(_changed(good, _in_sheet(b"</row></sheetData>", cell))) == "memory"


def test_a_declared_dimension_alone_does_no_harm(good: Path) -> None:
    def change(name: str, data: bytes) -> bytes:
        return data.replace(b'ref="A1:G2"', b'ref="A1:XFD1048576"') if name == SHEET else data

    applications, problems = read_applications(_changed(good, change), TINY)
    assert applications is not None
    assert problems == ()


@pytest.mark.parametrize(
    "bomb",
    [b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>', b'<!DOCTYPE x SYSTEM "a">'],
)
@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "docProps/app.xml", "[Content_Types].xml"]
)
def test_entities_are_refused_in_every_part(good: Path, part: str, bomb: bytes) -> None:
    def change(name: str, data: bytes) -> bytes:
        return data.replace(b"?>", b"?>" + bomb, 1) if name == part else data

    assert _refused(_changed(good, change)) == "entities"


def test_a_part_in_another_encoding_cannot_hide_entities(good: Path) -> None:
    def change(name: str, data: bytes) -> bytes:
        return data.decode().encode("utf-16") if name == SHEET else data

    assert _refused(_changed(good, change)) == "damaged"


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/evil.xml", "xl\\..\\..\\evil.xml", "C:/evil"]
)
def test_members_outside_the_archive_are_refused(good: Path, name: str) -> None:
    with zipfile.ZipFile(good, "a") as archive:
        archive.writestr(name, "x")
    assert _refused(good) == "member_path"


def test_a_member_that_is_there_twice_is_refused(good: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(good, "a") as archive:
        archive.writestr(SHEET, "x")
    assert _refused(good) == "member_path"


def test_too_many_members_are_refused(good: Path) -> None:
    with zipfile.ZipFile(good, "a") as archive:
        for number in range(guard.MAX_MEMBERS):
            archive.writestr(f"x/{number}", "")
    assert _refused(good) == "members"


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.95])
def test_a_truncated_workbook_is_refused(good: Path, kept: float) -> None:
    data = good.read_bytes()
    good.write_bytes(data[: int(len(data) * kept)])
    assert _refused(good) == "damaged"


def test_a_workbook_with_a_flipped_byte_is_refused(good: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        member = archive.getinfo(SHEET)
    data = bytearray(good.read_bytes())
    data[member.header_offset + 30 + len(SHEET) + member.compress_size // 2] ^= 0xFF
    good.write_bytes(bytes(data))
    assert _refused(good) == "damaged"


def test_a_workbook_without_a_workbook_part_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "x")
    assert _refused(path) == "damaged"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "empty"),
        ("a.csv", b"", "empty"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "old_or_encrypted"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "old_or_encrypted"),
        ("a.xlsx", b"a,b,c", "not_xlsx"),
        ("a.txt", b"a,b,c", "kind"),
        ("a.csv", b"PK\x03\x04 and more", "kind"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert _refused(path) == code


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert _refused(tmp_path / "none.xlsx") == "unreadable"


def test_a_file_above_the_size_limit_is_refused(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(guard.MAX_BYTES, "xlsx", 100)
    assert _refused(good) == "too_large"


def test_an_encrypted_member_is_refused(good: Path) -> None:
    data = good.read_bytes()
    at = data.rindex(b"PK\1\2") + 8
    good.write_bytes(data[:at] + b"\x01\x00" + data[at + 2 :])
    assert _refused(good) == "old_or_encrypted"


def test_a_child_that_runs_out_of_memory_is_a_refusal(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "BASE_MEMORY", 8 * 2**20)
    monkeypatch.setitem(process.MEMORY_FACTOR, "xlsx", 0)
    assert _refused(good) == "memory"


def test_a_child_that_runs_out_of_time_is_a_refusal(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "SECONDS", 0.001)
    assert _refused(good) == "time"
