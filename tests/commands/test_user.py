"""Accounts by command: from an empty store to people who can sign in."""

import json
from pathlib import Path

import pytest

from optimizer.cli import main
from optimizer.errors import RefusedError, UsageError

ADMIN, OTHER = "Kaisheng-7788", "Qiushi-66-dalu"


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUND_STORE", str(tmp_path / "data"))
    monkeypatch.setenv("FUND_PASSWORD", ADMIN)
    monkeypatch.delenv("FUND_NEW_PASSWORD", raising=False)


def test_from_an_empty_store_to_an_account_of_ones_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["user", "first", "zhang"]) == 0
    assert main(["user", "first", "sun"]) == RefusedError.exit_code
    capsys.readouterr()
    assert main(["user", "add", "li", "--roles", "officer,analyst", "--as", "zhang", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["account"]["roles"] == ["officer", "analyst"]
    assert made["account"]["state"] == "first"
    monkeypatch.setenv("FUND_PASSWORD", made["first_password"])
    assert main(["user", "list", "--as", "li"]) == RefusedError.exit_code  # change it first
    monkeypatch.setenv("FUND_NEW_PASSWORD", OTHER)
    assert main(["user", "password", "li", "--as", "li"]) == 0
    monkeypatch.setenv("FUND_PASSWORD", OTHER)
    assert main(["user", "list", "--as", "li"]) == RefusedError.exit_code  # no right
    monkeypatch.setenv("FUND_PASSWORD", ADMIN)
    capsys.readouterr()
    assert main(["user", "list", "--as", "zhang", "--json"]) == 0
    names = [one["name"] for one in json.loads(capsys.readouterr().out)["accounts"]]
    assert names == ["li", "zhang"]


def test_every_change_says_what_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    main(["user", "first", "zhang"])
    main(["user", "add", "li", "--roles", "officer", "--as", "zhang"])
    for words in (
        ["roles", "--roles", "leader"],
        ["disable"],
        ["enable"],
        ["unlock"],
        ["password"],
    ):
        capsys.readouterr()
        action, *rest = words
        assert main(["user", action, "li", *rest, "--as", "zhang", "--lang", "en"]) == 0
        assert "“li”" in capsys.readouterr().out


def test_wrong_use_says_what_would_be_right(capsys: pytest.CaptureFixture[str]) -> None:
    main(["user", "first", "zhang"])
    wrong = ["user", "add", "li", "--roles", "boss", "--as", "zhang"]
    assert main(wrong) == UsageError.exit_code
    assert "officer" in capsys.readouterr().err
    refused = ["user", "add", "li", "--roles", "auditor,leader", "--as", "zhang"]
    assert main(refused) == RefusedError.exit_code
    assert main(["user", "disable", "zhang", "--as", "zhang"]) == RefusedError.exit_code


def test_without_a_terminal_a_new_password_must_be_in_the_environment() -> None:
    main(["user", "first", "zhang"])
    assert main(["user", "password", "zhang", "--as", "zhang"]) == UsageError.exit_code
