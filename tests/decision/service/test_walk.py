"""A whole walk through the door, what is kept of it, and what people type."""

from pathlib import Path

import pytest

from optimizer.decision.course.computed import amounts_of
from optimizer.decision.course.inputs import digest_of
from optimizer.decision.course.plan import plan_document
from optimizer.decision.course.states import State
from optimizer.decision.record.verify import check_store
from optimizer.decision.service import Decisions
from optimizer.decision.store import Store
from tests.support.door import (
    AUDITOR,
    LI,
    MINUTES,
    NOW,
    WANG,
    ZHAO,
    ZHOU,
    drafted,
    events,
    held,
    refused,
    submitted,
)


def test_a_year_goes_from_import_to_approval_with_a_return_an_item_put_off_and_an_adjustment(
    store: Store, year_folder: Path
) -> None:
    door = Decisions(store)
    drafted(door, year_folder)
    door.act(ZHAO, NOW, "d1", "return", comment="explain the pools")
    assert drafted(door, year_folder).round == 2
    door.act(ZHAO, NOW, "d1", "review")
    door.act(LI, NOW, "d1", "submit")
    door.act(WANG, NOW, "d1", "record", attachment=b"scan", attachment_name="1.pdf", **MINUTES)
    before = amounts_of(door.outcome(LI, NOW, "d1"))
    lowered, put_off = sorted(before, key=lambda number: (before[number], number))[-2:]
    to = before[lowered] - 10_000
    changes = [{"application_no": lowered, "to": to, "reason": "built twice"}]
    shown = door.preview(ZHOU, NOW, "d1", changes)
    assert shown.displaced == ()
    door.act(WANG, NOW, "d1", "adjust", changes=changes)
    door.act(WANG, NOW, "d1", "defer", application_no=put_off, comment="site visit")
    assert refused(lambda: door.act(ZHAO, NOW, "d1", "confirm")) == "confirm_unseen"
    adjusted = door.plan(ZHAO, NOW, "d1").adjusted
    assert adjusted is not None
    assert adjusted.price == shown.price
    door.act(ZHAO, NOW, "d1", "confirm", fingerprint=adjusted.fingerprint)
    held(door)
    plan = door.act(ZHOU, NOW, "d1", "approve")
    assert plan.state is State.APPROVED
    document = door.approved(AUDITOR, NOW, "d1")
    assert document is not None
    amounts = document["amounts"]
    assert amounts[lowered] == {"suggested": before[lowered], "approved": to}
    assert amounts[put_off] == {"suggested": before[put_off], "approved": None}
    untouched = set(before) - {lowered, put_off}
    assert all(amounts[one]["approved"] == before[one] for one in untouched)
    door.act(WANG, NOW, "d1", "undefer", application_no=put_off, comment="visited", **MINUTES)
    door.act(ZHAO, NOW, "d1", "confirm", application_no=put_off)
    door.act(ZHOU, NOW, "d1", "approve", application_no=put_off)
    document = door.approved(AUDITOR, NOW, "d1")
    assert document is not None
    assert document["amounts"][put_off]["approved"] == before[put_off]
    kept = [one for one in events(store) if one["plan"] == "d1" and one["action"] != "refused"]
    plan = door.plan(LI, NOW, "d1")
    assert [one["action"] for one in kept] == [step.action for step in plan.steps]


def test_the_files_are_kept_as_they_were_and_the_outcome_comes_from_them(
    store: Store, year_folder: Path
) -> None:
    plan = drafted(Decisions(store), year_folder)
    with store.read() as work:
        for name, digest in plan.draft.inputs.items():
            assert work.content(digest) == (year_folder / name).read_bytes()
            assert digest == digest_of(work.content(digest))
        for digest in (*plan.draft.files.values(), plan.draft.policy_file):
            assert work.content(digest)
    assert "baseline.toml" in plan.draft.inputs
    assert "by_rank.toml" not in plan.draft.inputs


def test_the_record_keeps_what_a_returned_plan_had_decided(store: Store, year_folder: Path) -> None:
    door = Decisions(store)
    submitted(door, year_folder)
    door.act(WANG, NOW, "d1", "record", **MINUTES)
    before = amounts_of(door.outcome(LI, NOW, "d1"))
    number = max(before, key=lambda one: (before[one], one))
    changes = [{"application_no": number, "to": before[number] - 10_000, "reason": "twice"}]
    door.act(WANG, NOW, "d1", "adjust", changes=changes)
    door.act(ZHOU, NOW, "d1", "return", comment="again")
    assert drafted(door, year_folder).adjustments == ()
    told = {one["action"]: one["details"]["changed"] for one in events(store)[1:]}
    (adjustment,) = told["adjust"]["adjustments"]
    assert (adjustment["from"], adjustment["to"]) == (before[number], before[number] - 10_000)
    assert told["record"]["meetings"][0]["minutes"]["number"] == MINUTES["minutes_no"]
    assert told["return"] == {"state": "returned"}
    with store.read() as work:
        assert check_store(work)[1] == ()


@pytest.mark.parametrize("text", ["'; DROP TABLE plan; --", "{0} %s {{7*7}}", "../../x", "=1+1"])
def test_what_people_type_is_kept_as_text(door: Decisions, year_folder: Path, text: str) -> None:
    drafted(door, year_folder)
    plan = door.act(ZHAO, NOW, "d1", "review", comment=text)
    assert door.plan(LI, NOW, "d1").steps[-1].comment == text
    assert plan_document(plan)["steps"][-1]["comment"] == text
    assert refused(lambda: door.plan(LI, NOW, text)) == "bad_id"


def test_a_name_that_is_none_is_refused_and_recorded_without_harm(
    door: Decisions, store: Store
) -> None:
    for name in ("nothing", "a\x00b", "x" * 500, ""):
        refused(lambda: door.plan(LI, NOW, name))  # noqa: B023
    assert [one["action"] for one in events(store)] == ["refused"] * 4
