"""``decision`` by command: every action goes through the one door, and says it in two languages."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimizer import cli
from optimizer.commands import decision as command
from optimizer.commands.printing import BAD_DATA, DONE, REFUSED, USAGE
from optimizer.decision import service
from optimizer.decision.course.computed import Computed, compute
from optimizer.decision.course.states import ACTIONS
from optimizer.decision.types import Person, Role
from tests.support.completed_year import complete

PEOPLE = {
    "li": Role.OFFICER,
    "wang": Role.OFFICER,
    "zhao": Role.REVIEWER,
    "zhou": Role.LEADER,
    "sun": Role.AUDITOR,
}
MINUTES = ("--session", "1", "--date", "2026-07-01", "--minutes", "纪〔2026〕1号")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return complete(tmp_path_factory.mktemp("command") / "2026")


@pytest.fixture(scope="module")
def computed(folder: Path) -> Computed:
    return compute(folder, "baseline", {})


@pytest.fixture
def run(
    tmp_path: Path,
    computed: Computed,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Return a function that runs one action; who it is was asked elsewhere."""

    def person(options: argparse.Namespace, *_: object) -> Person:
        return Person(options.user, frozenset({PEOPLE[options.user]}))

    monkeypatch.setattr(command, "person_of", person)
    monkeypatch.setattr(service, "compute", lambda *_: computed)
    monkeypatch.setenv("FUND_STORE", str(tmp_path / "data"))

    def ran(*words: str, user: str = "li") -> tuple[int, str, str]:
        code = cli.main(["decision", *words, "--as", user])
        said = capsys.readouterr()
        return code, said.out, said.err

    return ran


def test_a_plan_is_walked_to_its_approval_by_command(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "minutes.pdf"
    paper.write_bytes(b"scan")
    steps: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("li", ("issue", str(folder))),
        ("li", ("new", "d1", "--year", str(folder), "--confirmed", "2026-0197")),
        ("zhao", ("return", "d1", "--reason", "explain the pools")),
        ("li", ("new", "d1", "--year", str(folder), "--confirmed", "2026-0197")),
        ("zhao", ("review", "d1")),
        ("li", ("submit", "d1")),
        ("wang", ("record", "d1", *MINUTES, "--attachment", str(paper))),
        ("wang", ("adjust", "d1", "--to", "2026-0032=67万元", "--reason", "twice", "--preview")),
        ("wang", ("adjust", "d1", "--to", "2026-0032=67万元", "--reason", "twice")),
        ("wang", ("defer", "d1", "--item", "2026-0034", "--reason", "site visit")),
    )
    for user, words in steps:
        assert run(*words, user=user)[0] == DONE
    _, out, _ = run("show", "d1", "--json", user="sun")
    plan = json.loads(out)
    assert plan["next"] == "confirm"
    shown = plan["adjusted"]["fingerprint"][:19]
    assert run("confirm", "d1", user="zhao")[0] == REFUSED
    assert run("confirm", "d1", "--fingerprint", shown, user="zhao")[0] == DONE
    assert run("skip", "d1", "--reason", "not concerned", user="wang")[0] == DONE
    for _ in range(2):
        assert run("record", "d1", *MINUTES, user="wang")[0] == DONE
        assert run("confirm", "d1", user="zhao")[0] == DONE
    code, out, _ = run("approve", "d1", user="zhou")
    assert code == DONE
    assert "d1（2026 年，baseline）：已审定，第 2 稿" in out
    assert "2026-0032：建议 135万元，调整为 67万元（纪〔2026〕1号）：twice" in out
    assert "2026-0034：暂缓，预留 48万元：site visit" in out
    code, out, error = run("approve", "d1", "--lang", "en", user="zhou")
    assert code == REFUSED
    assert "zhou was first: approve" in error
    _, out, _ = run("list", "--lang", "en", user="sun")
    assert out.startswith("d1  approved  2026  baseline")
    assert run("withdraw", "d1", "--reason", "x", user="li")[0] == REFUSED
    undefer = ("undefer", "d1", "--item", "2026-0034", "--reason", "visited", *MINUTES)
    assert run(*undefer, user="wang")[0] == DONE


def test_what_stops_a_step_is_said_with_its_reason(run: Run, folder: Path) -> None:
    assert run("new", "d1", "--year", str(folder))[0] == DONE
    assert run("review", "d1", user="zhao")[0] == DONE
    code, _, error = run("submit", "d1", "--lang", "en")
    assert code == REFUSED
    assert "1 projects with money have something unchecked: 2026-0197" in error
    code, out, _ = run("submit", "d1", "--json")
    assert code == REFUSED
    assert json.loads(out)["problems"][0]["code"] == "course.blocked.unchecked"
    _, out, _ = run("show", "d1", "--lang", "en")
    assert "Not yet “submit”:" in out


def test_a_stale_revision_changes_nothing(run: Run, folder: Path) -> None:
    run("new", "d1", "--year", str(folder))
    run("review", "d1", user="zhao")
    code, _, error = run("withdraw", "d1", "--reason", "x", "--seen", "1", "--lang", "en")
    assert code == REFUSED
    assert "zhao was first" in error


def test_a_decision_that_is_not_there_is_named(run: Run) -> None:
    code, _, error = run("show", "d9", "--lang", "en")
    assert code == REFUSED
    assert "There is no decision named “d9”" in error
    assert run("list")[1].strip() == "没有决策"


@pytest.mark.parametrize("to", ["2026-0032", "2026-0032=67", "=67万元x", "2026-0032=-1元"])
def test_an_amount_is_written_with_its_application_and_unit(run: Run, to: str) -> None:
    code, _, error = run("adjust", "d1", "--to", to, "--reason", "x", user="wang")
    assert code == USAGE
    assert "2026-0032=67万元" in error


def test_bad_files_are_bad_data(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "compute", compute)
    broken = tmp_path / "2026"
    broken.mkdir()
    (broken / "year.toml").write_text("format = 1", encoding="utf-8")
    assert run("new", "d1", "--year", str(broken))[0] == BAD_DATA


def test_every_step_of_the_table_has_its_action() -> None:
    parser: Any = cli._parser("zh", as_json=False)  # noqa: SLF001  # the parser has no other name
    named = {"new" if action == "draft" else action for action in ACTIONS}
    for action in named:
        with pytest.raises(SystemExit):
            parser.parse_args(["decision", action, "--help"])
