"""``init``: a new year's folder, with empty workbooks, a call to fill in and a baseline."""

from __future__ import annotations

from pathlib import Path

from optimizer.intake.template import (
    write_ledger_template,
    write_scores_template,
    write_template,
)
from optimizer.policy.read import read_policy
from optimizer.policy.versions import find

_TEMPLATES = Path(__file__).parent / "templates"


def write_year(folder: Path, year: int, policy: str = "") -> tuple[Path, ...]:
    """Write everything that a new year starts from.

    Parameters
    ----------
    folder
        Created if missing; the caller makes sure that nothing in it is lost.
    year
        Calendar year of the call.
    policy
        Policy version or file; empty: the bundled one.

    Returns
    -------
    tuple of Path
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    law = read_policy(find(policy))
    write_template(folder / "applications.xlsx", law, year)
    write_scores_template(folder / "scores.xlsx", law, year)
    write_ledger_template(folder / "ledger.xlsx", law, year)
    for name in ("year.toml", "baseline.toml"):
        text = (_TEMPLATES / name).read_text(encoding="utf-8")
        text = text.replace("@YEAR@", str(year)).replace("@POLICY@", law.version)
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(sorted(folder.iterdir()))
