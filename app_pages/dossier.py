"""A decision as one file: suggested beside approved, its export, and the check of a file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app_pages import identity, state
from app_pages.components import adjusting, frame, plan_tables
from app_pages.components.money import cell, money, number_format, unit
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.words import escaped, t
from app_pages.services import decisions
from optimizer.decision.course.plan import Plan
from optimizer.decision.dossier.verify import verify
from optimizer.documents.decision_text import badges, plan_line
from optimizer.errors import DataError, RefusedError, StoreError
from optimizer.wording import say, say_problem

#: Amounts that are drawn at most; the file holds all.
_MOST_ROWS = 15


@frame.guarded
def page() -> None:
    """Draw the decision chosen, its export, and the check of any dossier."""
    frame.context_bar("dossier")
    who, now = identity.person(), identity.now()
    plans = decisions.door().plans(who, now)
    latest = decisions.latest(plans)
    if latest is None:
        frame.headline(t("dossier.none"))
    else:
        _decision(_picked(plans, latest))
    _check()


def _picked(plans: list[Plan], latest: Plan) -> Plan:
    by_id = {plan.id: plan for plan in plans}
    names = list(by_id)
    language = state.language()
    chosen = st.selectbox(
        t("approval.pick"),
        names,
        index=names.index(latest.id),
        format_func={n: plan_line(p, language) for n, p in by_id.items()}.__getitem__,
        label_visibility="collapsed",
        key=f"dossier_{language}",
    )
    return by_id[chosen or latest.id]


def _decision(plan: Plan) -> None:
    approved = plan.approved
    total = "—" if approved is None else money(approved.total)
    said = t("dossier.headline", id=plan.id, total=total, suggested=money(plan.draft.suggested))
    frame.headline(escaped(said), " · ".join(badges(plan, state.language())))
    st.caption(t("dossier.about"))
    try:
        data = decisions.door().dossier(identity.person(), identity.now(), plan.id)
    except (RefusedError, StoreError) as error:
        for problem in error.problems:
            st.error(escaped(say_problem(problem, state.language())))
    else:
        st.download_button(
            t("dossier.download"),
            data=data,
            file_name=t("dossier.file", id=plan.id),
            mime="application/zip",
            on_click="ignore",
        )
    plan_tables.amounts(decisions.amounts(plan, adjusting.suggested(plan)))
    _amounts(plan)


def _amounts(plan: Plan) -> None:
    """Draw what was suggested beside what is approved, the largest first."""
    listed = decisions.door().approved(identity.person(), identity.now(), plan.id)
    if listed is None:
        return
    of = unit()
    names = {
        one["application_no"]: one["unit_name"] for one in adjusting.suggested(plan)["projects"]
    }
    rows = sorted(listed["amounts"].items(), key=lambda one: (-one[1]["suggested"], one[0]))
    rows = [row for row in rows if row[1]["suggested"] or row[1]["approved"]]
    differ = sum(one["suggested"] != one["approved"] for _, one in rows)
    table = pd.DataFrame(
        {
            "no": [number for number, _ in rows],
            "unit": [names.get(number, "") for number, _ in rows],
            "suggested": [cell(one["suggested"], of) for _, one in rows],
            "approved": [
                None if one["approved"] is None else cell(one["approved"], of) for _, one in rows
            ],
        }
    )
    title = t("dossier.amounts", count=differ, unit=t(f"unit.{of.code}"))
    st.subheader(title, anchor=False)
    column = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(table), _MOST_ROWS),
        placeholder="—",
        alt=title,
        column_config={
            "no": column.TextColumn(t("column.no"), width=100, pinned=True),
            "unit": column.TextColumn(t("column.unit"), width=260),
            **{
                key: column.NumberColumn(
                    t(f"dossier.{key}"),
                    width=110,
                    format=number_format(table[key]),
                )
                for key in ("suggested", "approved")
            },
        },
    )


def _check() -> None:
    """Draw the check of a file: what ``dossier verify`` says."""
    with st.container(border=True):
        uploaded = st.file_uploader(t("dossier.check"), type=["zip"], key="dossier_file")
        if uploaded is None:
            return
        language = state.language()
        try:
            findings = verify(uploaded.getvalue(), uploaded.name)
        except DataError as error:
            for problem in error.problems:
                st.error(escaped(say_problem(problem, language)))
            return
        wrong = [one for one in findings if one.level == "error"]
        if not wrong:
            st.success(say("dossier.good", language))
            return
        st.error(say("dossier.bad", language, count=len(wrong)))
        for one in wrong[:_MOST_ROWS]:
            st.text(say_problem(one, language))


page()
