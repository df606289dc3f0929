"""Every complaint that formats and model can make has its sentence in both languages."""

import re
from pathlib import Path

import pytest

from optimizer import wording

PACKAGE = Path(wording.__file__).resolve().parent.parent
CODE = re.compile(r'"((?:formats|model)\.[a-z0-9_.]+)"')
CODES = sorted(
    {
        code
        for folder in ("formats", "model")
        for path in (PACKAGE / folder).rglob("*.py")
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("lang", wording.LANGUAGES)
def test_every_code_has_a_sentence(lang: wording.Language) -> None:
    assert len(CODES) > 40
    assert [code for code in CODES if not wording.has(code, lang)] == []


def test_both_languages_have_the_same_sentences() -> None:
    names = [
        set(_ids(PACKAGE / "wording" / lang / "LC_MESSAGES" / "model.po"))
        for lang in wording.LANGUAGES
    ]
    assert names[0] == names[1]


def _ids(path: Path) -> list[str]:
    return re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
