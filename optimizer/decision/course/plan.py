"""A plan on its course: what it was computed from, what meetings made of it, and every step.

Plain frozen data. The document of the store, of the record's digests and of the dossier's
``decision.json`` is :func:`plan_document`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from optimizer.decision.course.codec import from_json, to_json
from optimizer.decision.course.states import State
from optimizer.decision.types import SignIn
from optimizer.errors import DataError, Place, Problem

FORMAT: Literal["decision/1"] = "decision/1"
MeetingState = Literal["waiting", "recorded", "confirmed", "skipped"]
Result = Literal["agreed", "returned"]
Rest = Literal["keep", "again"]
DeferralState = Literal["deferred", "proposed", "confirmed", "taken_up"]


@dataclass(frozen=True, slots=True)
class Minutes:
    """What was put down of a meeting.

    ``session`` is which one it was (``第12次``), ``date`` its ISO day, ``number`` the minutes'
    number; the ``attachment`` is named by its hash (empty: none was handed in).
    """

    session: str
    date: str
    number: str
    attachment: str = ""
    attachment_name: str = ""
    result: Result = "agreed"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of the chain. ``reason`` says why an optional one was left out."""

    key: str
    name: str
    optional: bool = False
    state: MeetingState = "waiting"
    minutes: Minutes | None = None
    reason: str = ""
    recorded_by: str = ""
    recorded_at: str = ""
    confirmed_by: str = ""
    confirmed_at: str = ""

    @property
    def is_over(self) -> bool:
        """Whether the next meeting may follow."""
        return self.state in ("confirmed", "skipped")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An amount that a meeting changed (whole yuan): from what the plan had to what it decided.

    ``suggested`` is what the first plan suggested, whatever was decided in between. ``minutes``
    is the number of the minutes that it cites.
    """

    application_no: str
    suggested: int
    from_: int
    to: int
    reason: str
    minutes: str
    meeting: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A project that gets another amount because amounts of others were adjusted (whole yuan)."""

    application_no: str
    from_: int
    to: int


@dataclass(frozen=True, slots=True)
class Adjusted:
    """The plan with every adjustment as a lock: solved, proven and checked like any other.

    Parameters
    ----------
    fingerprint, files
        Of its outcome, as those of the plan that was suggested.
    rest
        ``keep``: all others keep their amounts; ``again``: the rest was allocated again.
    overrides
        What was changed in the scenario to get it, the locks included (key path -> as written).
    price
        Merit lost against the suggested plan: hundredths of a point times yuan; negative: gained.
    displaced
        Who else gets another amount than suggested, by application number.
    suggested
        Yuan given by it in all.
    """

    fingerprint: str
    files: Mapping[str, str]
    rest: Rest
    overrides: Mapping[str, str]
    price: int
    displaced: tuple[Moved, ...]
    suggested: int


@dataclass(frozen=True, slots=True)
class Deferral:
    """An item put off 暂缓: its money stays reserved, its approved amount is open.

    Taken up later it is ``proposed`` with its own ``minutes``, confirmed, and approved.
    """

    application_no: str
    reserved: int
    reason: str
    meeting: str
    state: DeferralState = "deferred"
    minutes: Minutes | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step that was taken: who, when (ISO, UTC), and what they said."""

    action: str
    by: str
    sign_in: SignIn
    at: str
    duty: str
    comment: str = ""
    round: int = 1


@dataclass(frozen=True, slots=True)
class Approved:
    """The approved amounts: hash of their list, and the yuan approved and reserved in all."""

    amounts: str
    total: int
    reserved: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a plan was computed from, and the hashes of what came out.

    Parameters
    ----------
    source
        Folder of the year's files, as it was given: whether the plan is out of date is seen there.
    inputs, policy_file
        Hash of every input file as uploaded, by its name; of the version of the measures.
    files
        Hash of ``outcome.json``, ``problem.json``, ``solution.json``, ``certificate.json``.
    rules
        Hash of each part of the rules of the call that it was computed under.
    what_if, noticed
        The parts in which the scenario differs from that call, and those that a supplementary
        notice, dated before the scores were opened, may change.
    confirmed
        Applications whose clause the drafting officer confirmed, where two applications are of
        one project and one of the clauses is competitive.
    """

    year: int
    exercise: bool
    policy_version: str
    policy_status: str
    policy_file: str
    source: str
    scenario: str
    overrides: Mapping[str, str]
    fingerprint: str
    inputs: Mapping[str, str]
    files: Mapping[str, str]
    rules: Mapping[str, str]
    suggested: int
    what_if: tuple[str, ...] = ()
    noticed: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    mock: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan on its course. ``round`` counts its drafts; ``revision`` is the store's."""

    id: str
    state: State
    round: int
    draft: Draft
    meetings: tuple[Meeting, ...]
    adjustments: tuple[Adjustment, ...] = ()
    adjusted: Adjusted | None = None
    deferred: tuple[Deferral, ...] = ()
    steps: tuple[Step, ...] = ()
    approved: Approved | None = None
    format: Literal["decision/1"] = FORMAT
    revision: int = field(default=0, compare=False, metadata={"document": False})

    @property
    def meeting(self) -> Meeting | None:
        """The meeting whose turn it is; none when all are over."""
        return next((one for one in self.meetings if not one.is_over), None)

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the Outcome that stands now: adjusted, or as suggested."""
        return self.draft.fingerprint if self.adjusted is None else self.adjusted.fingerprint

    @property
    def files(self) -> Mapping[str, str]:
        """Hashes of the Outcome's files that stand now."""
        return self.draft.files if self.adjusted is None else self.adjusted.files

    @property
    def is_single(self) -> bool:
        """Whether any step was taken by a person whom nobody had signed in: a trial 单人试算."""
        return any(step.sign_in == "single" for step in self.steps)


def plan_document(plan: Plan) -> dict[str, Any]:
    """Return a plan as JSON-ready data, ``decision/1``."""
    document: dict[str, Any] = to_json(plan)
    return document


def plan_from(document: object, *, revision: int = 0, source: str = "decision.json") -> Plan:
    """Return the plan that a document says.

    Raises
    ------
    DataError
        If it is no ``decision/1`` in every part.
    """
    try:
        found = from_json(Plan, document)
    except (ValueError, TypeError) as error:
        raise DataError([Problem("course.not_a_plan", Place(source), str(error)[:80])]) from None
    object.__setattr__(found, "revision", revision)
    return found
