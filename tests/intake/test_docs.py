"""The documents and the sentences keep step with the readers."""

import re
from pathlib import Path

from optimizer.wording import LANGUAGES, has
from tests.support.columns_doc import DOCUMENT, replaced

CODE = re.compile(r'"(intake\.[a-z_]+(?:\.[a-z0-9_]+)?)"')


def test_the_tables_of_the_documents_are_those_of_the_columns() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert replaced(text) == text, "run: python -m tests.support.columns_doc"


def test_every_code_of_the_readers_has_a_sentence_in_both_languages(root: Path) -> None:
    sources = (root / "optimizer" / "intake").glob("*.py")
    codes = {code for path in sources for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert len(codes) > 80
    assert [(c, lang) for c in sorted(codes) for lang in LANGUAGES if not has(c, lang)] == []
