"""The data page: what is in use, and what a file would change before it is accepted."""

from collections.abc import Callable
from io import BytesIO

from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from app_pages import service

Open = Callable[..., AppTest]
PAGE = "app_pages/data.py"


def test_the_first_visit_says_what_is_in_use_and_offers_the_template(open_page: Open) -> None:
    page = open_page(PAGE)
    assert not page.exception
    assert "240 件申报" in str(page.header[0].value)
    assert any("空白模板" in c.value for c in page.caption)


def test_an_empty_template_opens_in_excel_for_each_kind() -> None:
    year = service.load("2026")
    for kind in service.KINDS:
        book = load_workbook(BytesIO(service.template(kind, year, "zh")))
        assert book.sheetnames


def test_an_uploaded_name_never_leaves_its_folder() -> None:
    year = service.load("2026")
    content, problems = service.read_upload("applications", {"../../evil.csv": b"a,b\n1,2\n"}, year)
    assert content is None
    assert {p.place.source for p in problems} <= {"evil.csv", ""}
    assert any(p.level == "error" for p in problems)


def test_the_bundled_workbook_reads_back_without_an_error() -> None:
    year = service.load("2026")
    file = (service.SCENARIOS / "2026" / "applications.xlsx").read_bytes()
    content, problems = service.read_upload("applications", {"a.xlsx": file}, year)
    assert content is not None
    assert len(content) == 240
    assert not [p for p in problems if p.level == "error"]
