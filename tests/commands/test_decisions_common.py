"""Where the store is and where a password comes from, for every command about decisions."""

import argparse
from pathlib import Path

import pytest

from optimizer.commands import decisions_common
from optimizer.commands.decisions_common import password_of, place_of
from optimizer.errors import UsageError


@pytest.mark.parametrize(
    ("option", "variable", "place"),
    [("here", "there", "here"), ("", "there", "there"), ("", "", None)],
)
def test_the_option_names_the_store_then_the_variable_then_the_project(
    option: str, variable: str, place: str | None, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUND_STORE", variable)
    assert place_of(argparse.Namespace(store=option)) == (place or root / "data")


def test_a_password_comes_from_the_variable_or_a_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions_common, "getpass", lambda prompt: f"typed at {prompt}")
    monkeypatch.setenv("FUND_PASSWORD", "given")
    assert password_of("zh") == "given"
    monkeypatch.delenv("FUND_PASSWORD")
    assert password_of("zh") == "typed at 密码："


def test_without_either_the_command_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr(decisions_common, "getpass", nobody)
    monkeypatch.delenv("FUND_PASSWORD", raising=False)
    with pytest.raises(UsageError, match=r"cli\.no_password"):
        password_of("en")
