"""One finding of the audit: what was stated, and what the second reading gives instead."""

from __future__ import annotations

from dataclasses import replace

from optimizer.errors import Param, Place, Problem


def finding(
    code: str, where: str = "", stated: object = "", own: object = "", **more: Param
) -> Problem:
    """Return a finding.

    Parameters
    ----------
    code
        Key of the sentence without its room, e.g. ``"award.grid"``.
    where
        Application number, name of a limit, or key of the outcome.
    stated, own
        The figure under audit, and the auditor's; both reach the sentence.
    more
        Further values of the sentence.
    """
    return Problem(
        f"verify.{code}",
        Place(field=where),
        _plain(stated)[:80],
        {"stated": _param(stated), "own": _param(own), **more},
    )


def _plain(value: object) -> str:
    return "-" if value is None else str(value)


def _param(value: object) -> Param:
    if isinstance(value, bool) or value is None:
        return _plain(value)
    return value if isinstance(value, int) else str(value)


def notice(found: Problem) -> Problem:
    """Return a finding as a notice: what was not checked again, so that nothing goes unsaid."""
    return replace(found, level="notice")
