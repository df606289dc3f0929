"""An outcome as plain text for a terminal, and one project as JSON-ready data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from optimizer import wording
from optimizer.documents.cited import cite, notice_text, reason_text, scenario_text
from optimizer.formats.outcome import Outcome, ProjectOutcome
from optimizer.formats.outcome_document import project_record
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution
from optimizer.intake.year import Year
from optimizer.wording import Language, say


def outcome_text(outcome: Outcome, year: Year, lang: Language) -> str:
    """Return the summary of a plan that ``allocate`` prints: by article, not project by project."""
    return "\n".join(_outcome_lines(outcome, year, lang))


def _outcome_lines(outcome: Outcome, year: Year, lang: Language) -> Iterator[str]:
    totals = outcome.totals
    for notice in outcome.notices:
        yield notice_text(notice, outcome, year, lang)
    yield say("text.scenario", lang, title=scenario_text(outcome, lang))
    if totals["suggested"] is None:
        yield say("text.headline_infeasible", lang)
    else:
        funded = sum(bool(p.suggested) for p in outcome.projects)
        figures = {key: totals[key] for key in ("available", "suggested", "unspent")}
        now = totals["available"] - totals["unspent"]
        later = totals["suggested"] - now
        code = "text.headline_years" if later else "text.headline"
        yield say(code, lang, count=funded, now=now, later=later, **figures)
    yield status_text(outcome.solution, lang)
    counts = Counter[str](p.status for p in outcome.projects)
    states = ("full", "partial", "none", "refused", "incomplete")
    tally = {state: counts[state] for state in states}
    yield say("text.counts", lang, all=len(outcome.projects), **tally)
    for article, amount in (totals["by_article"] or {}).items():
        mine = [p for p in outcome.projects if p.article == article]
        count = say(
            "text.funded", lang, funded=sum(bool(p.suggested) for p in mine), applied=len(mine)
        )
        label = say("text.article", lang, article=article)
        yield f"  {label}  {wording.yuan(amount, lang)}  {count}"
    if totals["suggested"] is not None:
        yield say("text.check", lang)
    yield say("text.fingerprint", lang, fingerprint=outcome.fingerprint)
    yield say("text.more", lang)


def status_text(solution: Solution, lang: Language) -> str:
    """Return what is known of a plan's quality: proven, or how far from the best at most."""
    bound, value = sum(solution.bound), sum(solution.objective)
    if solution.status == "optimal":
        return say("text.proof.optimal", lang)
    if solution.status == "feasible" and bound:
        if bound == value:
            return say("text.proof.equal", lang)
        return say("text.proof.within", lang, gap=f"{100 * (bound - value) / bound:.4f}")
    return say(f"text.status.{solution.status}", lang)


def project_text(project: ProjectOutcome, outcome: Outcome, lang: Language) -> str:
    """Return the derivation of one amount, as ``explain`` prints it."""
    lines = [say(f"text.project.{project.status}", lang, number=project.application_no)]
    lines.append(f"{project.unit_name} · {project.project_name} · {project.clause}")
    lines.append(say("text.scenario", lang, title=scenario_text(outcome, lang)))
    for name in ("requested", "verified", "entitled", "suggested", "approved"):
        amount: int | None = getattr(project, name)
        shown = say("text.none", lang) if amount is None else wording.yuan(amount, lang)
        lines.append(f"  {say(f'text.amount.{name}', lang)}  {shown}")
    lines.append(say("text.reasons", lang))
    lines += [f"  {reason_text(reason, lang)}" for reason in project.reasons]
    if project.derivation:
        lines.append(say("text.steps", lang))
    for step in project.derivation:
        words = say(step.code, lang, **step.params)
        amount_text = wording.say("text.fen", lang, amount=step.amount_fen)
        lines.append(f"  {amount_text}  {words}  [{cite(step.citation, lang)}]")
    if project.marks:
        lines.append(say("text.marks", lang))
    lines += [f"  {reason_text(mark, lang)}" for mark in project.marks]
    return "\n".join(lines)


def project_document(project: ProjectOutcome, outcome: Outcome, lang: Language) -> dict[str, Any]:
    """Return one project of an outcome as JSON-ready data, with its sentences."""
    document = project_record(project)
    document["fingerprint"] = outcome.fingerprint
    document["text"] = project_text(project, outcome, lang).splitlines()
    return document


def solution_text(problem: AllocationProblem, solution: Solution, lang: Language) -> str:
    """Return a bare solution as ``solve`` prints it: one line a funded project."""
    lines = [status_text(solution, lang)]
    if solution.awards is not None:
        figures = {name: tuple(str(v) for v in getattr(solution, name)) for name in _BOUNDS}
        lines.append(say("text.solution", lang, unspent=solution.unspent, **figures))
        lines += [
            f"{number}\t{award}"
            for number, award in zip(problem.ids.tolist(), solution.awards.tolist(), strict=True)
            if award
        ]
    return "\n".join(lines)


_BOUNDS = ("objective", "bound")
