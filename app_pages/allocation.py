"""Who gets how much under this budget, and what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from app_pages import service, state
from app_pages.access import may_use
from app_pages.components import amounts, charts, clash, controls, frame, results, unspent
from app_pages.components.costs import costs
from app_pages.components.exceptions import exceptions
from app_pages.components.money import money, unit
from app_pages.components.proof import proof
from app_pages.components.scenario_acts import keep_controls
from app_pages.components.screen import is_dark
from app_pages.components.words import t
from app_pages.state import Situation
from optimizer.formats.outcome import Outcome, ProjectOutcome
from optimizer.policy.types import Policy

#: The smallest gap that is written, in per cent: a gap that is not nothing never reads as nothing.
LEAST_GAP = 0.01
#: The reason of an amount that one published ratio lowered.
REDUCED = "allocation.partial.equal_ratio"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@frame.guarded
def page() -> None:
    """Read the state, allocate, draw."""
    frame.context_bar("allocation")
    now = state.situation()
    outcome = now.shown.outcome
    held = controls.pools_held(now.base, now.controls)
    articles = charts.by_article(outcome, now.year.policy, held)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if may_use("allocation"):
            controls.amounts(now)
            controls.pools(now, articles)
            controls.reset(now)
            keep_controls(now)
        else:
            with st.container(width="content", gap="xsmall"):
                controls.in_words(now)
        st.space("stretch")
        _download(now)
    clash.trouble(now)
    frame.headline(sentence(outcome, now.year.policy), _available(now))
    frame.strip(figures(now))
    _work(now)
    unspent.why(outcome)
    proof(outcome, handed_out=not now.out_of_date)
    exceptions(outcome)
    costs(outcome)
    frame.notices(now)


def _download(now: Situation) -> None:
    """Draw the download of the allocation table; out-of-date tables are not handed out."""
    if now.out_of_date:
        return
    outcome, language, year = now.shown.outcome, state.language(), now.year
    st.download_button(
        t("allocation.download"),
        data=lambda: service.workbook(outcome, year, language),
        file_name=t("allocation.file", year=now.name, scenario=now.base.name),
        mime=XLSX,
        on_click="ignore",
        # White on the dark theme's primary colour is too faint.
        type="secondary" if is_dark() else "primary",
    )


def sentence(outcome: Outcome, policy: Policy) -> str:
    """Return the answer: available, suggested, left; both kinds of clauses."""
    modes = {clause.id: clause.mode for clause in policy.clauses}
    may = [p for p in outcome.projects if p.status in {"full", "partial", "none"}]
    competing = [p for p in may if modes.get(p.clause) == "competitive"]
    others = [p for p in may if modes.get(p.clause) != "competitive"]
    funded = sum(bool(p.suggested) for p in may)
    totals = outcome.totals
    full = sum(p.status == "full" for p in others)
    this_year = int(totals["available"]) - int(totals["unspent"])
    later = int(totals["suggested"]) - this_year
    parts = [
        t(
            "headline.allocated_years" if later else "headline.allocated",
            available=money(totals["available"]),
            projects=funded,
            suggested=money(totals["suggested"]),
            now=money(this_year),
            later=money(later),
            unspent=money(totals["unspent"]),
        )
    ]
    if others:
        parts.append(_equal(others, full))
    if competing:
        chosen = sum(bool(p.suggested) for p in competing)
        parts.append(t("headline.competitive", chosen=chosen, count=len(competing)))
    return t("headline.join", first=parts[0], rest=tuple(parts[1:]))


def _equal(others: Sequence[ProjectOutcome], full: int) -> str:
    """Return what becomes of the entitlement-like projects: in full, or all by one ratio."""
    code = "equal_full" if full == len(others) else "equal_part"
    reduced = [r for p in others for r in p.reasons if r.code == REDUCED]
    ratios = {str(r.params["ratio"]) for r in reduced}
    if len(ratios) == 1 and not full:
        return t("headline.equal_ratio", part=len(reduced), count=len(others), ratio=ratios.pop())
    return t(f"headline.{code}", full=full, count=len(others))


def _available(now: Situation) -> str:
    """Return how the available budget comes about."""
    budget = now.shown.outcome.scenario["budget"]
    available = int(now.shown.outcome.totals["available"])
    return t(
        "headline.available",
        available=money(available),
        total=money(budget["total"]),
        reserve=money(budget["reserve"]),
        committed=money(budget["total"] - budget["reserve"] - available),
    )


def figures(now: Situation) -> list[tuple[str, str, str | None]]:
    """Return the figure strip; a difference from the reference only where there is one."""
    outcome, reference = now.shown.outcome, now.reference
    counts, units = _counts(outcome)
    before, before_units = _counts(reference) if reference else (counts, units)
    suggested = int(outcome.totals["suggested"])
    was = int(reference.totals["suggested"]) if reference else suggested
    funded = counts["full"] + counts["partial"]
    funded_before = before["full"] + before["partial"]
    refused, incomplete = counts["refused"], counts["incomplete"]
    return [
        (t("strip.suggested"), money(suggested), _delta(suggested - was, is_money=True)),
        (
            t("strip.projects"),
            f"{funded} / {len(outcome.projects)}",
            _delta(funded - funded_before),
        ),
        (t("strip.units"), str(units), _delta(units - before_units)),
        (t("strip.refused"), str(refused), _delta(refused - before["refused"])),
        (
            t("strip.incomplete"),
            str(incomplete),
            _delta(incomplete - before["incomplete"]),
        ),
        (t("strip.unspent"), money(outcome.totals["unspent"]), None),
        (t("strip.proof"), _proof(outcome), None),
    ]


def _counts(outcome: Outcome) -> tuple[Counter[str], int]:
    units = {p.payee_usci or p.usci for p in outcome.projects if p.suggested}
    return Counter(p.status for p in outcome.projects), len(units)


def _delta(difference: int, *, is_money: bool = False) -> str | None:
    if not difference:
        return None
    amount = money(abs(difference)) if is_money else str(abs(difference))
    return t("strip.more" if difference > 0 else "strip.less", amount=amount)


def _proof(outcome: Outcome) -> str:
    """Return what is proven; where it is not, how far from the best the plan is at most."""
    solution = outcome.solution
    bound, reached = sum(solution.bound), sum(solution.objective)
    if solution.status == "feasible" and bound == reached:
        return t("proof.equal")
    if solution.status == "feasible" and bound > 0:
        return t("proof.within", gap=f"{max(100 * (bound - reached) / bound, LEAST_GAP):.2f}")
    return t(f"proof.{solution.status}")


@st.fragment
@frame.guarded
def _work(now: Situation) -> None:
    """Draw the working table beside the picture, or beside the row selected."""
    outcome = now.shown.outcome
    # English labels make the picture wider; in Chinese a formula with its source fits the table.
    left, right = st.columns([67, 33] if state.language() == "zh" else [64, 36], gap="medium")
    with left:
        with st.container(horizontal=True, vertical_alignment="center"):
            search = st.text_input(
                t("table.search"),
                placeholder=t("table.search"),
                label_visibility="collapsed",
                width=200,
                key="search",
            )
            pill = st.pills(
                t("table.filter"),
                list(results.FILTERS),
                default="all",
                required=True,
                format_func={code: t(f"filter.{code}") for code in results.FILTERS}.__getitem__,
                label_visibility="collapsed",
                key="filter",
            )
        table = results.rows(outcome.fingerprint, unit(), state.language(), outcome)
        kept = results.chosen(table, search, pill or "all")
        # A new key with every filter: no row stays selected that the filter moved elsewhere.
        selected = results.draw(kept, f"results_{outcome.fingerprint[-12:]}_{pill}_{search}")
    with right:
        project = amounts.find(outcome, selected) if selected else None
        if project is not None:
            amounts.card(project)
        else:
            held = controls.pools_held(now.shown.scenario, now.shown.controls)
            charts.pool_bars(charts.by_article(outcome, now.year.policy, held))


page()
