"""By what a limit of a scenario may choose its members: columns of the applications, as labels."""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import ObjectArray
from optimizer.intake.columns import APPLICATIONS, CHECK_WORDS, FLAG_WORDS
from optimizer.intake.tables import Applications

_KINDS = ("choice", "no", "text", "usci", "flag", "check")
#: Not columns of a file, but computed of them: the article, and the unit that limits count.
COMPUTED = ("article", "clause", "unit")
_COLUMNS = {column.key: column for column in APPLICATIONS.columns}
#: Every name that members may be chosen by.
SELECTORS = (*COMPUTED, *(c.key for c in APPLICATIONS.columns if c.kind in _KINDS))
#: Every column that a limit may count instead of yuan.
NUMBERS = tuple(c.key for c in APPLICATIONS.columns if c.kind in ("integer", "money"))
#: Labels of an allocation problem that have another name than their column.
_LABELS = {"unit_size": "size", "group_key": "group"}


def label_of(selector: str) -> str:
    """Return the name of the problem's label for a selector."""
    return _LABELS.get(selector, selector)


def is_money(number: str) -> bool:
    """Say whether a column of ``NUMBERS`` holds money."""
    return _COLUMNS[number].kind == "money"


def words_of(selector: str) -> tuple[str, ...]:
    """Return the closed set of words of a selector; none where it may be any text."""
    column = _COLUMNS.get(selector)
    kind = "" if column is None else column.kind
    if kind in ("flag", "check"):
        return (FLAG_WORDS if kind == "flag" else CHECK_WORDS)[:2]
    return () if column is None else column.choices


def texts(applications: Applications, selector: str) -> ObjectArray:
    """Return object[n]: the word of each application, empty where it has none or is unchecked."""
    column = applications[selector]
    if column.dtype == object:
        return column
    # A flag is 1, 0 or -1 for unchecked.
    words = np.array([*words_of(selector)[::-1], ""], dtype=object)
    found: ObjectArray = words[column]
    return found
