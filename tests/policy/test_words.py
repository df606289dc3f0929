"""Every refusal of policy, call and scenario files has its sentence, in both languages."""

import re
import string
from pathlib import Path

import pytest

from optimizer.errors import Param, Place, Problem
from optimizer.wording import LANGUAGES, Language, has, say, say_problem

ROOT = Path(__file__).parent.parent.parent / "optimizer"
ROOMS = ("policy", "intake")
CODE = re.compile(r'"((?:toml|policy|year|scenario)\.[a-z_0-9]+)"')
PO = "LC_MESSAGES/policy.po"
#: Codes put together from a word: toml.not_<kind>, year.no_<file>.
COMPOSED = {
    *(
        f"toml.not_{kind}"
        for kind in ("text", "flag", "integer", "date", "money", "ratio", "score")
    ),
    *("toml.not_choice", "toml.not_texts"),
    *(f"year.no_{stem}" for stem in ("applications", "scores", "ledger")),
}


def used() -> set[str]:
    files = [path for room in ROOMS for path in (ROOT / room).glob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return (set(CODE.findall(text)) | COMPOSED) - {"year.toml"}


def sentences(lang: Language) -> dict[str, str]:
    text = (ROOT / "wording" / lang / PO).read_text(encoding="utf-8")
    return dict(re.findall(r'msgid "([^"]+)"\nmsgstr "(.*)"', text))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_a_sentence_and_no_sentence_is_left_over(lang: Language) -> None:
    codes = used()
    assert {code for code in codes if not has(code, lang)} == set()
    known = codes | {f"{code}{end}" for code in codes for end in ("_near", "_line")}
    assert {code for code in sentences(lang) if code not in known} == set()


def test_both_languages_fill_the_same_numbers() -> None:
    def fields(template: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(template) if name}

    zh, en = sentences("zh"), sentences("en")
    assert zh.keys() == en.keys()
    differ = {code for code in zh if fields(zh[code]) != fields(en[code])}
    assert differ == set()


def test_a_problem_reads_with_its_place() -> None:
    params: dict[str, Param] = {"nearest": "budget"}
    place = Place("cut.toml", row=7, field="bugdet")
    problem = Problem("toml.unknown_key_near", place, "bugdet", params)
    assert say_problem(problem, "zh") == (
        "cut.toml · 第7行 · bugdet：不认识的键“bugdet”，是否为“budget”"
    )
    assert say("policy.value_too_high", "zh", name="15.1.ratio", value="60%", most="50%") == (
        "参数“15.1.ratio”为60%，最多50%"
    )
