"""A decision in sentences: where it stands, what meetings made of it, its steps, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.decision.course.adjust import Preview
from optimizer.decision.course.plan import Adjustment, Meeting, Minutes, Moved, Plan, Step
from optimizer.decision.course.text import shown_time
from optimizer.documents.frontier_text import merit_points
from optimizer.formats.reason import Reason
from optimizer.wording import Language, say


def decision_text(plan: Plan, lang: Language, waits: str, missing: Sequence[Reason]) -> str:
    """Return a decision as ``decision show`` prints it.

    Parameters
    ----------
    waits, missing
        The step that the plan waits for (empty: none), and why it cannot be taken yet.
    """
    draft = plan.draft
    lines = [
        say(
            "course.show.headline",
            lang,
            name=plan.id,
            year=draft.year,
            scenario=draft.scenario,
            state=f"state.{plan.state.value}",
            round=plan.round,
        ),
        *badges(plan, lang),
        *amounts(plan, lang),
        *next_lines(plan, lang, waits, missing),
    ]
    if plan.meetings:
        lines += ["", say("course.show.meetings", lang)]
        lines += [line for one in plan.meetings for line in meeting_lines(one, lang)]
    if plan.adjustments:
        lines += ["", say("course.show.adjustments", lang)]
        lines += [adjustment_text(one, lang) for one in plan.adjustments]
    if plan.adjusted is not None and plan.adjusted.displaced:
        lines += ["", say("course.show.displaced", lang)]
        lines += [moved_text(one, lang) for one in plan.adjusted.displaced]
    if plan.deferred:
        lines += ["", say("course.show.deferred", lang)]
        lines += list(_deferred(plan, lang))
    lines += ["", say("course.show.steps", lang), *(step_text(one, lang) for one in plan.steps)]
    return "\n".join(lines)


def badges(plan: Plan, lang: Language) -> list[str]:
    """Return what must stand on everything of a plan: exercise, sample data, draft law, trial."""
    flags = {
        "exercise": plan.draft.exercise,
        "mock": plan.draft.mock,
        "policy_draft": plan.draft.policy_status == "draft",
        "single": plan.is_single,
    }
    return [say(f"course.show.{key}", lang) for key, shown in flags.items() if shown]


def amounts(plan: Plan, lang: Language) -> Iterator[str]:
    """Yield the totals, suggested first: what is approved stands beside it for ever."""
    yield say("course.show.suggested", lang, total=plan.draft.suggested)
    if plan.adjusted is not None:
        yield say(
            "course.show.adjusted",
            lang,
            total=plan.adjusted.suggested,
            rest=f"rest.{plan.adjusted.rest}",
            price=merit_points(plan.adjusted.price),
            count=len(plan.adjusted.displaced),
        )
    if plan.approved is not None:
        approved = plan.approved
        yield say("course.show.approved", lang, total=approved.total, reserved=approved.reserved)
    yield say("course.show.fingerprint", lang, value=plan.fingerprint)
    yield say("course.show.revision", lang, revision=plan.revision)


def next_lines(plan: Plan, lang: Language, waits: str, missing: Sequence[Reason]) -> list[str]:
    """Return what the plan waits for, and every reason why that cannot be done yet."""
    if not waits:
        return []
    meeting = plan.meeting
    if waits in ("record", "confirm") and meeting is not None:
        said = say("course.show.next_meeting", lang, action=f"action.{waits}", name=meeting.name)
    else:
        said = say("course.show.next", lang, action=f"action.{waits}")
    if not missing:
        return [said]
    reasons = [say("course.show.blocker", lang, reason=reason_text(one, lang)) for one in missing]
    return [said, say("course.show.blocked", lang, action=f"action.{waits}"), *reasons]


def reason_text(reason: Reason, lang: Language) -> str:
    """Return why a step cannot be taken."""
    return say(reason.code, lang, **reason.params)


def meeting_lines(meeting: Meeting, lang: Language) -> Iterator[str]:
    """Yield one meeting: its name and state, its minutes, and who put them down."""
    state = f"meeting.{meeting.state}"
    line = say("course.show.meeting", lang, name=meeting.name, state=state)
    yield line + (say("course.show.optional", lang) if meeting.optional else "")
    if meeting.minutes is not None:
        yield from minutes_lines(meeting.minutes, lang)
    if meeting.reason:
        yield say("course.show.reason", lang, value=meeting.reason)
    if meeting.confirmed_by:
        names = {"recorded": meeting.recorded_by, "confirmed": meeting.confirmed_by}
        yield say("course.show.who", lang, **names)
    elif meeting.state == "recorded":
        yield say("course.show.recorded_only", lang, recorded=meeting.recorded_by)


def minutes_lines(minutes: Minutes, lang: Language) -> Iterator[str]:
    """Yield session, day, number and result, and the attachment with its hash."""
    yield say(
        "course.show.minutes",
        lang,
        session=minutes.session,
        date=minutes.date,
        number=minutes.number,
        result=f"result.{minutes.result}",
    )
    if minutes.attachment:
        name = minutes.attachment_name
        yield say("course.show.attachment", lang, name=name, value=minutes.attachment)
    if minutes.comment:
        yield say("course.show.reason", lang, value=minutes.comment)


def adjustment_text(one: Adjustment, lang: Language) -> str:
    """Return one adjusted amount beside the suggested one."""
    return say(
        "course.show.adjustment",
        lang,
        number=one.application_no,
        suggested=one.suggested,
        to=one.to,
        minutes=one.minutes,
        reason=_line(one.reason),
    )


def moved_text(one: Moved, lang: Language) -> str:
    """Return one project that moves because others were adjusted."""
    number, before, to = one.application_no, one.from_, one.to
    return say("course.show.moved", lang, number=number, before=before, to=to)


def preview_text(found: Preview, lang: Language) -> str:
    """Return what adjusted amounts would lead to, before anybody signs."""
    if found.outcome is None:
        return say("course.preview.none", lang)
    head = say(
        "course.preview.headline",
        lang,
        total=found.suggested,
        price=merit_points(found.price),
        count=len(found.displaced),
    )
    lines = [head, *(adjustment_text(one, lang) for one in found.adjustments)]
    if found.displaced:
        lines.append(say("course.show.displaced", lang))
        lines += [moved_text(one, lang) for one in found.displaced]
    return "\n".join(lines)


def plan_line(plan: Plan, lang: Language) -> str:
    """Return a decision in one line."""
    line = say(
        "course.show.line",
        lang,
        name=plan.id,
        state=f"state.{plan.state.value}",
        year=plan.draft.year,
        scenario=plan.draft.scenario,
        total=plan.draft.suggested,
    )
    marks = {"line_exercise": plan.draft.exercise, "single_step": plan.is_single}
    return line + "".join(say(f"course.show.{key}", lang) for key, on in marks.items() if on)


def step_text(step: Step, lang: Language) -> str:
    """Return one step: when (in the time of the office), what, who."""
    return say(
        "course.show.step_said" if step.comment else "course.show.step",
        lang,
        at=shown_time(step.at),
        action=f"action.{step.action}",
        who=step.by,
        comment=_line(step.comment),
    )


def _deferred(plan: Plan, lang: Language) -> Iterator[str]:
    for one in plan.deferred:
        yield say(
            "course.show.item",
            lang,
            number=one.application_no,
            state=f"item.{one.state}",
            reserved=one.reserved,
            reason=_line(one.reason),
        )
        if one.minutes is not None:
            yield from minutes_lines(one.minutes, lang)


def _line(text: str) -> str:
    """Return what a person typed on one line."""
    return " ".join(text.split())
