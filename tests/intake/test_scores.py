"""Scores, and scores against applications."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from optimizer.errors import DataError
from optimizer.intake.cross import cross_check
from optimizer.intake.scores import read_scores
from optimizer.intake.tables import Table
from optimizer.intake.year import read_year
from optimizer.policy.read import read_policy
from optimizer.policy.versions import find
from tests.intake.conftest import ReadRows
from tests.support.intake_files import HEADINGS, TINY, Said, row, said, write_book

_EXPECTED = shutil.ignore_patterns("expected")
SCORED = ("申报编号", "评审组", "专家编号", "回避", "质量", "影响")


def _read(tmp_path: Path, *rows: list[object]) -> tuple[Table | None, list[Said]]:
    scores, problems = read_scores(
        write_book(tmp_path / "scores.xlsx", {"评分表": [SCORED, *rows]}), TINY
    )
    return scores, said(problems)


def test_scores_are_hundredths_and_recusal_is_missing(tmp_path: Path) -> None:
    scores, problems = _read(
        tmp_path,
        ["b", "1", "E2", "否", 80.25, 100],
        ["b", "1", "E1", "", 0, 59.5],
        ["a", "1", "E1", "是", "", None],
    )
    assert problems == []
    assert scores is not None
    assert scores["application_no"].tolist() == ["a", "b", "b"]
    assert scores["expert"].tolist() == ["E1", "E1", "E2"]
    assert scores["quality"].tolist() == [-1, 0, 8025]
    assert scores["impact"].tolist() == [-1, 5950, 10000]
    assert scores["recused"].tolist() == [1, -1, 0]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["a", "1", "E1", "", 100.01, 5], ("E2", "intake.score.range", "100.01")),
        (["a", "1", "E1", "", 80.125, 5], ("E2", "intake.score.decimals", "80.125")),
        (["a", "1", "E1", "", -1, 5], ("E2", "intake.number.negative", "-1")),
        (["a", "1", "E1", "", 80, ""], ("F2", "intake.score.missing", "")),
        (["a", "1", "E1", "是", 80, ""], ("E2", "intake.score.recused", "80.00")),
        (["a", "1", "", "", 80, 5], ("C2", "intake.cell.empty", "")),
        (["a", "1", "E1", "", "八十", 5], ("E2", "intake.number.text", "八十")),
    ],
)
def test_a_wrong_score_is_refused(tmp_path: Path, cells: list[object], found: Said) -> None:
    scores, problems = _read(tmp_path, cells)
    assert scores is None
    assert problems == [found]


def test_an_expert_scores_an_application_once(tmp_path: Path) -> None:
    found = _read(tmp_path, ["a", "1", "E1", "", 1, 1], ["A", "1", "e1", "", 2, 2])[1]
    assert found == [("C3", "intake.score.doubled", "e1")]


def test_an_application_stands_in_one_panel(tmp_path: Path) -> None:
    found = _read(tmp_path, ["a", "1", "E1", "", 1, 1], ["a", "2", "E2", "", 2, 2])[1]
    assert found == [("B3", "intake.score.two_panels", "2")]


def test_every_criterion_has_a_column(tmp_path: Path) -> None:
    path = write_book(tmp_path / "scores.xlsx", {"评分表": [SCORED[:5], ["a", "1", "E1", "", 1]]})
    assert said(read_scores(path, TINY)[1]) == [("", "intake.heading.missing", "")]


def test_scores_are_read_from_csv(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("Application no.,Panel,Expert,Recused,Quality,Impact\na,1,E1,no,80.5,7\n")
    scores, problems = read_scores(path, TINY)
    assert problems == ()
    assert scores is not None
    assert scores["quality"].tolist() == [8050]


def test_scores_are_checked_against_the_applications(tmp_path: Path, read_rows: ReadRows) -> None:
    applications, _ = read_rows(
        [*row(application_no="a1"), "1"],
        [*row(2, application_no="B2"), "1"],
        headings=(*HEADINGS, "评审组"),
    )
    scores, _ = _read(
        tmp_path,
        ["a1", "1", "E1", "", 1, 1],
        ["b2", "1", "E1", "", 1, 1],
        ["a1", "1", "E2", "", 1, 1],
        ["c3", "1", "E1", "", 1, 1],
    )
    assert applications is not None
    assert scores is not None
    problems = cross_check(applications, scores)
    assert said(problems) == [
        ("3", "intake.no.spelled", "b2"),
        ("5", "intake.no.unknown", "c3"),
    ]
    assert problems[0].params == {"right": "B2"}


def test_the_panel_of_the_scores_is_that_of_the_application(
    tmp_path: Path, read_rows: ReadRows
) -> None:
    applications, _ = read_rows([*row(application_no="a"), "2"], headings=(*HEADINGS, "评审组"))
    scores, _ = _read(tmp_path, ["a", "1", "E1", "", 1, 1])
    assert applications is not None
    assert scores is not None
    assert said(cross_check(applications, scores)) == [("2", "intake.score.panel_differs", "1")]


def test_the_score_table_is_read_only(tmp_path: Path) -> None:
    scores, _ = _read(tmp_path, ["a", "1", "E1", "", 1, 1])
    assert scores is not None
    assert not any(np.asarray(c).flags.writeable for c in scores.columns.values())


def test_a_year_whose_scores_name_an_unknown_application_is_refused(
    tmp_path: Path, root: Path
) -> None:
    shutil.copytree(root / "scenarios" / "2026", tmp_path / "2026", ignore=_EXPECTED)
    criteria = [c.title.zh for c in read_policy(find("dongcheng_2025_draft")).criteria]
    headings = (*SCORED[:4], *criteria)
    line = ["2026-9999", "1", "E1", "", *[80] * len(criteria)]
    write_book(tmp_path / "2026" / "scores.xlsx", {"评分表": [headings, line]})
    with pytest.raises(DataError) as refused:
        read_year(tmp_path / "2026")
    assert said(refused.value.problems) == [("2", "intake.no.unknown", "2026-9999")]
