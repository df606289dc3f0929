"""The region that a person writes: ``10``, ``order``, or ranges such as ``innovation=20..40``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from optimizer.errors import DataError, Place, Problem
from optimizer.insight.weights.region import Box, Order, Region, Weights, around
from optimizer.insight.weights.remainder import WHOLE

#: The word for all weightings that keep the order of the current weights.
ORDER = "order"
#: How far each weight moves where nothing is said.
REACH = 10
_RANGE = re.compile(r"\s*([^=\s]+)\s*=\s*(\d{1,3})\s*\.\.\s*(\d{1,3})\s*", re.ASCII)


def read_region(text: str, criteria: Sequence[str], weights: Weights) -> Region:
    """Return the region that ``text`` asks for.

    Parameters
    ----------
    text
        A number: each weight moves by up to so much. ``order``: all weightings that keep the order
        of the weights. Ranges, with commas between: each in its range, the others anywhere.
    criteria, weights
        Keys, and the current weighting.

    Raises
    ------
    DataError
        With everything that is wrong with it, or if it holds no weighting.
    """
    region: Region
    if text == ORDER:
        region = Order(weights)
    elif text.isascii() and text.isdigit() and int(text) <= WHOLE:
        region = around(weights, int(text))
    else:
        region, problems = _ranges(text, criteria)
        if problems:
            raise DataError(problems)
    if not region.count:
        raise DataError([_problem("empty", text)])
    return region


def _ranges(text: str, criteria: Sequence[str]) -> tuple[Box, list[Problem]]:
    low, high = [0] * len(criteria), [WHOLE] * len(criteria)
    problems: list[Problem] = []
    named: set[str] = set()
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            problems.append(_problem("form", part.strip()))
            continue
        key, first, last = match[1], int(match[2]), int(match[3])
        problems += _wrong(key, first, last, criteria, named)
        if key in criteria:
            low[criteria.index(key)], high[criteria.index(key)] = first, last
        named.add(key)
    return Box(tuple(low), tuple(high)), problems


def _wrong(
    key: str, first: int, last: int, criteria: Sequence[str], named: set[str]
) -> Iterator[Problem]:
    if key not in criteria:
        near = (difflib.get_close_matches(key, criteria, n=1) or [criteria[0]])[0]
        yield _problem("criterion", key, near)
    elif key in named:
        yield _problem("twice", key)
    if not first <= last <= WHOLE:
        yield _problem("range", f"{key}={first}..{last}")


def _problem(code: str, value: str, near: str = "") -> Problem:
    params = {"nearest": near} if near else {}
    return Problem(f"weights.region.{code}", Place(field="region"), value[:80], params)
