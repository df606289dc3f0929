"""The scenario files of one year's folder: made, changed, renamed, taken away; never silently lost.

Who saves names the revision that was read: if the file has changed since, nothing is written and
what changed is told. Every file is replaced whole or not at all, and only where the folder can
still be read afterwards.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from optimizer.errors import DataError, Place, Problem
from optimizer.intake.other_law import OtherLaws
from optimizer.intake.scenario import YEAR_FILE, scenario_files, scenarios_of
from optimizer.intake.scenario_file import KeyChange, changes, read_document, write_document
from optimizer.intake.scenario_types import Scenario
from optimizer.policy.law import Call
from optimizer.policy.types import Policy

try:
    import fcntl
except ImportError:  # pragma: no cover  # a system without it: one program at a time
    fcntl = None  # type: ignore[assignment]

MOST_NAME = 60
#: Letters of any language, digits, ``_`` and ``-``; begins with a letter or digit.
_NAME = re.compile(r"[^\W_][\w-]*")
#: Names that a year's folder, or an operating system, gives another meaning.
_RESERVED = re.compile(r"year|expected|con|prn|aux|nul|(com|lpt)\d", re.IGNORECASE)
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class Stored:
    """A scenario file as it was read: its text, and the revision that a later save must name."""

    name: str
    text: str
    revision: str


class StaleError(DataError):
    """Somebody else changed the file since it was read, or took it away (``now`` is ``None``)."""

    def __init__(self, name: str, now: Stored | None) -> None:
        super().__init__([_problem("scenario.gone" if now is None else "scenario.stale", name)])
        self.now = now


def revision(raw: bytes) -> str:
    """Return the revision of a file: a hash of its bytes."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


@dataclass(frozen=True, slots=True)
class ScenarioStore:
    """The scenario files of a folder, and the law that they are read under."""

    folder: Path
    policy: Policy
    call: Call

    def read(self, name: str) -> Stored:
        """Return a scenario's file.

        Raises
        ------
        DataError
            If there is none.
        """
        raw = self._files().get(name)
        if raw is None:
            raise DataError([_problem("scenario.not_there", name)])
        return _stored(name, raw)

    def check(self, name: str, text: str) -> Mapping[str, Scenario]:
        """Return the folder's scenarios as they would be with this text.

        Raises
        ------
        DataError
            With every problem that the text would bring, in other files too.
        """
        return self._resolved({**self._files(), name: text.encode()})

    def create(self, name: str, text: str) -> Stored:
        """Write a new scenario.

        Raises
        ------
        DataError
            If the name is taken or not allowed, or the text has problems.
        """
        name = unicodedata.normalize("NFC", name)
        with self._alone():
            files = self._files()
            self._free(name)
            return self._put(name, text, files)

    def copy(self, name: str, new: str, title: Mapping[str, str]) -> Stored:
        """Write a copy of a scenario under another name and title: a sister, of the same parent."""
        text = self.read(name).text
        document = read_document(text.encode(), f"{name}.toml")
        return self.create(new, write_document({**document, "title": dict(title)}))

    def save(self, name: str, text: str, read: str) -> Stored:
        """Replace a scenario's file, if it is still of the revision that was read.

        Raises
        ------
        StaleError
            If it has changed since; nothing is written.
        DataError
            If the text has problems.
        """
        with self._alone():
            files = self._files()
            self._fresh(name, read, files, text)
            return self._put(name, text, files)

    def rename(self, name: str, new: str, read: str) -> Stored:
        """Give a scenario another name; its children name the new one from then on.

        The new file is there before the old one goes: whoever reads meanwhile finds every parent.
        """
        new = unicodedata.normalize("NFC", new)
        with self._alone():
            files = self._files()
            self._fresh(name, read, files)
            self._free(new)
            raw = files.pop(name)
            mended = {
                child: _with_parent(child, text, name, new)
                for child, text in files.items()
                if _parent(child, text) == name
            }
            self._resolved({**files, **mended, new: raw})
            for stem, text in {new: raw, **mended}.items():
                self._write(stem, text)
            self._remove(name)
            return _stored(new, raw)

    def delete(self, name: str, read: str) -> None:
        """Take a scenario away, unless others differ from it or it is the last."""
        with self._alone():
            files = self._files()
            self._fresh(name, read, files)
            children = tuple(one for one, text in files.items() if _parent(one, text) == name)
            if children:
                raise DataError([_problem("scenario.has_children", name, children=children)])
            if len(files) == 1:
                raise DataError([_problem("scenario.last", name)])
            self._remove(name)

    # --- what is there ---

    def _files(self) -> dict[str, bytes]:
        return scenario_files(self.folder, self.call)

    def _resolved(self, files: Mapping[str, bytes]) -> Mapping[str, Scenario]:
        return scenarios_of(files, OtherLaws(self.folder, self.policy, self.call))

    def _problems(self, files: Mapping[str, bytes]) -> tuple[Problem, ...]:
        try:
            self._resolved(files)
        except DataError as error:
            return error.problems
        return ()

    def _fresh(
        self, name: str, read: str, files: Mapping[str, bytes], text: str | None = None
    ) -> None:
        """Refuse a change of what somebody else has changed since it was read.

        To write what stands there already is no change.
        """
        raw = files.get(name)
        if raw is None:
            raise StaleError(name, None)
        if revision(raw) != read and raw != (None if text is None else text.encode()):
            raise StaleError(name, _stored(name, raw))

    def _free(self, name: str) -> None:
        """Refuse a name that is not allowed, or taken: also in capital or small letters."""
        if not _NAME.fullmatch(name) or len(name.encode()) > 3 * MOST_NAME or len(name) > MOST_NAME:
            raise DataError([_problem("scenario.bad_name", name, most=MOST_NAME)])
        own = {YEAR_FILE, self.call.policy}
        if _RESERVED.fullmatch(name) or f"{name}.toml" in own:
            raise DataError([_problem("scenario.reserved_name", name)])
        taken = {path.stem.casefold() for path in self.folder.glob("*.toml")}
        if name.casefold() in taken:
            raise DataError([_problem("scenario.name_taken", name)])

    # --- writing ---

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one change at a time happen in the folder, over threads and programs."""
        with _ONE_AT_A_TIME, _locked(self.folder):
            yield

    def _put(self, name: str, text: str, files: Mapping[str, bytes]) -> Stored:
        """Write a file that brings no problem that was not there before."""
        raw = text.encode()
        before = set(map(repr, self._problems(files))) if name in files else set()
        mine = f"{name}.toml"
        wrong = [
            one
            for one in self._problems({**files, name: raw})
            if one.place.source == mine or repr(one) not in before
        ]
        if wrong:
            raise DataError(wrong)
        self._write(name, raw)
        return _stored(name, raw)

    def _write(self, name: str, raw: bytes) -> None:
        """Replace a file whole: a reader finds the old text or the new one."""
        try:
            with tempfile.NamedTemporaryFile(
                dir=self.folder, prefix=".", suffix=".tmp", delete=False
            ) as part:
                part.write(raw)
                part.flush()
                os.fsync(part.fileno())
            try:
                Path(part.name).chmod(0o644)
                Path(part.name).replace(self._path(name))
            except OSError:
                with suppress(OSError):
                    Path(part.name).unlink()
                raise
        except OSError:
            raise DataError([_problem("scenario.not_writable", name)]) from None

    def _remove(self, name: str) -> None:
        try:
            self._path(name).unlink()
        except OSError:
            raise DataError([_problem("scenario.not_writable", name)]) from None

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.toml"


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    if fcntl is None:  # pragma: no cover
        yield
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        raise DataError([_problem("scenario.not_writable", folder.name)]) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _stored(name: str, raw: bytes) -> Stored:
    return Stored(name, raw.decode("utf-8", "replace"), revision(raw))


def _problem(code: str, name: str, **params: str | int | tuple[str, ...]) -> Problem:
    return Problem(code, Place(f"{name}.toml"[:80]), name[:80], params)


def _parent(name: str, raw: bytes) -> str:
    """Return the parent that a file names; none where it cannot be read."""
    try:
        return str(read_document(raw, f"{name}.toml").get("differs_from", ""))
    except DataError:
        return ""


def _with_parent(name: str, raw: bytes, old: str, new: str) -> bytes:
    """Return a file with another parent; its comments stay where the line is a plain one."""
    line = re.compile(rf"""^(\s*differs_from\s*=\s*)(["']){re.escape(old)}\2""", re.MULTILINE)
    mended = line.sub(rf'\g<1>"{new}"', raw.decode(), count=1).encode()
    if _parent(name, mended) == new:
        return mended
    document = read_document(raw, f"{name}.toml")
    return write_document({**document, "differs_from": new}).encode()


def stale_changes(read: Stored, now: Stored) -> tuple[KeyChange, ...]:
    """Return what somebody else changed between two readings of a file, key by key."""
    return changes(_document(read), _document(now))


def _document(stored: Stored) -> dict[str, object]:
    try:
        return read_document(stored.text.encode(), f"{stored.name}.toml")
    except DataError:  # its text is no TOML: then every key is gone
        return {}
