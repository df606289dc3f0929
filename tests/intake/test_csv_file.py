"""CSV files: encodings, separators, rows of one length."""

from collections.abc import Callable
from pathlib import Path

import pytest

from optimizer.intake.applications import read_applications
from optimizer.intake.csv_file import CHUNK
from tests.support.intake_files import HEADINGS, TINY, row, said

CsvFile = Callable[[bytes], Path]


def _text(*rows: list[object], separator: str = ",") -> str:
    lines = [HEADINGS, *rows]
    return "".join(separator.join(map(str, line)) + "\r\n" for line in lines)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_every_usual_encoding_is_read(csv_file: CsvFile, encoding: str) -> None:
    path = csv_file(_text(row(), row(2)).encode(encoding))
    applications, problems = read_applications(path, TINY)
    assert problems == ()
    assert applications is not None
    assert applications["unit_name"].tolist() == ["示例单位1", "示例单位2"]


def test_tabs_part_the_cells_of_what_excel_calls_unicode_text(csv_file: CsvFile) -> None:
    path = csv_file(_text(row(), separator="\t").encode("utf-16"))
    applications, problems = read_applications(path, TINY)
    assert problems == ()
    assert applications is not None


def test_a_line_in_another_encoding_is_refused_with_its_number(csv_file: CsvFile) -> None:
    first, second, third = _text(row(), row(2)).splitlines(keepends=True)
    data = first.encode() + second.encode() + third.encode("gb18030")
    applications, [problem] = read_applications(csv_file(data), TINY)
    assert applications is None
    assert said([problem])[0][1] == "intake.csv.two_encodings"
    assert dict(problem.params) == {"utf8": 1, "other": 3}


def test_a_marked_file_with_lines_of_gb_is_refused(csv_file: CsvFile) -> None:
    data = b"\xef\xbb\xbf" + _text(row()).encode("gb18030")
    [problem] = read_applications(csv_file(data), TINY)[1]
    assert problem.code == "intake.csv.two_encodings"


def test_gb_text_that_happens_to_be_valid_utf8_is_no_second_encoding(csv_file: CsvFile) -> None:
    odd = "模"  # its GB bytes are well-formed UTF-8 for another letter
    assert odd.encode("gb18030").decode("utf-8") != odd
    headings, cells = ",".join((*HEADINGS, "主要内容")), ",".join(map(str, row()))
    path = csv_file(f'{headings}\n{cells},"内容\n{odd}"\n'.encode("gb18030"))
    applications, problems = read_applications(path, TINY)
    assert problems == ()
    assert applications is not None
    assert applications["project_content"].tolist() == [f"内容\n{odd}"]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\xd8a", b"a\xff\xff\xfe,b\n"])
def test_bytes_of_no_encoding_are_refused(csv_file: CsvFile, data: bytes) -> None:
    assert [p[1] for p in said(read_applications(csv_file(data), TINY)[1])] == [
        "intake.csv.encoding"
    ]


def test_ragged_rows_are_named_by_their_lines(csv_file: CsvFile) -> None:
    text = _text(row(), [*row(2), "more"], row(3)[:-1])
    found = said(read_applications(csv_file(text.encode()), TINY)[1])
    assert found == [
        ("3", "intake.row.ragged", ""),
        ("4", "intake.row.ragged", ""),
        ("4", "intake.cell.empty", ""),
    ]


def test_lines_are_counted_as_an_editor_shows_them(csv_file: CsvFile) -> None:
    text = _text(row(unit_name='"第一行\n第二行"'), [""] * 7, row(2, requested="x"))
    found = said(read_applications(csv_file(text.encode()), TINY)[1])
    assert found == [("5", "intake.number.text", "x")]


def test_a_quotation_mark_without_its_pair_is_refused(csv_file: CsvFile) -> None:
    text = _text(row(), row(2, unit_name='"示例'))
    [problem] = read_applications(csv_file(text.encode()), TINY)[1]
    assert problem.code == "intake.csv.quoting"
    assert problem.params == {"line": 3}


def test_a_number_in_a_csv_file_is_no_number_stored_as_text(csv_file: CsvFile) -> None:
    applications, problems = read_applications(csv_file(_text(row(requested="5")).encode()), TINY)
    assert problems == ()
    assert applications is not None
    assert applications["requested"].tolist() == [5_000_000]


def test_an_exponent_in_a_number_column_of_a_csv_file_stays_text(csv_file: CsvFile) -> None:
    text = _text(row(application_no="1E5"), row(2, application_no="007"))
    applications, problems = read_applications(csv_file(text.encode()), TINY)
    assert problems == ()
    assert applications is not None
    assert applications["application_no"].tolist() == ["007", "1E5"]


def test_a_nul_character_is_refused_where_it_stands(csv_file: CsvFile) -> None:
    text = _text(*(row(i) for i in range(1, 200)), row(500, unit_name="a\0b"))
    found = said(read_applications(csv_file(text.encode()), TINY)[1])
    assert [f[:2] for f in found] == [("201", "intake.text.control")]


def test_lists_are_files_beside_the_applications(csv_file: CsvFile) -> None:
    headings = ",".join((*HEADINGS, "申报基数（元）"))
    cells = ",".join(map(str, [*row(clause="2.1"), 7500]))
    path = csv_file(f"{headings}\n{cells}\n".encode())
    beside = path.with_name("applications.agreements.csv")
    beside.write_text("申报编号,协议编号,含税总价（元）\n2026-0001,X1,7500\n", encoding="gb18030")
    applications, problems = read_applications(path, TINY)
    assert problems == ()
    assert applications is not None
    assert applications.lists["agreements"]["price"].tolist() == [750_000]
    beside.unlink()
    assert said(read_applications(path, TINY)[1]) == [("", "intake.heading.needed", "")]


def test_rows_beyond_one_chunk_are_read(csv_file: CsvFile) -> None:
    count = CHUNK + 5
    text = _text(*(row(i) for i in range(1, count)))
    applications, problems = read_applications(csv_file(text.encode()), TINY)
    assert problems == ()
    assert applications is not None
    assert len(applications) == count - 1
    assert applications.table.rows.max() == count
