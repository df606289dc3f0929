"""Every finding has its sentence in both languages, and the sentence can be filled."""

import ast
from pathlib import Path

import pytest

import optimizer.verify
from optimizer import wording
from optimizer.verify.findings import finding

SOURCES = sorted(Path(optimizer.verify.__file__).parent.glob("*.py"))


def _codes() -> set[str]:
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "finding":
                code = node.args[0]
                assert isinstance(code, ast.Constant), f"{path.name}:{node.lineno}"
                found.add(str(code.value))
    return found


@pytest.mark.parametrize("lang", wording.LANGUAGES)
@pytest.mark.parametrize("code", sorted(_codes()))
def test_a_finding_reads_as_a_sentence(code: str, lang: wording.Language) -> None:
    problem = finding(code, "0001", 12, 13, entry=1, step=1, key="merit")
    assert wording.say_problem(problem, lang).startswith("0001")
