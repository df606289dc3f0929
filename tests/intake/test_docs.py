"""The documents and the sentences keep step with the readers."""

import re
from pathlib import Path

from optimizer.intake.scenario import read_scenarios
from optimizer.policy.call import read_call
from optimizer.policy.read import read_policy
from optimizer.policy.versions import find
from optimizer.wording import LANGUAGES, has
from tests.support.columns_doc import DOCUMENT, replaced

CODE = re.compile(r'"(intake\.[a-z_]+(?:\.[a-z0-9_]+)?)"')


def test_the_tables_of_the_documents_are_those_of_the_columns() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert replaced(text) == text, "run: python -m tests.support.columns_doc"


def test_the_scenario_of_the_documents_reads_as_it_stands(root: Path, tmp_path: Path) -> None:
    text = (root / "docs" / "policy_format.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (block,) = [one for one in blocks if 'format = "scenario/1"' in one]
    bundled = root / "scenarios" / "2026"
    for name in ("baseline.toml", "year.toml"):
        (tmp_path / name).write_bytes((bundled / name).read_bytes())
    (tmp_path / "example.toml").write_text(block, encoding="utf-8")
    policy = read_policy(find(""))
    found = read_scenarios(tmp_path, policy, read_call(tmp_path / "year.toml", policy))["example"]
    assert (found.most_projects, found.future_limits[0].year) == (("unit", 2), 2027)


def test_every_code_of_the_readers_has_a_sentence_in_both_languages(root: Path) -> None:
    sources = (root / "optimizer" / "intake").glob("*.py")
    codes = {code for path in sources for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert len(codes) > 80
    assert [(c, lang) for c in sorted(codes) for lang in LANGUAGES if not has(c, lang)] == []
