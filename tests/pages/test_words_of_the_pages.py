"""Words and money of the pages: complete in both languages, and text stays text."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app_pages.components.money import UNITS, figure, number_format, per_cent
from app_pages.components.words import escaped
from optimizer.wording import LANGUAGES, has

ROOT = Path(__file__).resolve().parents[2]


def codes() -> Iterator[str]:
    for path in [ROOT / "app.py", *sorted((ROOT / "app_pages").rglob("*.py"))]:
        yield from re.findall(r'\bt\(\s*"([a-z_.]+)"', path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_the_pages_name_is_there(language: str) -> None:
    named = set(codes())
    assert len(named) > 100
    missing = {code for code in named if not has(f"pages.{code}", language)}  # type: ignore[arg-type]
    assert not missing


@pytest.mark.parametrize(
    "text",
    [
        "**b**",
        "[a](http://x)",
        "<script>",
        ":red[x]",
        "$x$",
        "`c`",
        "www.example.com",
        "# h",
        "~s~",
    ],
)
def test_markup_is_shown_as_text(text: str) -> None:
    marked = escaped(text)
    assert marked.replace("\\", "") == text
    assert all(marked[i - 1] == "\\" for i, c in enumerate(marked) if c in "*[]<>:$`.#~")


def test_amounts_in_cells_keep_every_yuan() -> None:
    wan = UNITS["zh"][0]
    assert figure(58_000_000, wan) == "5,800"
    assert figure(7_500, wan) == "0.75"
    assert figure(483_217, wan) == "48.3217"
    assert figure(-10_000, wan) == "−1"
    assert figure(0, wan) == "0"


def test_a_column_has_commas_only_where_no_decimal_is_lost() -> None:
    assert number_format([1.0, None, 2_000.0]) == "%,d"
    assert number_format([0.75, 1.0]) == "%,.2f"
    assert number_format([2739.9992, float("nan")]) == "%,.4f"


def test_a_share_of_nothing_is_absent() -> None:
    assert per_cent(1, 0, "zh") == "—"
    assert per_cent(21, 100, "zh") == "21%"
