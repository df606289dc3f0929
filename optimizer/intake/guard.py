"""What a file must be before anything opens it: its size, its kind, what a zip directory declares.

Only the central directory is read here; what the parts really hold is measured by the child process
(``child.py``) under memory and time limits.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from optimizer.errors import DataError, Place, Problem

FileKind = Literal["xlsx", "csv"]

MIB = 2**20
#: Largest file opened, by kind (bytes); a million rows fit a CSV file of this size.
MAX_BYTES = {"xlsx": 200 * MIB, "csv": 1024 * MIB}
#: Most members of a workbook, most bytes they may expand to, and how far one may expand.
MAX_MEMBERS = 2_000
MAX_EXPANDED = 1024 * MIB
MAX_RATIO = 100
#: Below this size a member may expand as far as it likes: it does no harm.
RATIO_FROM = 16 * MIB

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


def inspect(path: Path) -> FileKind:
    """Return what kind of file this is, or refuse it before it is opened.

    Raises
    ------
    DataError
        If the file is missing, empty, too large, of another kind, encrypted, or a zip archive
        whose directory declares too many members, too much, or a member outside the archive.
    """
    kind = _kind(path)
    size = path.stat().st_size
    if size > MAX_BYTES[kind]:
        raise refusal(path, "intake.file.too_large", mib=MAX_BYTES[kind] // MIB)
    if kind == "xlsx":
        _inspect_zip(path)
    return kind


def refusal(path: Path, code: str, value: str = "", **params: str | int) -> DataError:
    """Return the one error that refuses the whole file."""
    return DataError([Problem(code, Place(source=path.name), value[:80], params)])


def _kind(path: Path) -> FileKind:
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
    except OSError as error:
        raise refusal(path, "intake.file.unreadable") from error
    if not head:
        raise refusal(path, "intake.file.empty")
    if head == _OLE:
        raise refusal(path, "intake.file.old_or_encrypted")
    if head.startswith(_ZIP):
        if path.suffix.lower() != ".xlsx":
            raise refusal(path, "intake.file.kind", path.suffix)
        return "xlsx"
    if path.suffix.lower() == ".xlsx":
        raise refusal(path, "intake.file.not_xlsx")
    if path.suffix.lower() != ".csv":
        raise refusal(path, "intake.file.kind", path.suffix)
    return "csv"


def _inspect_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refusal(path, "intake.file.damaged") from error
    if len(members) > MAX_MEMBERS:
        raise refusal(path, "intake.file.members", members=len(members), most=MAX_MEMBERS)
    if sum(m.file_size for m in members) > MAX_EXPANDED:
        raise refusal(path, "intake.file.expands", mib=MAX_EXPANDED // MIB)
    names = set[str]()
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name or name in names:
            raise refusal(path, "intake.file.member_path", member.filename)
        names.add(name)
        if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
            raise refusal(path, "intake.file.old_or_encrypted")
        too_far = member.file_size > MAX_RATIO * max(member.compress_size, 1)
        if member.file_size > RATIO_FROM and too_far:
            raise refusal(path, "intake.file.ratio", member.filename, times=MAX_RATIO)
