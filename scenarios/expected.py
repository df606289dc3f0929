"""``python -m scenarios.expected 2026``: store the results of a bundled year's scenarios.

What is stored is what a person would compare: the rule set, status, objective and bound, totals,
and every award. A test recomputes and compares; a change of the rules that moves an award is a new
rule set, and this command writes the new results.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from optimizer.allocate import allocate
from optimizer.formats.outcome import Outcome
from optimizer.intake.year import Year, read_year

HERE = Path(__file__).resolve().parent


def expected_result(outcome: Outcome) -> dict[str, Any]:
    """Return what is stored of one outcome, as JSON-ready data (money in whole yuan)."""
    return {
        "format": "expected/1",
        "rule_set": outcome.rule_set,
        "policy_version": outcome.policy_version,
        "status": outcome.solution.status,
        "objective": list(outcome.solution.objective),
        "bound": list(outcome.solution.bound),
        "ties": outcome.solution.ties,
        "tie_rule": outcome.solution.tie_rule,
        "totals": dict(outcome.totals),
        "awards": {p.application_no: p.suggested for p in outcome.projects if p.suggested},
        "refused": {
            p.application_no: sorted({r.code for r in p.reasons})
            for p in outcome.projects
            if p.status in {"refused", "incomplete"}
        },
    }


def write(folder: Path) -> None:
    """Allocate every scenario of a year's folder and store the results in ``expected/``."""
    year: Year = read_year(folder)
    target = folder / "expected"
    target.mkdir(exist_ok=True)
    for name, scenario in sorted(year.scenarios.items()):
        result = expected_result(allocate(year, scenario))
        text = json.dumps(result, ensure_ascii=False, indent=1, sort_keys=True)
        (target / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(HERE / sys.argv[1])
