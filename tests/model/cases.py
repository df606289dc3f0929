"""Reads the rule cases of ``tests/cases/model``: input, expected result, citation."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.formats.problem import AllocationProblem
from optimizer.formats.problem_json import problem_from_json

TESTS = Path(__file__).resolve().parent.parent
FOLDER = TESTS / "cases" / "model"
GOLDEN = TESTS / "golden"


@dataclass(frozen=True)
class Case:
    """One case of a rule file; ``golden`` says which program its golden LP holds, if any."""

    rule: str
    name: str
    cites: str
    data: dict[str, Any]
    expected: dict[str, Any] | None
    refused: tuple[str, ...]
    golden: str | bool

    def problem(self) -> AllocationProblem:
        file = {"format": "allocation-problem/1", "objective": ["merit_yuan"], **self.data}
        return problem_from_json(json.dumps(file), f"{self.rule}.toml")


def read(path: Path) -> list[Case]:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Case(
            rule=path.stem,
            name=one["name"],
            cites=one["cites"],
            data=one["problem"],
            expected=one.get("expected"),
            refused=tuple(one.get("refused", ())),
            golden=one.get("golden", k == 0),
        )
        for k, one in enumerate(raw["case"])
    ]


def all_cases() -> list[Case]:
    return [case for path in sorted(FOLDER.glob("*.toml")) for case in read(path)]
