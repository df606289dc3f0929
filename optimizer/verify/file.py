"""An outcome from a file: read strictly, matched with its scenario, then checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from optimizer.errors import DataError, Place, Problem
from optimizer.formats.strict_json import Doubled, Refused, join, parse
from optimizer.intake.fingerprint import input_digests
from optimizer.intake.scenario import override, scenario_document
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.verify.outcome import check_outcome

FORMAT = "outcome/1"


def check_file(data: bytes, source: str, year: Year) -> tuple[Problem, ...]:
    """Check an ``outcome/1`` file against the year it was computed from.

    Parameters
    ----------
    data
        The file.
    source
        Its name, for messages.
    year
        The year's inputs, read again. The scenario is taken from here by name, with the overrides
        that the outcome records.

    Returns
    -------
    tuple of Problem
        Every finding of :func:`check_outcome`.

    Raises
    ------
    DataError
        If the file is not an outcome at all, or names a scenario that the year does not have.
    """
    document = parse(data, source)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise DataError([Problem("verify.not_an_outcome", Place(source=source, field="format"))])
    problems = tuple(_unreadable(document, source, ""))
    if problems:
        raise DataError(problems)
    scenario = _scenario(document, source, year)
    year = year.under(scenario.policy_file)
    digests = input_digests(year, scenario_document(scenario))
    return check_outcome(document, year, scenario, digests)


def _unreadable(value: object, source: str, path: str) -> Iterator[Problem]:
    """Name every doubled key and every number that is no integer, wherever it stands."""
    if isinstance(value, Doubled):
        for name in value.names:
            yield Problem("formats.doubled_key", Place(source, field=join(path, name)), name)
    if isinstance(value, Refused):
        yield Problem("formats.not_integer", Place(source, field=path), value.text)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _unreadable(part, source, join(path, key))
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from _unreadable(part, source, f"{path}[{position}]")


def _scenario(document: dict[str, Any], source: str, year: Year) -> Scenario:
    """Return the year's own scenario that the outcome names, with the overrides it records."""
    stated = document.get("scenario")
    name = stated.get("name") if isinstance(stated, dict) else None
    if not isinstance(stated, dict) or not isinstance(name, str) or name not in year.scenarios:
        place = Place(source=source, field="scenario.name")
        known = tuple(sorted(year.scenarios))
        raise DataError([Problem("verify.no_scenario", place, str(name), {"known": known})])
    overrides = stated.get("overrides")
    if not isinstance(overrides, dict) or not all(isinstance(v, str) for v in overrides.values()):
        raise DataError(
            [Problem("verify.bad_overrides", Place(source, field="scenario.overrides"))]
        )
    scenario = year.scenarios[name]
    law = year.under(scenario.policy_file)
    return override(scenario, overrides, law.policy, law.call) if overrides else scenario
