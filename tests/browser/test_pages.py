"""The pages as a new user meets them: opened, moved, uploaded to, downloaded from."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Download, FilePayload, Page, expect

ROOT = Path(__file__).resolve().parents[2]
BUNDLED = ROOT / "scenarios" / "2026" / "applications.xlsx"
HOSTILE = '=HYPERLINK("http://x.invalid","a") **粗** <img src=x onerror=alert(1)> [b](http://x)'
#: Heading (without its unit) and the value written there; each stands on a row of its own.
MISTAKES: tuple[tuple[str, str | int | bool | None], ...] = (
    ("申请金额", "120万"),
    ("申请金额", "1E3"),
    ("申请金额", -5),
    ("申请金额", "一百"),
    ("申请金额", "12%"),
    ("申请金额", True),
    ("申请金额", "0x1F"),
    ("申请金额", "NaN"),
    ("申请金额", "inf"),
    ("申请金额", "1.1234567"),
    ("申请金额", "99999999999999999"),
    ("申请金额", None),
    ("统一社会信用代码", "9111010"),
    ("统一社会信用代码", "91110101MA00X1Y2Z3"),
    ("申报条款", "9.4"),
    ("申报条款", "第十九条"),
    ("单位性质", "个人"),
    ("受理日期", "2026-13-45"),
    ("承诺书", "也许"),
    ("申报单位", None),
)


def edited(change: Callable[[Worksheet, dict[str, int]], None]) -> bytes:
    """Return the bundled workbook after a change to its first sheet."""
    book: Workbook = load_workbook(BUNDLED)
    sheet = book["申报表"]
    headings = {
        re.sub("（.*", "", str(cell.value)): place for place, cell in enumerate(sheet[1], 1)
    }
    change(sheet, headings)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_mistakes(sheet: Worksheet, headings: dict[str, int]) -> None:
    for row, (heading, value) in enumerate(MISTAKES, start=5):
        sheet.cell(row, headings[heading]).value = value


def with_changes(sheet: Worksheet, headings: dict[str, int]) -> None:
    sheet.cell(2, headings["申报单位"]).value = HOSTILE
    sheet.cell(2, headings["申报单位"]).data_type = "s"
    for row in range(2, 242):  # everybody asks for one 万元
        sheet.cell(row, headings["申请金额"]).value = 1


def upload(page: Page, content: bytes, name: str = "申报表_改.xlsx") -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file: FilePayload = {"name": name, "mimeType": kind, "buffer": content}
    page.locator("input[type=file]").set_input_files(file)


def downloaded(page: Page, button: str) -> Download:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return waiting.value


def book_of(file: Download, *, values: bool = False) -> Workbook:
    """Open a download, whose file has no ending that openpyxl knows."""
    return load_workbook(BytesIO(Path(file.path()).read_bytes()), data_only=values)


def headline(page: Page) -> str:
    """Return the first sentence under the title, once the page stands still."""
    page.locator("h2").first.wait_for()
    expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
    return page.locator("h2").first.inner_text()


def go(page: Page, group: str, name: str) -> None:
    """Open another page by the navigation, so that the session stays."""
    page.get_by_test_id("stTopNavSection").filter(has_text=group).click()
    page.get_by_role("menuitem", name=name).click()
    expect(page.locator("h1")).to_have_text(name)


def test_it_opens_on_the_allocated_year_without_an_error(page: Page) -> None:
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.goto("/")
    assert headline(page).startswith("可分配 ")
    expect(page.get_by_text("依据征求意见稿测算").first).to_be_visible()
    expect(page.get_by_text("已证明", exact=True)).to_be_visible()
    assert not errors


def test_moving_the_budget_moves_the_answer(page: Page) -> None:
    page.goto("/")
    before = headline(page)
    box = page.get_by_label("预算总额（万元）")
    box.fill("5000")
    box.press("Enter")
    expect(page.locator("h2").first).not_to_have_text(before)
    assert "4,740万元" in headline(page)
    expect(page.get_by_text("比基准 −").first).to_be_visible()


def test_a_floor_that_nobody_reaches_is_explained_and_can_be_mended(page: Page) -> None:
    page.goto("/")
    before = headline(page)
    page.get_by_role("button", name="条款额度").click()
    editor = page.locator("[data-testid=stPopoverBody] [data-testid=stDataFrame]")
    area = editor.bounding_box()
    assert area is not None
    page.mouse.dblclick(area["x"] + 150 + 84 + 40, area["y"] + 45)  # the first floor
    page.locator("input.gdg-input").last.wait_for()
    page.keyboard.type("9000", delay=60)
    page.keyboard.press("Enter")
    expect(page.locator("h2").first).to_have_text(re.compile("^无法测算"))
    page.keyboard.press("Escape")
    page.locator("h1").click()
    expect(page.locator("h2").nth(1)).to_have_text(before)
    expect(page.get_by_text("已过期")).to_be_visible()
    page.get_by_role("button", name="改为").first.click()
    expect(page.locator("h2").first).to_have_text(re.compile("^可分配"))


def test_a_selected_row_shows_its_amounts_and_leads_to_its_page(page: Page) -> None:
    page.goto("/")
    headline(page)
    page.get_by_placeholder("单位、项目或编号").fill("2026-0157")
    page.get_by_placeholder("单位、项目或编号").press("Enter")
    expect(page.get_by_text(re.compile("^1 行"))).to_be_visible()
    link = page.get_by_role("link", name="查看完整推导")
    for _ in range(5):  # the table is a picture: a click that comes before it is drawn is lost
        area = page.locator("[data-testid=stDataFrame]").first.bounding_box()
        assert area is not None
        page.mouse.click(area["x"] + 18, area["y"] + 45)
        page.wait_for_timeout(2_500)
        if link.is_visible():
            break
    link.click()
    expect(page.locator("h1")).to_have_text("项目说明")
    expect(page).to_have_url(re.compile("/project\\?no=2026-0157$"))


def test_the_allocation_table_comes_as_a_workbook_that_reads_back(page: Page) -> None:
    page.goto("/")
    answer = headline(page)
    file = downloaded(page, "导出分配表")
    assert file.suggested_filename == "资金分配表_2026_baseline.xlsx"
    sheet = book_of(file, values=True).worksheets[0]
    cells = {str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None}
    assert {"申报单位", "统一社会信用代码", "收款单位"} <= cells
    suggested = re.search("项目 ([\\d,.]+)万元", answer)
    assert suggested is not None
    total = float(suggested[1].replace(",", ""))
    values = [c.value for row in sheet.iter_rows() for c in row]
    numbers = [value for value in values if isinstance(value, float | int)]
    assert any(abs(number - total) < 1e-6 for number in numbers)


def test_twenty_mistakes_are_reported_all_at_once(page: Page) -> None:
    page.goto("/data")
    upload(page, edited(with_mistakes))
    expect(page.locator("h2").first).to_have_text(re.compile("^20 处错误"))
    expect(page.get_by_role("button", name="接受这次导入")).to_be_disabled()
    expect(page.get_by_text("还有 20 处错误")).to_be_visible()
    file = downloaded(page, "导出问题清单")
    sheet = book_of(file).worksheets[0]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=2)]
    written = [r for r in rows if r[2] in range(5, 25)]
    assert {r[2] for r in written} == set(range(5, 25))
    go(page, "测算", "资金测算")  # what is wrong is never allocated
    assert "154 个项目" in headline(page)


def test_an_accepted_file_is_allocated_and_hostile_names_stay_text(page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda d: dialogs.append(d.message))
    page.goto("/data")
    upload(page, edited(with_changes))
    expect(page.get_by_text("与现有数据相比")).to_be_visible()
    page.get_by_role("button", name="接受这次导入").click()
    expect(page.get_by_text("使用导入数据")).to_be_visible()
    go(page, "测算", "资金测算")
    assert "5,739" not in headline(page)
    go(page, "测算", "项目说明")
    headline(page)
    page.get_by_role("combobox").last.click()
    page.get_by_role("option", name="HYPERLINK").click()
    expect(page.get_by_text("**粗** <img src=x").first).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("a[href^='http://x']").count() == 0
    assert not dialogs


def test_the_empty_template_comes_as_a_workbook(page: Page) -> None:
    page.goto("/data")
    file = downloaded(page, "下载空白模板")
    book = book_of(file)
    assert "申报表" in book.sheetnames
    assert "示例" in book.sheetnames


@pytest.mark.parametrize("address", ["/", "/data", "/project?no=2026-0157"])
def test_nothing_runs_over_the_edge_of_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    headline(page)
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(over) == 0


def test_the_allocation_page_has_an_address_of_its_own(page: Page) -> None:
    page.goto("/allocation")
    assert headline(page).startswith("可分配 ")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile("/allocation$"))


def test_english_is_complete_on_every_page(page: Page) -> None:
    for address in ("/?lang=en", "/data?lang=en", "/project?lang=en&no=2026-0157"):
        page.goto(address)
        headline(page)
        ours = page.locator("h1, h2, h3, label, button, [data-testid=stCaptionContainer]")
        texts = [text for text in ours.all_inner_texts() if text != "中文"]
        assert not [text for text in texts if re.search("[\u4e00-\u9fff]", text)]
