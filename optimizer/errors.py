"""The exception tree, and the one shape every complaint about an input takes.

A :class:`Problem` holds a code, numbers and a place; the sentence for it lives in ``wording``
under the same code. The exit codes are those of ``docs/file_formats.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

#: What a sentence of the catalogue may be filled with. ``tuple`` entries are joined when shown.
Param = str | int | tuple[str, ...]
Level = Literal["error", "notice"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the inputs something stands.

    Parameters
    ----------
    source
        File name (never a full path), or the name of an input such as ``--set``.
    sheet
        Worksheet, empty for other files.
    row
        Row or line number, from 1 as people count; 0 when it does not apply.
    column
        Column letters (``"F"``) of a worksheet, or empty.
    field
        Heading of the column as the file writes it, or key path of a TOML/JSON value.
    """

    source: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint: where, what was found, and (by its code) what would be right.

    Parameters
    ----------
    code
        Key of the sentence in the catalogue, e.g. ``"intake.money.text"``.
    place
        Where it stands.
    value
        What was found there, as text, cut to 80 characters.
    params
        Further values for the sentence; also what would be right.
    level
        ``"error"`` refuses the input; ``"notice"`` is shown and goes on.
    """

    code: str
    place: Place = field(default_factory=Place)
    value: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)
    level: Level = "error"


class FundError(Exception):
    """Root of all errors this program raises on purpose."""

    exit_code: ClassVar[int] = 1


class BugError(FundError):
    """Our own fault (exit 1); carries what to report."""

    def __init__(self) -> None:
        super().__init__("cli.bug")
        self.problems: tuple[Problem, ...] = (Problem("cli.bug"),)


class UsageError(FundError):
    """The command was used wrongly (exit 2); carries everything that is wrong with it."""

    exit_code = 2

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(sorted({p.code for p in problems})))
        self.problems: tuple[Problem, ...] = problems


class DataError(FundError):
    """The data or a file is bad (exit 4); carries *all* problems found, never only the first."""

    exit_code = 4

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(sorted({p.code for p in self.problems})))


class CheckFailedError(FundError):
    """The independent check disagrees with a plan (exit 5); the plan must not be shown."""

    exit_code = 5

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(sorted({p.code for p in self.problems})))


class LimitReachedError(FundError):
    """Stopped at a work or time limit without a plan (exit 6)."""

    exit_code = 6


class StoreError(FundError):
    """The store of decisions cannot be used (exit 4): corrupted, newer, read-only, disk full."""

    exit_code = 4

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(sorted({p.code for p in problems})))
        self.problems: tuple[Problem, ...] = problems


class RefusedError(FundError):
    """Refused (exit 7): the right, the duty or the state is missing, or someone was first."""

    exit_code = 7

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(sorted({p.code for p in problems})))
        self.problems: tuple[Problem, ...] = problems
