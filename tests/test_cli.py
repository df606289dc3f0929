"""The command line as people and programs use it: one process a call."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from optimizer.cli import main

ROOT = Path(__file__).resolve().parent.parent
PROBLEM = {
    "format": "allocation-problem/1",
    "objective": ["merit_yuan"],
    "budget": 2000000,
    "projects": [
        {"id": "0001", "entitled": 2000000, "grid": 10000, "merit": 8734, "labels": {"unit": "U1"}},
        {"id": "0002", "entitled": 1500000, "grid": 10000, "merit": 8210, "labels": {"unit": "U2"}},
    ],
    "rows": [{"name": "unit U1", "members": {"unit": "U1"}, "at_most": 1200000}],
}


def run(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "optimizer", *words]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Allocate the bundled year once, into a folder."""
    folder = tmp_path_factory.mktemp("out")
    done = run("allocate", "2026", "--out", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (folder / "outcome.json").read_text(encoding="utf-8")
    return folder


def test_allocate_writes_all_its_files(out: Path) -> None:
    names = {path.name for path in out.iterdir()}
    assert names == {
        "outcome.json",
        "problem.json",
        "solution.json",
        "certificate.json",
        "allocation.xlsx",
    }


def test_the_outcome_has_the_keys_of_its_format(out: Path) -> None:
    outcome = json.loads((out / "outcome.json").read_bytes())
    assert set(outcome) == {
        "format", "fingerprint", "inputs", "policy_version", "policy_status", "rule_set",
        "scenario", "program", "totals", "projects", "exceptions", "solution", "checks",
    }  # fmt: skip
    assert set(outcome["totals"]) == {
        "budget", "available", "suggested", "unspent", "by_article", "by_clause", "by_year",
    }  # fmt: skip
    assert outcome["solution"]["status"] == "optimal"
    assert outcome["solution"]["proof"] == "dual"


def test_verify_agrees_with_what_allocate_wrote(out: Path) -> None:
    done = run("verify", str(out / "outcome.json"), "2026", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"findings": [], "verified": True})


def test_verify_disagrees_with_one_yuan_more(out: Path, tmp_path: Path) -> None:
    outcome = json.loads((out / "outcome.json").read_bytes())
    project = next(p for p in outcome["projects"] if p["suggested"])
    project["suggested"] += 1
    bad = tmp_path / "outcome.json"
    bad.write_text(json.dumps(outcome), encoding="utf-8")
    done = run("verify", str(bad), "2026")
    assert done.returncode == 5
    assert project["application_no"] in done.stdout


def test_solve_reads_the_problem_that_allocate_wrote(out: Path) -> None:
    done = run("solve", str(out / "problem.json"), "--json")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (out / "solution.json").read_text(encoding="utf-8")


def test_solve_answers_a_bare_problem(tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(PROBLEM), encoding="utf-8")
    done = run("solve", str(path), "--json", "--out", str(tmp_path / "out"))
    answer = json.loads(done.stdout)
    assert answer["awards"] == {"0001": 1200000, "0002": 800000}
    assert (tmp_path / "out" / "solution.json").read_text(encoding="utf-8") == done.stdout
    assert (tmp_path / "out" / "certificate.json").is_file()


def test_solve_refuses_all_that_is_wrong_before_it_solves(tmp_path: Path) -> None:
    wrong = {
        "objective": ["number_funded"],
        "rules": {"locks": {"0001": {"fix": 9_000_000}}},
        "rows": [{"name": "jobs", "number": "none_such", "at_least": 1}],
    }
    path = tmp_path / "problem.json"
    path.write_text(json.dumps({**PROBLEM, **wrong}))
    done = run("solve", str(path))
    assert (done.returncode, done.stdout) == (4, "")
    assert all(name in done.stderr for name in ("number_funded", "0001", "none_such"))


def test_solve_says_infeasible_and_what_clashes(tmp_path: Path) -> None:
    rows = [{"name": "unit U1", "members": {"unit": "U1"}, "at_least": 2010000}]
    path = tmp_path / "problem.json"
    path.write_text(json.dumps({**PROBLEM, "rows": rows}))
    done = run("solve", str(path), "--json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["conflicts"]
    assert "单位 U1 的限额（不低于201万元）" in done.stderr


def test_a_changed_budget_is_recorded_and_used() -> None:
    done = run("allocate", "2026", "--set", "budget.total=5000万元", "--json")
    outcome = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert outcome["totals"]["budget"] == 50_000_000
    assert outcome["scenario"]["overrides"] == {"budget.total": "5000万元"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("nothing",), 2),
        (("allocate", "1999"), 2),
        (("allocate", "2026", "--scenario", "none_such"), 2),
        (("allocate", "2026", "--set", "budget.total"), 2),
        (("allocate", "2026", "--set", "budget.totl=5000万元"), 4),
        (("allocate", "2026", "--set", "budget.total=5000"), 4),
        (("allocate", "2026", "--work", "0"), 2),
        (("explain", "2026", "2026-9999"), 2),
        (("solve", "none_such.json"), 2),
        (("verify", "none_such.json", "2026"), 2),
    ],
)
def test_wrong_use_and_bad_data_have_their_exit_codes(words: tuple[str, ...], code: int) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--json",), 2),
        (("nothing", "--json"), 2),
        (("solve", "--json"), 2),
        (("solve", "none_such.json", "--json", "--work", "0"), 2),
        (("solve", "PROBLEM", "--json", "--out", "PROBLEM"), 2),
        (("--json", "--lang", "en", "solve", "none_such.json"), 2),
        (("solve", "SURROGATE", "--json"), 4),
        (("policy", "show", "--on", "1", "--json"), 2),
    ],
)
def test_with_json_every_answer_is_one_json_object(
    words: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    paths = {name: tmp_path / name for name in ("PROBLEM", "SURROGATE")}
    paths["PROBLEM"].write_text(json.dumps(PROBLEM), encoding="utf-8")
    paths["SURROGATE"].write_text(json.dumps({"format": "\ud800"}), encoding="utf-8")
    done = run(*(str(paths.get(word, word)) for word in words))
    assert done.returncode == code
    assert all(p["message"] for p in json.loads(done.stdout)["problems"])


def test_a_bug_is_one_json_object_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("optimizer.commands.year.check", broken)
    assert main(["check", "2026", "--json"]) == 1
    said = capsys.readouterr()
    assert [p["code"] for p in json.loads(said.out)["problems"]] == ["cli.bug"]
    assert "ZeroDivisionError" in said.err


@pytest.mark.parametrize("command", ["document"])
def test_a_command_of_a_later_version_is_refused_by_name(command: str) -> None:
    done = run(command, "2026", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"“{command}” belongs to a later version" in done.stderr


def test_options_are_never_guessed_from_a_beginning() -> None:
    done = run("check", "2026", "--js")
    assert (done.returncode, done.stdout) == (2, "")


def test_an_unknown_key_is_answered_with_the_nearest() -> None:
    done = run("allocate", "2026", "--set", "budget.totl=5000万元")
    assert "total" in done.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_has_help_with_an_example(lang: str) -> None:
    for name in (
        "init",
        "check",
        "allocate",
        "explain",
        "solve",
        "verify",
        "policy",
        "policy lint",
    ):
        done = run(*name.split(), "--help", "--lang", lang)
        assert done.returncode == 0
        assert f"fund-optimizer {name}" in done.stdout.replace("usage: ", "", 1)
        assert ("example" if lang == "en" else "例") in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("explain", "缺少 YEAR, APPLICATION_NO"),
        ("allocate 2026 --bogus", "没有这样的选项：--bogus"),
        ("allocate 2026 --work", "--work 后面要有一个值"),
        ("allocate 2026 --lang fr", "--lang 不能是 'fr'，可用：'zh', 'en'"),
        ("allocate 2026 --json=1", "--json 后面不带值"),
    ],
)
def test_wrong_use_is_said_in_chinese(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(words.split())
    assert end.value.code == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert not any(word in shown for word in ("usage", "argument", "required", "choose"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explain_shows_the_derivation_of_every_kind_of_result(
    out: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = json.loads((out / "outcome.json").read_bytes())
    one_of_each = {p["reasons"][0]["code"]: p["application_no"] for p in outcome["projects"]}
    numbers = list(one_of_each.values())
    # The same is solved for both languages: in one of them a few are enough.
    for number in numbers if lang == "zh" else numbers[:3]:
        assert main(["explain", "2026", number, "--lang", lang]) == 0
        assert number in capsys.readouterr().out


def test_init_gives_a_year_that_reads_without_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "my2027"
    done = run("init", str(folder), "--year", "2027")
    assert done.returncode == 0, done.stderr
    assert "applications.xlsx" in done.stdout
    checked = run("check", str(folder), "--json")
    assert json.loads(checked.stdout)["errors"] == 0, checked.stdout
    assert run("init", str(folder), "--year", "2027").returncode == 2


def test_check_of_the_bundled_year_finds_no_error() -> None:
    done = run("check", "2026")
    assert done.returncode == 0
    assert "240" in done.stdout


def test_policy_lint_prints_the_maximum_liability() -> None:
    done = run("policy", "lint", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["maximum_liability"]["total"] == 80_000_000


def test_policy_show_lists_every_clause() -> None:
    done = run("policy", "show", "--on", "2026-07-01", "--json")
    assert len(json.loads(done.stdout)["clauses"]) == 16
