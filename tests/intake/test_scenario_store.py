"""Scenario files made, changed, renamed, taken away: nothing lost, nothing outside the folder."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from optimizer.errors import DataError
from optimizer.intake.scenario_file import changes, read_document, write_document
from optimizer.intake.scenario_store import ScenarioStore, StaleError, stale_changes
from optimizer.intake.year import read_year
from optimizer.policy.call import read_call
from optimizer.policy.read import read_policy
from optimizer.policy.versions import find

BUNDLED = Path(__file__).parent.parent.parent / "scenarios" / "2026"
HEAD = 'format = "scenario/1"\ndiffers_from = "baseline"\ntitle = { zh = "问？", en = "Q?" }\n'
CUT = HEAD + '\n[budget]\ntotal = "5000万元"\n'


@pytest.fixture
def store(tmp_path: Path) -> ScenarioStore:
    for path in BUNDLED.glob("*.toml"):
        shutil.copy(path, tmp_path)
    policy = read_policy(find("dongcheng_2025_draft"))
    return ScenarioStore(tmp_path, policy, read_call(BUNDLED / "year.toml", policy))


def code(change: Callable[[], object]) -> str:
    with pytest.raises(DataError) as error:
        change()
    assert all(p.place.source for p in error.value.problems)
    return "; ".join(sorted({p.code for p in error.value.problems}))


def files(store: ScenarioStore) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.folder.iterdir()}


@pytest.mark.parametrize("path", sorted(BUNDLED.glob("*.toml")), ids=lambda p: p.stem)
def test_what_is_written_reads_back_as_the_same_values(path: Path) -> None:
    document = read_document(path.read_bytes(), path.name)
    again = read_document(write_document(document).encode(), path.name)
    assert again == document
    assert write_document(again) == write_document(document)


def test_texts_with_quotes_and_controls_read_back_as_they_were() -> None:
    document = {"title": {"zh": 'a"b\\c\n', "en": "[x]\t#"}, "pool": [], "a b": {"c": [True]}}
    assert read_document(write_document(document).encode(), "x") == document


def test_changes_are_told_by_key() -> None:
    before = {"budget": {"total": "1元", "reserve": "2元"}, "pool": []}
    after = {"budget": {"total": "3元"}, "pool": [], "method": "by_rank"}
    told = [(c.key, c.before, c.after) for c in changes(before, after)]
    assert told == [
        ("budget.reserve", '"2元"', ""),
        ("budget.total", '"1元"', '"3元"'),
        ("method", "", '"by_rank"'),
    ]


def test_made_in_the_app_and_by_file_is_the_same(store: ScenarioStore, tmp_path: Path) -> None:
    store.create("cut", CUT)
    by_file = tmp_path / "by_file.toml"
    by_file.write_text(CUT, encoding="utf-8")
    found = store.check("cut", CUT)
    assert found["cut"].total == found["by_file"].total == 50_000_000


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("", "scenario.bad_name"),
        ("../outside", "scenario.bad_name"),
        ("a/b", "scenario.bad_name"),
        ("a\\b", "scenario.bad_name"),
        ("/x", "scenario.bad_name"),
        (".hidden", "scenario.bad_name"),
        ("_x", "scenario.bad_name"),
        ("-x", "scenario.bad_name"),
        ("a,b", "scenario.bad_name"),
        ("a b", "scenario.bad_name"),
        ("a\nb", "scenario.bad_name"),
        ("a\x00b", "scenario.bad_name"),
        ("a\u202eb", "scenario.bad_name"),
        ("字" * 61, "scenario.bad_name"),
        ("year", "scenario.reserved_name"),
        ("YEAR", "scenario.reserved_name"),
        ("nul", "scenario.reserved_name"),
        ("Com1", "scenario.reserved_name"),
        ("expected", "scenario.reserved_name"),
        ("baseline", "scenario.name_taken"),
        ("BaseLine", "scenario.name_taken"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(
    store: ScenarioStore, name: str, refusal: str
) -> None:
    before = files(store)
    read = store.read("by_rank").revision
    assert code(lambda: store.create(name, CUT)) == refusal
    assert code(lambda: store.rename("by_rank", name, read)) == refusal
    assert code(lambda: store.copy("by_rank", name, {"zh": "问", "en": "Q"})) == refusal
    assert files(store) == before
    if name != "baseline":
        assert code(lambda: store.read(name)) == "scenario.not_there"
        assert code(lambda: store.save(name, CUT, "")) == "scenario.gone"


@pytest.mark.parametrize("name", ["压减一成", "a", "2027-cut", "Ünicode_1"])
def test_names_in_any_letters_are_taken(store: ScenarioStore, name: str) -> None:
    assert store.create(name, CUT) == store.read(name)


def test_a_text_with_mistakes_is_not_written_and_every_mistake_has_its_line(
    store: ScenarioStore,
) -> None:
    before = files(store)
    text = HEAD + '\n[budget]\ntotal = "5000"\nreserved = "1元"\n\n[rules]\npass_mark = "101"\n'
    with pytest.raises(DataError) as error:
        store.create("bad", text)
    assert [(p.code, p.place.row) for p in error.value.problems] == [
        ("toml.not_money", 6),
        ("toml.unknown_key_near", 7),
        ("toml.not_score", 10),
    ]
    assert files(store) == before


def test_a_circle_and_a_value_outside_the_law_have_their_lines(store: ScenarioStore) -> None:
    read = store.read("baseline")
    text = read.text.replace('"scenario/1"\n', '"scenario/1"\ndiffers_from = "by_rank"\n', 1)
    with pytest.raises(DataError) as error:
        store.save("baseline", text, read.revision)
    rows = {(p.code, p.place.source): p.place.row for p in error.value.problems}
    assert rows["scenario.circle", "baseline.toml"] == 2
    law = HEAD + '\n[policy]\n"15.1".ratio = "60%"\n'
    with pytest.raises(DataError) as error:
        store.create("above", law)
    found = [(p.code, p.place.row, p.place.field) for p in error.value.problems]
    assert found == [("policy.value_too_high", 6, 'policy."15.1".ratio')]


def test_the_second_of_two_editors_is_told_what_changed(store: ScenarioStore) -> None:
    store.create("cut", CUT)
    first, second = store.read("cut"), store.read("cut")
    store.save("cut", CUT.replace("5000", "4800"), first.revision)
    with pytest.raises(StaleError) as error:
        store.save("cut", CUT.replace("5000", "4500"), second.revision)
    assert error.value.now is not None
    told = stale_changes(second, error.value.now)
    assert [(c.key, c.before, c.after) for c in told] == [
        ("budget.total", '"5000万元"', '"4800万元"')
    ]
    assert "4800" in store.read("cut").text
    # Having seen it, the second may write over it on purpose.
    store.save("cut", CUT.replace("5000", "4500"), error.value.now.revision)
    assert "4500" in store.read("cut").text


def test_what_another_took_away_is_not_made_again_by_a_save(store: ScenarioStore) -> None:
    read = store.create("cut", CUT)
    store.delete("cut", read.revision)
    with pytest.raises(StaleError) as error:
        store.save("cut", CUT, read.revision)
    assert error.value.now is None


def test_a_stale_delete_or_rename_does_nothing(store: ScenarioStore) -> None:
    old = store.create("cut", CUT)
    store.save("cut", CUT + "# more\n", old.revision)
    assert code(lambda: store.delete("cut", old.revision)) == "scenario.stale"
    assert code(lambda: store.rename("cut", "other", old.revision)) == "scenario.stale"
    assert store.read("cut").text == CUT + "# more\n"


def test_a_parent_is_not_deleted_under_its_children(store: ScenarioStore) -> None:
    read = store.create("cut", CUT)
    child = store.create("deeper", CUT.replace('"baseline"', '"cut"'))
    assert code(lambda: store.delete("cut", read.revision)) == "scenario.has_children"
    store.delete("deeper", child.revision)
    store.delete("cut", read.revision)
    assert code(lambda: store.read("cut")) == "scenario.not_there"


def test_the_last_scenario_stays(store: ScenarioStore) -> None:
    for path in store.folder.glob("*.toml"):
        if path.name not in ("year.toml", "baseline.toml"):
            path.unlink()
    read = store.read("baseline").revision
    assert code(lambda: store.delete("baseline", read)) == "scenario.last"


def test_a_new_name_mends_the_children_and_keeps_their_comments(store: ScenarioStore) -> None:
    read = store.read("baseline")
    before = files(store)
    store.rename("baseline", "基准", read.revision)
    after = files(store)
    assert "baseline.toml" not in after
    assert after["基准.toml"] == before["baseline.toml"]
    assert b"# Management limits" in after["article_pools.toml"]
    found = store.check("by_rank", store.read("by_rank").text)
    assert {s.chain[0] for s in found.values()} == {"基准"}


def test_a_change_that_breaks_a_child_is_refused_with_the_childs_name(
    store: ScenarioStore,
) -> None:
    read = store.create(
        "parent", HEAD + '\n[rules]\nscore_tiers = [{ from = "60", share = "50%" }]\n'
    )
    store.create("child", HEAD.replace('"baseline"', '"parent"') + 'method = "tiers"\n')
    with pytest.raises(DataError) as error:
        store.save("parent", HEAD, read.revision)
    assert [(p.code, p.place.source) for p in error.value.problems] == [
        ("scenario.no_tiers", "child.toml")
    ]


def test_a_broken_file_can_be_mended_beside_another_broken_one(store: ScenarioStore) -> None:
    for name in ("one", "two"):
        (store.folder / f"{name}.toml").write_text("method = [", encoding="utf-8")
    store.save("one", CUT, store.read("one").revision)
    assert store.read("one").text == CUT


def test_writing_is_whole_or_not_at_all(
    store: ScenarioStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = store.create("cut", CUT)
    before = files(store)

    def full(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("optimizer.intake.scenario_store.os.fsync", full)
    assert code(lambda: store.save("cut", CUT + "#\n", read.revision)) == "scenario.not_writable"
    monkeypatch.undo()
    monkeypatch.setattr(Path, "replace", full)
    assert code(lambda: store.save("cut", CUT + "#\n", read.revision)) == "scenario.not_writable"
    left = files(store)
    assert {name: left[name] for name in before} == before


def test_many_editors_at_once_never_overwrite_each_other(store: ScenarioStore) -> None:
    read = store.create("cut", CUT)
    saved: list[int] = []

    def edit(number: int) -> None:
        try:
            store.save("cut", CUT + f"# {number}\n", read.revision)
        except StaleError:
            return
        saved.append(number)

    threads = [threading.Thread(target=edit, args=(n,)) for n in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(saved) == 1
    assert store.read("cut").text.endswith(f"# {saved[0]}\n")


def test_a_copy_is_a_sister_with_a_title_of_its_own(store: ScenarioStore) -> None:
    shutil.copy(BUNDLED / "applications.xlsx", store.folder)
    store.copy("budget_cut", "cut_2", {"zh": "另一问？", "en": "Another?"})
    made = read_year(store.folder).scenarios["cut_2"]
    assert (made.title.en, made.total, made.chain) == (
        "Another?",
        54_000_000,
        ("baseline", "cut_2"),
    )
