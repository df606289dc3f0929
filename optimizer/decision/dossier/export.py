"""Write a decision as one file: the same decision and record give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from optimizer.decision.course.calls import call_document, call_key, kept_call
from optimizer.decision.course.kept import plan_kept
from optimizer.decision.course.plan import Plan, plan_document
from optimizer.decision.dossier.archive import write_archive
from optimizer.decision.record.events import link_of
from optimizer.formats.canonical import canonical_json
from optimizer.formats.strict_json import parse

if TYPE_CHECKING:
    from optimizer.decision.store import Work

CHAIN_FORMAT = "chain/1"


def export(work: Work, key: str) -> bytes:
    """Return the dossier of a decision.

    Parameters
    ----------
    work
        A transaction of the store.
    key
        Name of the decision.

    Raises
    ------
    RefusedError
        If there is no such decision.
    StoreError
        If a kept file is missing or altered.
    """
    plan = plan_kept(work, key)
    draft = plan.draft
    members = {f"inputs/{name}": work.content(digest) for name, digest in draft.inputs.items()}
    members["measures.toml"] = work.content(draft.policy_file)
    members |= {f"suggested/{name}": work.content(one) for name, one in draft.files.items()}
    if plan.adjusted is not None:
        files = plan.adjusted.files.items()
        members |= {f"adjusted/{name}": work.content(digest) for name, digest in files}
    if plan.approved is not None:
        members["approved.json"] = work.content(plan.approved.amounts)
    for digest in attachments(plan):
        members[f"attachments/{digest.removeprefix('sha256:')}"] = work.content(digest)
    members["decision.json"] = canonical_json(plan_document(plan))
    frozen, _ = kept_call(work, call_key(draft.year, exercise=draft.exercise))
    if frozen is not None:
        members["call.json"] = canonical_json(call_document(frozen))
    seq, last = work.head()
    events = [_shown(event, plan.id) for event in work.events()]
    chain = {"format": CHAIN_FORMAT, "head": {"seq": seq, "hash": last}, "events": events}
    members["chain.json"] = canonical_json(chain)
    outcome: Any = parse(members["suggested/outcome.json"], "outcome.json")
    members["program.json"] = canonical_json(outcome["program"])
    return write_archive(members)


def attachments(plan: Plan) -> Iterator[str]:
    """Yield the hash of every attachment of the plan's minutes, once, in order."""
    held = [one.minutes for one in plan.meetings] + [one.minutes for one in plan.deferred]
    minutes = [one for one in held if one is not None]
    yield from sorted({one.attachment for one in minutes if one.attachment})


def _shown(event: Mapping[str, Any], plan: str) -> dict[str, Any]:
    """Return an event of the plan, or of the call it stands under, whole; others as links."""
    mine = event["plan"] == plan or event["action"] == "issue_call"
    return dict(event) if mine else link_of(event)
