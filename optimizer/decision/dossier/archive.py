"""A zip whose every byte follows from its members: uncompressed, in order, of no day.

So a reader can write the archive again from what it read, and any byte that differs, in a member
or between them, is found.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping

from optimizer.errors import DataError, Place, Problem
from optimizer.formats.canonical import canonical_json

MANIFEST = "manifest.json"
FORMAT = "dossier/1"
#: A member is a file, or a file in one of these folders.
FOLDERS = ("inputs", "suggested", "adjusted", "attachments")
#: More than any year needs; nothing is compressed, so that a file cannot grow when it is read.
MOST_BYTES = 2**30
MOST_MEMBERS = 1_000
_DAY = (1980, 1, 1, 0, 0, 0)
_NAME = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|]{1,200}")


def write_archive(members: Mapping[str, bytes]) -> bytes:
    """Return members as one zip with a manifest of their SHA-256.

    Parameters
    ----------
    members
        Name -> bytes; the manifest is made here.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in ((MANIFEST, manifest_of(members)), *sorted(members.items())):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def manifest_of(members: Mapping[str, bytes]) -> bytes:
    """Return the manifest: format, and size and SHA-256 of every member."""
    listed = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        for name, data in members.items()
    }
    return canonical_json({"format": FORMAT, "members": listed})


def read_archive(data: bytes, source: str) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Return the members of an archive, and what does not hold about the file as such.

    Raises
    ------
    DataError
        If it is no dossier at all: no zip, a foreign path, a doubled, linked, compressed or
        encrypted member, too large.
    """
    if len(data) > MOST_BYTES:
        raise _refused("dossier.too_large", source)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _fit(entries, source)
            members, altered = _read(archive, entries)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _refused("dossier.not_a_zip", source, str(error)[:80]) from None
    if altered:
        return {}, tuple(Problem("dossier.member_altered", Place(source), one) for one in altered)
    manifest = members.pop(MANIFEST, None)
    if manifest is None:
        raise _refused("dossier.no_manifest", source)
    return members, _differences(data, members, manifest, source)


def _read(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> tuple[dict[str, bytes], list[str]]:
    """Return the members, and the names of those that are not what the archive itself has."""
    members, altered = {}, []
    for entry in entries:
        try:
            members[entry.filename] = archive.read(entry)
        except zipfile.BadZipFile:
            altered.append(entry.filename)
    return members, altered


def _fit(entries: list[zipfile.ZipInfo], source: str) -> None:
    """Refuse whatever this program would never write."""
    if len(entries) > MOST_MEMBERS:
        raise _refused("dossier.too_many", source, str(len(entries)))
    names = [entry.filename for entry in entries]
    for name in names:
        if names.count(name) > 1:
            raise _refused("dossier.doubled", source, name)
    for entry in entries:
        folder, slash, last = entry.filename.rpartition("/")
        known = _NAME.fullmatch(last) and last.strip(". ") and (not slash or folder in FOLDERS)
        if not known:
            raise _refused("dossier.foreign_path", source, entry.filename)
        if entry.external_attr != 0o644 << 16:
            raise _refused("dossier.not_a_file", source, entry.filename)
        if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 0x1:
            raise _refused("dossier.compressed", source, entry.filename)
        if entry.file_size != entry.compress_size or entry.file_size > MOST_BYTES:
            raise _refused("dossier.too_large", source, entry.filename)


def _differences(
    data: bytes, members: Mapping[str, bytes], manifest: bytes, source: str
) -> tuple[Problem, ...]:
    """Name every member that is not as the manifest has it, or that the file itself is not."""
    try:
        document = json.loads(manifest)
        listed = document["members"]
        stated = {str(name): listed[name]["sha256"] for name in listed}
    except (ValueError, TypeError, KeyError):
        return (Problem("dossier.manifest", Place(source), MANIFEST),)
    found = [
        Problem("dossier.member_missing", Place(source), name) for name in stated.keys() - members
    ]
    for name, held in sorted(members.items()):
        if name not in stated:
            found.append(Problem("dossier.member_foreign", Place(source), name))
        elif stated[name] != hashlib.sha256(held).hexdigest():
            found.append(Problem("dossier.member_altered", Place(source), name))
    if not found and manifest != manifest_of(members):
        found.append(Problem("dossier.manifest", Place(source), MANIFEST))
    if not found and write_archive(members) != data:
        found.append(Problem("dossier.bytes", Place(source), source))
    return tuple(found)


def _refused(code: str, source: str, value: str = "") -> DataError:
    return DataError([Problem(code, Place(source), value or source)])
