"""The options of commands that solve many times."""

import argparse
from pathlib import Path

import pytest

from optimizer.commands.sweeping import add_options, say_resumed, say_start, sweeping
from optimizer.errors import UsageError
from optimizer.insight.sweeps.run import run
from tests.insight.sweeps import jobs


def options(*words: str) -> argparse.Namespace:
    """Return the options as a command would have them."""
    parser = argparse.ArgumentParser()
    add_options(parser, "en")
    found = parser.parse_args(words)
    found.lang = "en"
    return found


def test_nothing_said_is_one_process_without_a_cache() -> None:
    how = sweeping(options())
    assert (how["workers"], how["scheduler"], how["cache"]) == (1, None, None)


def test_what_is_said_is_what_the_sweep_gets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        how = sweeping(options("--workers", "2", "--cache", str(tmp_path / "kept")))
        found = list(run(jobs.squares, 0, [1, 2], key="k", **how))
        assert found == [{"square": 1, "context": 0}, {"square": 4, "context": 0}]
    say_resumed(how, "en")
    assert "1 chunks" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5", "1000000", "²"])
def test_a_number_of_workers_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        sweeping(options(f"--workers={text}"))
    assert [p.code for p in caught.value.problems] == ["sweeps.workers"]


def test_workers_and_a_scheduler_together_are_refused() -> None:
    with pytest.raises(UsageError) as caught:
        sweeping(options("--workers", "2", "--scheduler", "tcp://host:1"))
    assert [p.code for p in caught.value.problems] == ["sweeps.one_of_both"]


def test_a_cache_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError) as caught:
        sweeping(options("--cache", str(tmp_path / "file")))
    assert [p.code for p in caught.value.problems] == ["sweeps.cache"]


@pytest.mark.parametrize(("no_bands", "said"), [(True, False), (False, True)])
def test_what_will_be_done_is_said_at_a_terminal_only(
    *,
    no_bands: bool,
    said: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = argparse.Namespace(lang="en", sample=50, no_bands=no_bands)
    say_start(asked)
    assert not capsys.readouterr().err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    say_start(asked)
    told = capsys.readouterr().err
    assert "50 weightings" in told
    assert ("--no-bands" in told) == said
