"""Experts on paper: the same figures as text and as data, in both languages."""

import pytest

from optimizer.documents.experts_text import experts_document, experts_text
from optimizer.insight.experts.influence import Influence
from optimizer.insight.experts.panels import Disagreement, ExpertRecord
from optimizer.wording import LANGUAGES, Language

RECORDS = (
    ExpertRecord("E1", ("甲",), 20, 0, 1, -105, 98, 74),
    ExpertRecord("E2", ("甲",), 21, 1, 0, None, None, None),
)
APART = (Disagreement("A7", 5, 1, 6000, 9000, 1234),)
FOUND = (
    Influence("E1", "without", {"A1": (0, 500_000), "A2": (800_000, 0), "A3": (100_000, 300_000)}),
    Influence("E1", "higher", {}),
    Influence("E2", "without", None),
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_names_figures_and_no_blame(lang: Language) -> None:
    text = experts_text(RECORDS, APART, FOUND, lang)
    for figure in ("E1", "-1.05", "A1", "A7", "12.34"):
        assert figure in text
    assert ("80万元" if lang == "zh" else "CNY 800,000") in text


def test_the_document_has_every_influence_with_what_moved() -> None:
    document = experts_document(RECORDS, APART, FOUND)
    first, second = document["experts"]
    assert first["influence"]["without"]["entered"] == ["A1"]
    assert first["influence"]["without"]["left"] == ["A2"]
    assert first["influence"]["without"]["money"] == 800_000
    assert first["influence"]["higher"]["moved"] == {}
    assert second["influence"] == {"without": None}
    assert document["hanging"] == {"A1": ["E1"], "A2": ["E1"]}
    assert document["disagreement"][0]["deviation"] == 1234


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_nothing_hangs_it_says_so(lang: Language) -> None:
    text = experts_text((), (), (), lang)
    assert len(text.splitlines()) == 2
