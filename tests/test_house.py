"""The house keeps its own rules: it speaks of itself alone, and gives its reasons."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.rooms import ROOT, fail_if, imports, parse, shown, sources

LOCKS = ("requirements.txt", "requirements-dev.txt")
PYPROJECT = ROOT / "pyproject.toml"

# What would tie the project to one workplace, one machine or one package index. Written in halves,
# so that this file does not hold them itself.
FOREIGN = [
    "/wo" + "rk/",
    "/ro" + "ot/",
    "/opt/" + "wheels",
    "." + "library/",
    "shared/" + "design",
    "shared/" + "policy",
    "pypi." + "org",
    "python" + "hosted",
    "registry.npm" + "js",
    "crates." + "io",
    "proxy.go" + "lang",
    "deb." + "debian.org",
    "clau" + "de",
    "anthro" + "pic",
    "chat" + "gpt",
    "co-auth" + "ored-by",
]

# Imported, though another declared package brings it.
BROUGHT_ALONG = {
    "altair": "streamlit draws its charts with it",
    "packaging": "pytest needs it",
    "starlette": "streamlit serves its pages with it",
    "anyio": "starlette runs what waits beside its loop with it",
    "joserfc": "authlib reads the provider's signatures with it",
}


def _tracked() -> list[Path]:
    """Return the files of the project as git sees them: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: which files belong to the project is not known")
    names = listed.stdout.decode().split("\0")
    return [path for name in names if name and (path := ROOT / name).is_file()]


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    return project


def _declared(*extras: str) -> list[Requirement]:
    project = _project()
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return [Requirement(line) for line in lines]


def _pinned(lock: str) -> dict[str, set[Version]]:
    pins: dict[str, set[Version]] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", line):
            pins.setdefault(canonicalize_name(match[1]), set()).add(Version(match[2]))
    return pins


def test_the_project_speaks_of_itself_alone() -> None:
    problems = []
    for path in _tracked():
        content = path.read_bytes().lower()
        problems += [f"{shown(path)} holds {w!r}" for w in FOREIGN if w.lower().encode() in content]
    fail_if(problems)


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_is_hashed_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.split("\n", 2)[2])
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert (
        re.findall(r"https?:|file:|git\+|@ |--(?:index|extra|find|trusted)\S*|(?<=\s)/\S+", text)
        == []
    )


def test_the_locks_hold_what_is_declared() -> None:
    problems = []
    for lock, extras in zip(LOCKS, (("install",), ("install", "dev", "distributed")), strict=True):
        pins = _pinned(lock)
        for requirement in _declared(*extras):
            versions = pins.get(canonicalize_name(requirement.name), set())
            if not versions or not all(v in requirement.specifier for v in versions):
                problems.append(f"{lock} does not hold {requirement}: run `make lock`")
    fail_if(problems)


def test_both_locks_agree() -> None:
    run, develop = (_pinned(lock) for lock in LOCKS)
    assert {name: develop.get(name) for name in run} == run


def test_every_dependency_and_exclusion_gives_its_reason() -> None:
    """An exclusion has its comment beside it, a dependency above it or above its neighbour."""
    problems, list_name, explained = [], "", False
    for number, line in enumerate(PYPROJECT.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if start := re.match(r'(dependencies|dev|distributed|install|ignore|"[^"]+") = \[$', text):
            list_name, explained = start[1], False
        elif text == "]":
            list_name = ""
        elif text.startswith("#"):
            explained = True
        elif list_name and text.startswith('"'):
            of_package = list_name in {"dependencies", "dev", "distributed", "install"}
            if not (explained if of_package else re.search(r"# \w", text)):
                problems.append(f"pyproject.toml:{number} gives no reason: {text}")
            explained = explained and list_name == "dev"  # tools of one kind share a comment
    fail_if(problems)


def test_every_library_that_is_imported_is_declared() -> None:
    modules = packages_distributions()
    declared = {
        canonicalize_name(r.name)
        for r in _declared("dev", "install", "distributed", "postgres", "oidc")
    } | set(BROUGHT_ALONG)
    ours = {"optimizer", "app", "server", "app_pages", "benchmarks", "tests", "scenarios"}
    problems = []
    for path in [*sources(), *(ROOT / "tests").rglob("*.py")]:
        for name in {name.split(".")[0] for name in imports(path)}:
            if name in ours or name in sys.stdlib_module_names:
                continue
            given_by = {canonicalize_name(d) for d in modules.get(name, [name])}
            if not given_by & declared:
                problems.append(f"{shown(path)} imports {name}, which pyproject.toml does not name")
    fail_if(problems)


def test_the_readme_opens_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```\w*\n(.*?)```", readme, flags=re.DOTALL)
    commands = [line.split("#")[0].strip(" $") for block in blocks for line in block.splitlines()]
    assert [command for command in commands if command][:2] == ["make app", "make test"]


def test_compiled_sentences_are_those_of_their_source() -> None:
    """Who runs the program has no compiler for them: what is kept must be what is written."""
    from babel.messages.mofile import read_mo  # noqa: PLC0415 (slow, and needed here alone)
    from babel.messages.pofile import read_po  # noqa: PLC0415

    problems = []
    for source in (ROOT / "optimizer" / "wording").rglob("*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists():
            problems.append(f"{shown(compiled)} is missing: run `make words`")
            continue
        with source.open("rb") as po, compiled.open("rb") as mo:
            written = {m.id: m.string for m in read_po(po) if m.id and m.string}
            kept = {m.id: m.string for m in read_mo(mo) if m.id}
        if written != kept:
            problems.append(f"{shown(compiled)} is older than {shown(source)}: run `make words`")
    fail_if(problems)


def test_every_test_file_has_a_test() -> None:
    """A test file whose tests lost their prefix would pass in silence."""
    fail_if(
        f"{shown(path)} holds no test"
        for path in (ROOT / "tests").rglob("test_*.py")
        if not any(
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            for node in ast.walk(parse(path))
        )
    )


def test_links_between_documents_lead_somewhere() -> None:
    fail_if(
        f"{shown(document)} links to {target}, which is not there"
        for document in _tracked()
        if document.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
        if "://" not in target and not (document.parent / target).exists()
    )
