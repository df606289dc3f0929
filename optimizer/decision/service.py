"""START HERE, the only door to decisions: for pages and commands alike.

Every call names the person and the moment. Asked are, in this order: the right of the person, the
state of the plan, the duties that the person has had in it before, and what must hold. A refusal
is an event of the record like the step itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from optimizer.decision import rights
from optimizer.decision.course import adjust
from optimizer.decision.course.acts import Act
from optimizer.decision.course.adjust import Preview
from optimizer.decision.course.calls import call_document, call_key, frozen_call, kept_call
from optimizer.decision.course.computed import compute, draft_of
from optimizer.decision.course.conditions import unmet
from optimizer.decision.course.details import read_changes, read_details
from optimizer.decision.course.frozen import Frozen, differing, noticed, rules_of
from optimizer.decision.course.inputs import read_kept, take
from optimizer.decision.course.kept import (
    any_submitted,
    case_of,
    inputs_of,
    keep,
    late,
    outcome_of,
    parsed,
    plan_kept,
    plan_or_none,
    read_plan,
)
from optimizer.decision.course.meetings import chain
from optimizer.decision.course.permits import next_action, permitted, rules_for
from optimizer.decision.course.plan import Plan, Rest
from optimizer.decision.course.prepare import Documents, prepared
from optimizer.decision.course.refused import refusal
from optimizer.decision.course.states import rule_of
from optimizer.decision.course.text import MOST_ID, cleaned, plan_id, shown_time
from optimizer.decision.course.transition import allowed, transition
from optimizer.decision.dossier.export import export
from optimizer.decision.record import experts
from optimizer.decision.record.record import record
from optimizer.decision.types import Person
from optimizer.errors import Place, Problem, RefusedError
from optimizer.formats.reason import Reason

if TYPE_CHECKING:
    from optimizer.decision.store import Store, Work
    from optimizer.intake.year import Year

T = TypeVar("T")


class Decisions:
    """The decisions of one store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    # --- steps ---

    def draft(
        self,
        who: Person,
        now: datetime,
        key: str,
        *,
        year: Path,
        scenario: str,
        overrides: Mapping[str, str],
        comment: str = "",
        confirmed: Sequence[str] = (),
    ) -> Plan:
        """Begin a decision, or draft a returned one again: allocate the year, keep every file.

        Parameters
        ----------
        key
            Name of the decision.
        year
            Folder with the year's files; they are taken once, and read from what was taken.
        scenario, overrides
            Which scenario, and what is changed in it (key path -> as written).
        confirmed
            Applications whose clause the officer confirms, where two are of one project.

        Raises
        ------
        RefusedError
            Without the right, if the plan is at work, or the scenario has no plan.
        DataError
            If the files are wrong.
        """

        def step() -> Plan:
            name, said = plan_id(key), cleaned("comment", comment)
            with self.store.read() as work:
                before = plan_or_none(work, name)
            rule = allowed(before, "draft", name)
            permitted(rule, before, who)
            computed = compute(year, scenario, overrides)
            choices = tuple(sorted({cleaned("application_no", one) for one in confirmed}))
            draft = draft_of(computed, year, scenario, overrides, choices)
            act = Act("draft", said, draft=draft, meetings=chain(computed.year.call.meetings))
            after = transition(before, act, who, now, key=name)
            contents = [*computed.inputs.values(), computed.measures, *computed.files.values()]
            with self.store.write() as work:
                self._freeze(work, computed.year, who, now)
                return keep(work, before, after, contents, who, now)

        return self._guarded(who, now, "draft", key, step)

    def act(
        self,
        who: Person,
        now: datetime,
        key: str,
        action: str,
        *,
        seen: int | None = None,
        **details: Any,  # noqa: ANN401  # what each action may be told stands in course.details
    ) -> Plan:
        """Take one step with a plan.

        Parameters
        ----------
        action
            Any of the table of states but ``draft``.
        seen
            Revision of the plan on the page from which the step is taken; a plan that has moved
            on since is left alone.
        details
            As :func:`optimizer.decision.course.details.read_details` reads them.

        Raises
        ------
        RefusedError
            With every reason.
        """
        return self._guarded(
            who, now, action, key, partial(self._act, who, now, key, action, seen, details)
        )

    def _act(
        self,
        who: Person,
        now: datetime,
        key: str,
        action: str,
        seen: int | None,
        details: Mapping[str, Any],
    ) -> Plan:
        said = read_details(action, details, now)
        with self.store.read() as work:
            before = plan_kept(work, key)
            if seen is not None and seen != before.revision:
                raise late(before)
            rule = allowed(before, action)
            permitted(rule, before, who)
            case = case_of(work, before)
            if reasons := unmet(case, rule.needs):
                raise RefusedError(*(_problem(reason, before.id) for reason in reasons))
            documents = Documents(
                lambda: outcome_of(work, before.draft.files),
                lambda: case.outcome,
                lambda: inputs_of(work, before),
            )
            act, contents = prepared(before, action, said, documents)
        after = transition(before, act, who, now)
        with self.store.write() as work:
            return keep(work, before, after, contents, who, now)

    def issue_call(self, who: Person, now: datetime, year: Path) -> Frozen:
        """Freeze the rules of a year's call by their hash.

        They may be frozen anew until there are scores, or a plan was submitted; afterwards only in
        the parts that a supplementary notice, dated before the scores were opened, may change.
        """

        def step() -> Frozen:
            read = read_kept(take(year))
            key = call_key(read.call.year, exercise=read.call.exercise)
            frozen = frozen_call(read.call.year, rules_of(read), who, now)
            with self.store.write() as work:
                before, revision = kept_call(work, key)
                document = call_document(frozen)
                if before is None:
                    work.insert("call", key, document)
                else:
                    binds = len(read.scores) > 0 or any_submitted(work, key)
                    if binds and set(differing(frozen.rules, before.rules)) - set(noticed(read)):
                        at = shown_time(before.issued_at)
                        raise refusal("call_issued", "", key, who=before.issued_by, at=at)
                    work.replace("call", key, revision, document)
                record(work, now=now, who=who, action="issue", details={"call": document})
            return frozen

        return self._guarded(who, now, "issue", "", step)

    # --- reading ---

    def plan(self, who: Person, now: datetime, key: str) -> Plan:
        """Return one plan as it stands."""

        def step() -> Plan:
            with self.store.read() as work:
                return plan_kept(work, key)

        return self._guarded(who, now, "show", key, step)

    def plans(self, who: Person, now: datetime) -> list[Plan]:
        """Return every plan, by its name."""

        def step() -> list[Plan]:
            with self.store.read() as work:
                return [read_plan(kept) for _, kept in work.all("plan")]

        return self._guarded(who, now, "show", "", step)

    def outcome(
        self, who: Person, now: datetime, key: str, *, suggested: bool = False
    ) -> Mapping[str, Any]:
        """Return the ``outcome/1`` document that stands, or the one that was suggested."""

        def step() -> Mapping[str, Any]:
            with self.store.read() as work:
                plan = plan_kept(work, key)
                return outcome_of(work, plan.draft.files if suggested else plan.files)

        return self._guarded(who, now, "show", key, step)

    def approved(self, who: Person, now: datetime, key: str) -> Mapping[str, Any] | None:
        """Return the list of approved amounts, ``approved/1``; none before the approval."""

        def step() -> Mapping[str, Any] | None:
            with self.store.read() as work:
                plan = plan_kept(work, key)
                if plan.approved is None:
                    return None
                return parsed(work.content(plan.approved.amounts), "approved.json")

        return self._guarded(who, now, "show", key, step)

    def blockers(self, who: Person, now: datetime, key: str, action: str = "") -> list[Reason]:
        """Return what stops a step; without ``action``, the one that the plan waits for."""

        def step() -> list[Reason]:
            with self.store.read() as work:
                plan = plan_kept(work, key)
                rule = rule_of(action or next_action(plan), plan.state)
                rule = rule or next((r for r in rules_for(action) if r.needs), None)
                return [] if rule is None else unmet(case_of(work, plan), rule.needs)

        return self._guarded(who, now, "show", key, step)

    def dossier(self, who: Person, now: datetime, key: str) -> bytes:
        """Return a decision as one file that can be checked on another machine."""

        def step() -> bytes:
            with self.store.read() as work:
                return export(work, key)

        return self._guarded(who, now, "export_dossier", key, step)

    def load_experts(self, who: Person, now: datetime, names: Mapping[str, str]) -> None:
        """Keep the names behind experts' codes."""

        def step() -> None:
            with self.store.write() as work:
                experts.load(work, who, now, names)

        self._guarded(who, now, "load_experts", "", step)

    def open_expert(self, who: Person, now: datetime, code: str, reason: str) -> str:
        """Return the name behind an expert's code; every opening is an event."""

        def step() -> str:
            with self.store.write() as work:
                return experts.opened(work, who, now, code, reason)

        return self._guarded(who, now, "open_expert", "", step)

    def may_read(self, who: Person, now: datetime, right: str) -> None:
        """Ask for a right of the record; a refusal is recorded like any other."""
        self._guarded(who, now, right, "", lambda: None)

    def preview(
        self, who: Person, now: datetime, key: str, changes: Sequence[Any], rest: Rest = "keep"
    ) -> Preview:
        """Return what adjusted amounts would cost and whom they would displace; nothing is kept."""

        def step() -> Preview:
            with self.store.read() as work:
                plan = plan_kept(work, key)
                documents = (outcome_of(work, plan.draft.files), outcome_of(work, plan.files))
                inputs = inputs_of(work, plan)
            return adjust.preview(read_kept(inputs), plan, documents, read_changes(changes), rest)

        return self._guarded(who, now, "show", key, step)

    # --- inside ---

    def _guarded(
        self, who: Person, now: datetime, action: str, key: str, step: Callable[[], T]
    ) -> T:
        """Take a step that the person has the right to; record what is refused."""
        try:
            if not rights.may(who, action):
                raise refusal("no_right", key, action=f"action.{action}")
            return step()
        except RefusedError as error:
            details = {"asked": action, "codes": [one.code for one in error.problems]}
            about = key if len(key) <= MOST_ID and key.isprintable() else ""
            with self.store.write() as work:
                record(work, now=now, who=who, action="refused", plan=about, details=details)
            raise

    def _freeze(self, work: Work, year: Year, who: Person, now: datetime) -> None:
        """Freeze the rules of a call that nobody has issued: the first draft does."""
        key = call_key(year.call.year, exercise=year.call.exercise)
        if kept_call(work, key)[0] is None:
            document = call_document(frozen_call(year.call.year, rules_of(year), who, now))
            work.insert("call", key, document)
            record(work, now=now, who=who, action="issue", details={"call": document})


def _problem(reason: Reason, key: str) -> Problem:
    return Problem(reason.code, Place(field=key), "", reason.params)
