"""A dossier holds a decision whole; whatever is changed in it is found."""

import io
import json
import random
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimizer.decision.dossier.archive import read_archive, write_archive
from optimizer.decision.dossier.export import export
from optimizer.decision.dossier.verify import verify
from optimizer.decision.record.events import body_digest, hash_of
from optimizer.decision.record.verify import Head
from optimizer.decision.store import open_store
from optimizer.errors import DataError
from optimizer.formats.canonical import canonical_json, fingerprint
from optimizer.wording import LANGUAGES, has
from tests.decision.dossier.conftest import NOW

ROOT = Path(__file__).resolve().parents[3]
Change = Callable[[dict[str, bytes]], None]


def codes(data: bytes, *heads: Head) -> list[str]:
    return [one.code.removeprefix("dossier.") for one in verify(data, "d1.zip", heads)]


def members_of(dossier: bytes) -> dict[str, bytes]:
    return read_archive(dossier, "d1.zip")[0]


def forged(dossier: bytes, change: Change) -> bytes:
    """Return the dossier with a change and a manifest that fits it."""
    members = members_of(dossier)
    change(members)
    return write_archive(members)


def edited(name: str, edit: Callable[[Any], None]) -> Change:
    def change(members: dict[str, bytes]) -> None:
        document = json.loads(members[name])
        edit(document)
        members[name] = canonical_json(document)

    return change


def rechained(members: dict[str, bytes], plan: str = "d1") -> None:
    """Write decision and chain so that they fit each other again: what a forger would do."""
    chain = json.loads(members["chain.json"])
    digest = fingerprint(json.loads(members["decision.json"]))
    mine = [event for event in chain["events"] if event.get("plan") == plan and event["after"]]
    mine[-1]["after"] = digest
    previous = "sha256:" + "0" * 64
    for event in chain["events"]:
        event["previous"] = previous
        event["hash"] = previous = hash_of(event["seq"], previous, body_digest(event))
    chain["head"]["hash"] = previous
    members["chain.json"] = canonical_json(chain)


def test_a_whole_decision_holds(dossier: bytes) -> None:
    assert codes(dossier) == []
    members = members_of(dossier)
    assert {"approved.json", "call.json", "measures.toml"} <= members.keys()
    assert any(name.startswith("attachments/") for name in members)


def test_the_same_decision_gives_the_same_bytes(approved_store: Path, dossier: bytes) -> None:
    with open_store(approved_store, now=NOW) as store, store.read() as work:
        assert export(work, "d1") == dossier


def test_events_of_other_decisions_are_withheld(dossier: bytes) -> None:
    chain = json.loads(members_of(dossier)["chain.json"])
    assert [event for event in chain["events"] if "body" in event]
    assert all(event["plan"] in ("", "d1") for event in chain["events"] if "body" not in event)
    assert b"other" not in members_of(dossier)["chain.json"]


def test_a_published_head_must_be_in_the_chain(dossier: bytes) -> None:
    head = json.loads(members_of(dossier)["chain.json"])["head"]
    assert codes(dossier, Head(head["seq"], head["hash"])) == []
    assert codes(dossier, Head(head["seq"], "sha256:" + "1" * 64)) == ["record.other_chain"]
    assert codes(dossier, Head(head["seq"] + 1, head["hash"])) == ["record.tail_cut"]


def flips(dossier: bytes, places: list[int]) -> list[int]:
    """Return the places where a flipped bit is not found."""
    unseen = []
    for place in places:
        data = bytearray(dossier)
        data[place] ^= 1 << (place % 8)
        try:
            found = codes(bytes(data))
        except DataError:
            continue
        if not found:
            unseen.append(place)
    return unseen


def test_a_changed_byte_is_found_wherever_it_is(dossier: bytes) -> None:
    draw = random.Random(1)  # noqa: S311  # places to try, no secret
    everywhere = [draw.randrange(len(dossier)) for _ in range(120)]
    ends = [*range(60), *range(len(dossier) - 600, len(dossier), 7)]
    assert not flips(dossier, everywhere + ends)


@pytest.mark.long
def test_a_changed_byte_is_found_in_the_whole_file(dossier: bytes) -> None:
    assert not flips(dossier, list(range(0, len(dossier), 211)))


def amount(number: int) -> Callable[[Any], None]:
    def edit(document: Any) -> None:  # noqa: ANN401  # any JSON value
        first = sorted(n for n, one in document["amounts"].items() if one["approved"])[number]
        document["amounts"][first]["approved"] += 10_000

    return edit


@pytest.mark.parametrize(
    ("name", "edit", "code"),
    [
        ("approved.json", amount(3), "file_altered"),
        ("decision.json", lambda d: d["steps"].pop(), "decision_altered"),
        ("suggested/outcome.json", lambda d: d["totals"].update(suggested=1), "file_altered"),
        ("chain.json", lambda d: d["events"][1].update(who="nobody"), "record.hash"),
        ("chain.json", lambda d: d["events"].pop(), "head"),
        ("call.json", lambda d: d["rules"].update(weights="sha256:" + "1" * 64), "rules"),
        ("inputs/year.toml", None, "file_altered"),
    ],
)
def test_a_part_that_was_altered_is_named_first(
    dossier: bytes, name: str, edit: Callable[[Any], None] | None, code: str
) -> None:
    def append(members: dict[str, bytes]) -> None:
        members[name] += b"\n# more\n"

    change = append if edit is None else edited(name, edit)
    assert codes(forged(dossier, change))[0] == code


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda d: d["approved"].update(total=d["approved"]["total"] + 1), "total"),
        (lambda d: d["steps"][-1].update(by="li"), "step"),
        (lambda d: d["adjustments"][0].update(to=d["adjustments"][0]["to"] + 10_000), "adjustment"),
        (lambda d: d["adjusted"].update(price=d["adjusted"]["price"] + 1), "price"),
        (lambda d: d["adjusted"]["displaced"].clear(), "displaced"),
        (lambda d: d["deferred"][0].update(reserved=1), "deferred"),
        (lambda d: d["meetings"][0].update(confirmed_by="wang"), "meeting"),
        (lambda d: d["draft"].update(suggested=1), "total"),
        (lambda d: d["draft"].update(noticed=["weights"]), "rules"),
        (lambda d: d["draft"]["rules"].update(weights="sha256:" + "1" * 64), "rules"),
        (lambda d: d["draft"].update(policy_status="in_force"), "rules"),
        (lambda d: d["draft"].update(confirmed=[]), "course.blocked.unchecked"),
        (lambda d: d["meetings"].pop(1), "meetings"),
    ],
)
def test_a_decision_forged_together_with_the_whole_chain_is_found(
    dossier: bytes, edit: Callable[[Any], None], code: str
) -> None:
    """Only who computed the chain anew is left to be found by a published head."""

    def change(members: dict[str, bytes]) -> None:
        edited("decision.json", edit)(members)
        rechained(members)

    assert code in codes(forged(dossier, change))


@pytest.mark.parametrize("name", ["call.json", "chain.json", "program.json"])
def test_a_member_that_holds_something_else_is_refused_or_named(dossier: bytes, name: str) -> None:
    values: list[object] = [{}, [], "x", {"events": [[]], "format": "chain/1"}]
    for value in values:

        def change(members: dict[str, bytes], value: object = value) -> None:
            members[name] = canonical_json(value)

        try:
            found = codes(forged(dossier, change))
        except DataError:
            continue
        assert found or name == "program.json"


def test_one_person_in_two_duties_is_found_though_the_chain_says_so_too(dossier: bytes) -> None:
    def change(members: dict[str, bytes]) -> None:
        edited("decision.json", lambda d: d["steps"][1].update(by="li"))(members)
        chain = json.loads(members["chain.json"])
        reviews = [e for e in chain["events"] if e.get("action") == "review"]
        reviews[0]["who"] = "li"
        members["chain.json"] = canonical_json(chain)
        rechained(members)

    assert "duties" in codes(forged(dossier, change))


def zipped(*entries: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")  # a doubled name is what is wanted
        for entry, data in entries:
            archive.writestr(entry, data)
    return out.getvalue()


def entry(name: str, *, attributes: int = 0o644 << 16, method: int = 0) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    made.create_system, made.external_attr, made.compress_type = 3, attributes, method
    return made


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_zip"),
        (b"PK\x03\x04 and then nothing", "not_a_zip"),
        (zipped((entry("../evil"), b"x")), "foreign_path"),
        (zipped((entry("/etc/passwd"), b"x")), "foreign_path"),
        (zipped((entry("inputs/../../x"), b"x")), "foreign_path"),
        (zipped((entry("inputs/.."), b"x")), "foreign_path"),
        (zipped((entry("c:\\x"), b"x")), "foreign_path"),
        (zipped((entry("a"), b"x"), (entry("a"), b"y")), "doubled"),
        (zipped((entry("a", attributes=0o120777 << 16), b"/etc/passwd")), "not_a_file"),
        (zipped((entry("a", method=zipfile.ZIP_DEFLATED), b"0" * 10_000_000)), "compressed"),
        (zipped((entry("a"), b"x")), "no_manifest"),
    ],
)
def test_what_is_no_dossier_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(DataError) as caught:
        verify(data, "d1.zip")
    assert caught.value.problems[0].code == f"dossier.{code}"


def test_it_is_verified_without_solver_pages_or_database(dossier: bytes, tmp_path: Path) -> None:
    file = tmp_path / "d1.zip"
    file.write_bytes(dossier)
    block = (
        "import sys\n"
        "class No:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in {'pulp', 'highspy', 'streamlit', 'sqlalchemy',\n"
        "                                  'alembic', 'psycopg', 'altair'}:\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, No())\n"
        "from optimizer.cli import main\n"
        "raise SystemExit(main(['dossier', 'verify', sys.argv[1], '--lang', 'en']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", block, str(file)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Verified")


def test_everything_that_a_check_may_find_has_words() -> None:
    folder = ROOT / "optimizer" / "decision"
    sources = [*(folder / "dossier").glob("*.py"), folder / "record" / "verify.py"]
    for path in sources:
        text = path.read_text(encoding="utf-8")
        room = "record" if path.parent.name == "record" else "dossier"
        codes = {f"{room}.{code}" for code in re.findall(r'_problem\(\s*"([a-z_]+)"', text)}
        codes |= set(re.findall(r'"(dossier\.[a-z_]+)"', text))
        if room == "record":
            codes |= {f"record.{one}" for one in re.findall(r'return "([a-z_]+)"', text)}
        for language in LANGUAGES:
            assert not [code for code in codes if not has(code, language)]
