"""``decision``: the course of a plan by command, through the same door as the pages."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer.commands.decisions_common import moment, person_of, store_of
from optimizer.commands.inputs import changes_of, read_file, year_folder
from optimizer.commands.printing import DONE, print_json, problem_document
from optimizer.errors import Place, Problem, UsageError
from optimizer.money import parse_yuan
from optimizer.wording import say

if TYPE_CHECKING:
    from datetime import datetime

    from optimizer.decision.course.plan import Plan
    from optimizer.decision.service import Decisions
    from optimizer.decision.types import Person


@contextmanager
def _signed_in(options: argparse.Namespace) -> Iterator[tuple[Decisions, Person, datetime]]:
    """Open the store and sign the person in."""
    from optimizer.decision.service import Decisions

    now = moment()
    with closing(store_of(options)) as store:
        yield Decisions(store), person_of(options, store, now), now


def new(options: argparse.Namespace) -> int:
    """Draft a plan."""
    folder, overrides = year_folder(options.year), changes_of(options.set)
    with _signed_in(options) as (decisions, who, now):
        plan = decisions.draft(
            who,
            now,
            options.decision,
            year=folder,
            scenario=options.scenario,
            overrides=overrides,
            comment=options.comment,
            confirmed=options.confirmed or (),
        )
        return _show(decisions, who, now, plan, options)


def act(options: argparse.Namespace) -> int:
    """Take any other step."""
    details = {key: value for key in _DETAILS if (value := getattr(options, key, None))}
    if getattr(options, "attachment", ""):
        path = Path(options.attachment)
        details |= {"attachment": read_file(path), "attachment_name": path.name}
    with _signed_in(options) as (decisions, who, now):
        plan = decisions.act(
            who, now, options.decision, options.action, seen=options.seen, **details
        )
        return _show(decisions, who, now, plan, options)


def adjust(options: argparse.Namespace) -> int:
    """Adjust amounts, or try what adjusting them would lead to."""
    from optimizer.decision.course.codec import to_json
    from optimizer.documents.decision_text import preview_text

    changes = [_change(text, options.comment) for text in options.to]
    with _signed_in(options) as (decisions, who, now):
        name = options.decision
        if options.preview:
            found = decisions.preview(who, now, name, changes, options.rest)
            if options.json:
                shown = ("adjustments", "rest", "price", "displaced", "suggested")
                print_json({key: to_json(getattr(found, key)) for key in shown})
            else:
                print(preview_text(found, options.lang))
            return DONE
        plan = decisions.act(
            who, now, name, "adjust", seen=options.seen, changes=changes, rest=options.rest
        )
        return _show(decisions, who, now, plan, options)


def show(options: argparse.Namespace) -> int:
    """Show one decision."""
    with _signed_in(options) as (decisions, who, now):
        plan = decisions.plan(who, now, options.decision)
        return _show(decisions, who, now, plan, options)


def listed(options: argparse.Namespace) -> int:
    """List all decisions."""
    from optimizer.decision.course.plan import plan_document
    from optimizer.documents.decision_text import plan_line

    with _signed_in(options) as (decisions, who, now):
        plans = decisions.plans(who, now)
    if options.json:
        print_json({"decisions": [plan_document(plan) for plan in plans]})
    elif not plans:
        print(say("course.show.none", options.lang))
    for plan in [] if options.json else plans:
        print(plan_line(plan, options.lang))
    return DONE


def issue(options: argparse.Namespace) -> int:
    """Freeze the rules of a call."""
    from optimizer.decision.course.codec import to_json

    folder = year_folder(options.year)
    with _signed_in(options) as (decisions, who, now):
        frozen = decisions.issue_call(who, now, folder)
    if options.json:
        print_json({**to_json(frozen), "hash": frozen.hash})
    else:
        print(say("course.issued", options.lang, year=frozen.year, value=frozen.hash))
    return DONE


#: Options that are words of a step, as they are.
_DETAILS = (
    "comment",
    "meeting",
    "session",
    "date",
    "minutes_no",
    "result",
    "application_no",
    "fingerprint",
)


def _change(text: str, reason: str) -> dict[str, Any]:
    number, equals, amount = text.rpartition("=")
    try:
        yuan = parse_yuan(amount)
    except ValueError:
        equals = ""
    if not equals:
        raise UsageError(Problem("course.bad_to", Place(field="--to"), text))
    return {"application_no": number.strip(), "to": yuan, "reason": reason}


def _show(
    decisions: Decisions, who: Person, now: datetime, plan: Plan, options: argparse.Namespace
) -> int:
    from optimizer.decision.course.permits import next_action, possible
    from optimizer.decision.course.plan import plan_document
    from optimizer.documents.decision_text import decision_text

    waits = next_action(plan)
    missing = decisions.blockers(who, now, plan.id)
    if options.json:
        problems = [Problem(one.code, Place(), "", one.params) for one in missing]
        print_json(
            {
                **plan_document(plan),
                "revision": plan.revision,
                "next": waits,
                "possible": list(possible(plan, who)),
                "blockers": [problem_document(one, options.lang) for one in problems],
            }
        )
    else:
        print(decision_text(plan, options.lang, waits, missing))
    return DONE
