"""Another district's fund, of two clauses, goes the whole way through the same program."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from optimizer.cli import main
from tests.support.intake_files import unit_code

HARBOUR = Path(__file__).resolve().parent / "policies" / "harbour"
SHARED = {
    "单位性质": "企业",
    "受理日期": "2030-06-01",
    "承诺书": "是",
    "严重失信行为": "否",
    "形式审查": "通过",
    "户名": "户",
    "账号": "1",
    "开户行": "行",
}
APPLICATIONS = [
    {"申报编号": "1", "申报条款": "A", "申请金额（元）": "250000", "申报基数（元）": "1000000"},
    {"申报编号": "2", "申报条款": "A", "申请金额（元）": "999", "申报基数（元）": "9999"},
    {"申报编号": "3", "申报条款": "B", "申请金额（元）": "700000", "评审组": "一"},
    {"申报编号": "4", "申报条款": "B", "申请金额（元）": "300500", "评审组": "一"},
]
SCORES = [("3", "80", "90"), ("4", "90", "80")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a year of the harbour fund as CSV files."""
    shutil.copytree(HARBOUR, tmp_path, dirs_exist_ok=True)
    rows = [
        {
            "申报编号": "",
            "申报单位": f"单位{i}",
            "统一社会信用代码": unit_code(i),
            "项目名称": f"项目{i}",
            "申报条款": "",
            "申请金额（元）": "",
            "申报基数（元）": "",
            "评审组": "",
            **SHARED,
            **row,
        }
        for i, row in enumerate(APPLICATIONS, start=1)
    ]
    with (tmp_path / "applications.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    lines = ["申报编号,评审组,专家编号,回避,想法,团队"]
    lines += [f"{no},一,甲,否,{idea},{team}" for no, idea, team in SCORES]
    (tmp_path / "scores.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    ledger = "年度,条款,统一社会信用代码,审定金额（元）\n"
    (tmp_path / "ledger.csv").write_text(ledger, encoding="utf-8")
    return tmp_path


def test_its_year_is_allocated_and_verified(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["allocate", str(folder), "--json", "--out", str(out)]) == 0
    outcome = json.loads(capsys.readouterr().out)
    given = {p["application_no"]: (p["status"], p["suggested"]) for p in outcome["projects"]}
    # 1,000,000 in all: A in full (a quarter of its base), B by merit on a grid of 1,000.
    # Merit 87.00 for application 4, 83.00 for application 3.
    assert given == {
        "1": ("full", 250_000),
        "2": ("refused", 0),
        "3": ("partial", 450_000),
        "4": ("full", 300_000),
    }
    assert outcome["policy_version"] == "harbour_2030"
    assert main(["verify", str(out / "outcome.json"), str(folder)]) == 0
