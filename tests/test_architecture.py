"""The fences of the house, read from the source: who imports whom, and what no room may read.

The table of rooms and modules, and the exceptions, are in ``tests/rooms.py``.
"""

import ast
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from tests.rooms import (
    AMBIENT_READS,
    LIBRARY_FENCES,
    LONGER,
    MOST_LINES,
    OUTSIDE,
    ROOMS,
    ROOT,
    fail_if,
    imports,
    parse,
    place,
    room_of_import,
    shown,
    sources,
    strings,
)

AMBIENT = re.compile(
    r"datetime\.(datetime|date)\.(now|today|utcnow)|time\.(?!sleep\b)\w+|random\.(?!Random\b)\w+"
    r"|numpy\.random\.(?!default_rng\b|Generator\b|PCG64\b|SeedSequence\b)\w+|secrets\.\w+"
    r"|uuid\.uuid[14]|os\.(getlogin|getuid|urandom)|getpass\.\w+|pwd\.\w+"
)
SEEDED = {"random.Random", "numpy.random.default_rng", "numpy.random.PCG64"}  # not without a seed


def test_every_module_is_listed_under_its_room() -> None:
    found: dict[str, set[str]] = {}
    for path in sources():
        room, module = place(path)
        found.setdefault(room, set()).add(module)
    problems = []
    for room in found.keys() | ROOMS.keys():
        listed = set(ROOMS[room].modules.split()) if room in ROOMS else set()
        there = found.get(room, set())
        if listed != there:
            written = textwrap.fill(" ".join(sorted(there)), 88, break_on_hyphens=False)
            problems.append(
                f"tests/rooms.py, {room!r}: add {sorted(there - listed)}, "
                f'drop {sorted(listed - there)}; the list is then\n"""{written}"""'
            )
    fail_if(problems)


def test_the_rooms_stand_in_an_order_without_a_way_back() -> None:
    waiting = {room: set(fence.may_import) for room, fence in ROOMS.items()}
    while ready := [room for room, below in waiting.items() if not below & waiting.keys()]:
        for room in ready:
            del waiting[room]
    assert not waiting, "these rooms may import one another in a circle"


def test_the_second_reading_sees_nothing_that_built_the_model() -> None:
    assert ROOMS["verify"].may_import <= {"errors", "money", "formats", "policy", "intake"}
    assert not {room for room in ROOMS["wording"].may_import if room != "errors"}


def test_rooms_import_only_what_their_fence_allows() -> None:
    problems = []
    for path in sources():
        room, _ = place(path)
        for name in imports(path):
            target = room_of_import(name)
            if (
                room in ROOMS
                and target not in {None, room}
                and target not in ROOMS[room].may_import
            ):
                problems.append(f"{shown(path)} imports {name}: {room} may not import {target}")
    fail_if(problems)


def test_libraries_stay_in_their_rooms() -> None:
    problems = []
    for path in sources():
        room, module = place(path)
        here = {room, f"{room}.{module.split('/')[0]}"}
        for name in imports(path):
            library = name.split(".")[0]
            if library in LIBRARY_FENCES and not here & LIBRARY_FENCES[library]:
                allowed = sorted(LIBRARY_FENCES[library]) or "tests"
                problems.append(f"{shown(path)} imports {library}: it belongs to {allowed}")
    fail_if(problems)


def _aliases(tree: ast.Module) -> dict[str, str]:
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _ambient_calls(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full name of every call that reads the clock, the dice or the user."""
    tree = parse(path)
    names = _aliases(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        head, _, rest = ast.unparse(node.func).partition(".")
        called = names.get(head, head) + (f".{rest}" if rest else "")
        unseeded = called in SEEDED and not node.args and not node.keywords
        if (head in names and AMBIENT.fullmatch(called)) or unseeded:
            yield node.lineno, called


def test_clock_dice_and_user_come_in_as_arguments() -> None:
    problems = []
    for path in sources():
        room, _ = place(path)
        if room in OUTSIDE - {"scenarios"} | {"cli"}:
            continue
        allowed = AMBIENT_READS.get(shown(path), {})
        problems += [
            f"{shown(path)}:{line} calls {called}: take it as an argument"
            for line, called in _ambient_calls(path)
            if called not in allowed
        ]
    fail_if(problems)


def test_files_stay_short_enough_to_be_one_concept() -> None:
    everything = [*sources(), *(ROOT / "tests").rglob("*.py")]
    lengths = {shown(p): len(p.read_text(encoding="utf-8").splitlines()) for p in everything}
    fail_if(
        f"{name} has {lines} lines, more than {MOST_LINES}: split it, or say in LONGER why not"
        for name, lines in lengths.items()
        if lines > MOST_LINES and name not in LONGER
    )
    fail_if(
        f"LONGER names {name}, which is short or gone: drop it"
        for name in LONGER
        if lengths.get(name, 0) <= MOST_LINES
    )


def test_the_checks_see_what_they_look_for(tmp_path: Path) -> None:
    """A fence that never closes is no fence: each reader is tried on a file that breaks it."""
    source = (
        "import datetime as dt\nfrom time import time\nimport numpy as np\n"
        "dt.datetime.now(); time(); np.random.default_rng(); np.random.default_rng(7)\n"
    )
    broken = tmp_path / "broken.py"
    broken.write_text(source, encoding="utf-8")
    calls = [called for _, called in _ambient_calls(broken)]
    assert calls == ["datetime.datetime.now", "time.time", "numpy.random.default_rng"]
    assert list(strings(ast.parse("'''doc'''\nx = 'kept'"))) == [(2, "kept")]
    assert room_of_import("optimizer.model.rules") == "model"
    assert room_of_import("numpy.random") is None


def test_the_package_starts_without_the_solver() -> None:
    """Importing the package must not load what only one room needs."""
    done = subprocess.run(
        [sys.executable, "-c", "import optimizer, sys; print('pulp' in sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"
