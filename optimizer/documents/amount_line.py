"""How an amount came about, in one line: the formula, what cut it, and their articles."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.documents.cited import cite, reason_text
from optimizer.formats.outcome import ProjectOutcome
from optimizer.formats.reason import Step
from optimizer.wording import Language, say

_ENTITLED = "entitlement.step."
_ROUNDED = "allocation.step.grid"
#: The steps that make an amount; all others only bound it.
_MAKES = frozenset(
    f"{_ENTITLED}{kind}"
    for kind in (
        "flat",
        "share",
        "match",
        "match_level",
        "match_sum",
        "tier",
        "audited",
        "no_basis",
    )
)


def amount_line(project: ProjectOutcome, lang: Language) -> str:
    """Return the formula and the last cut under it, each with its source.

    Parameters
    ----------
    project
        A project with a derivation; without one the line is empty.
    lang
        The language of the line.

    Returns
    -------
    str
        For example ``8,000万元 × 10% = 800万元（第7条第1句）→ 单项上限500万元（第7条第1句）``.
        What lowers the entitled amount afterwards is a reason, and not repeated here.
    """
    return " → ".join(_parts(project, lang))


def _parts(project: ProjectOutcome, lang: Language) -> Iterator[str]:
    made = [step for step in project.derivation if step.code in _MAKES]
    if made:
        yield _said(made[-1], lang)
    entitled = [step for step in project.derivation if step.code.startswith(_ENTITLED)]
    cuts = [step for step in entitled if step.cut]
    if cuts:
        yield _said(cuts[-1], lang)
    if project.status == "full":
        rounded = [step for step in project.derivation if step.code == _ROUNDED]
        yield from (say("documents.line.rounded", lang, amount=step.amount_fen) for step in rounded)


def _said(step: Step, lang: Language) -> str:
    words = say(step.code, lang, **step.params)
    return say("documents.line.step", lang, words=words, source=cite(step.citation, lang))


def why_line(project: ProjectOutcome, lang: Language) -> str:
    """Return why a project gets what it gets: the formula where in full, else the reasons.

    An amount that was lowered by the plan gives the reasons first, then the formula.
    """
    line = amount_line(project, lang)
    if project.status == "full" and line:
        return line
    parts = [reason_text(reason, lang) for reason in project.reasons]
    if project.status == "partial" and line:
        parts.append(line)
    return say("documents.between", lang).join(parts)
