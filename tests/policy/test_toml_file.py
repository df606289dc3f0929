"""TOML that a stranger may have written: bounded, and pointed at by line."""

from pathlib import Path

import pytest

from optimizer.policy.toml_file import MAX_BYTES, MAX_DEPTH, MAX_LINE, Findings, load, parse, split


def refused(raw: bytes) -> list[str]:
    findings = Findings("a.toml")
    parse(raw, findings)
    return [problem.code for problem in findings.problems]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"a = 1\n" * (MAX_BYTES // 6 + 1), "toml.too_large"),
        (b"a = '" + b"x" * MAX_LINE + b"'", "toml.line_too_long"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, "toml.too_deep"),
        (b"a = " + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "toml.too_deep"),
        (b".".join([b"a"] * (MAX_DEPTH + 1)) + b" = 1", "toml.too_deep"),
        (b"a = 1\na = 2", "toml.syntax"),
        (b"a = " + b"9" * 6000, "toml.syntax"),
        (b"a = 'x", "toml.syntax"),
        (b"a = '\xff'", "toml.not_utf8"),
        (b'a = ["x", "y\\u0007"]', "toml.control_character"),
    ],
)
def test_a_hostile_file_is_refused_by_name(raw: bytes, code: str) -> None:
    assert refused(raw) == [code]


def test_what_is_within_the_bounds_is_read() -> None:
    inner = b"[" * (MAX_DEPTH - 2) + b"]" * (MAX_DEPTH - 2)
    assert refused(b"\xef\xbb\xbfa = " + inner) == []


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    document, findings = load(tmp_path / "none.toml")
    assert (document, [p.code for p in findings.problems]) == ({}, ["toml.no_file"])


def test_lines_are_known_for_tables_repeated_tables_and_dotted_keys() -> None:
    findings = Findings("a.toml")
    text = 'a = 1\n[b."9.3"]\nc = 2\n[[d]]\ne = 3\n[[d]]\ne = 4\n[[d.f]]\ng = 5\nh."i.j".k = 6\n'
    parse(text.encode(), findings)
    wanted = {"a": 1, 'b."9.3".c': 3, "d[1].e": 5, "d[2].e": 7, "d[2].f[1].g": 9}
    assert {path: findings.line(path) for path in wanted} == wanted
    assert findings.line('d[2].f[1].h."i.j".k') == 10
    assert findings.line("d[2].f[1].unknown.deeper") == 8


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("budget.total", ("budget", "total")),
        ('policy."9.3".ratio', ("policy", "9.3", "ratio")),
        ("policy.'15.1'.ratio", ("policy", "15.1", "ratio")),
    ],
)
def test_dotted_keys_are_taken_apart_as_toml_does(path: str, parts: tuple[str, ...]) -> None:
    assert split(path) == parts


@pytest.mark.parametrize("path", ["", "a..b", "a.", "a b", 'a."b'])
def test_what_is_no_dotted_key_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        split(path)
