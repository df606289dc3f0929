"""What single experts mean for the plan: influence, never blame."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from app_pages import state
from app_pages.components import frame
from app_pages.components.charts import BAR_STEP, FONTS
from app_pages.components.money import money
from app_pages.components.picture import ink, picture
from app_pages.components.problems import ROW_HEIGHT, table_height
from app_pages.components.running import tracked
from app_pages.components.words import t
from app_pages.services import experts as service
from app_pages.state import Situation
from optimizer.insight.experts.influence import SHIFT, Influence, hanging
from optimizer.insight.experts.panels import Disagreement, ExpertRecord

#: Scores are hundredths of a point.
HUNDREDTHS = 100
#: Experts and applications named in a sentence.
_NAMED = 3
#: Height of the picture, and the least of one line in it, in pixels.
_TALL, _LEAST_STEP = 360, 15
#: Experts in the picture, and applications in the table of disagreement.
_WIDEST = 30


@frame.guarded
def page() -> None:
    """Read the state, add the sheets up, draw; influence is worked out on request."""
    frame.context_bar("experts")
    now = state.situation()
    outcome = now.shown.outcome
    records = service.records(now.year, outcome)
    if not any(record.sheets for record in records):
        st.info(t("experts.nothing"))
        return
    apart = service.apart(now.year, outcome)
    frame.headline(_sentence(records, apart), t("experts.beneath"))
    left, right = st.columns([60, 40], gap="medium")
    with left:
        _table(records)
    with right:
        _severity(records)
    st.subheader(t("experts.influence.title"), anchor=False)
    tracked(
        f"experts_{outcome.fingerprint}",
        service.influence_work(now.year, now.base, outcome),
        partial(_influence, now),
        start=t("experts.influence.start", count=len(records)),
        about=t("experts.influence.about", shift=SHIFT),
    )
    _disagreement(apart, now)
    frame.notices(now)


def _sentence(records: Sequence[ExpertRecord], apart: Sequence[Disagreement]) -> str:
    """Return how far experts lie from their panels, and who is missing."""
    known = [record.severity for record in records if record.severity is not None]
    missing = sum(record.missing for record in records)
    parts = [
        t(
            "experts.headline",
            experts=len(records),
            sheets=sum(record.sheets for record in records),
            low=_points(min(known, default=0)),
            high=_points(max(known, default=0)),
            deviation=apart[0].deviation,
        ),
        t("experts.missing" if missing else "experts.complete", count=missing),
    ]
    return t("headline.join", first=parts[0], rest=tuple(parts[1:]))


def _points(hundredths: int) -> str:
    """Write a difference of points with its sign."""
    sign = "+" if hundredths > 0 else "−" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) / HUNDREDTHS:.2f}"


def _table(records: Sequence[ExpertRecord]) -> None:
    column = st.column_config
    data = pd.DataFrame(
        {
            "expert": [r.expert for r in records],
            "panels": ["、".join(r.panels) for r in records],
            "sheets": [r.sheets for r in records],
            "severity": [_hundredths(r.severity) for r in records],
            "spread": [r.spread for r in records],
            "agreement": [_hundredths(r.agreement) for r in records],
            "recused": [r.recused for r in records],
            "missing": [r.missing for r in records],
        }
    ).astype({"spread": "Int64"})
    st.dataframe(
        data,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(data), 12),
        placeholder="—",
        alt=t("experts.table.alt"),
        column_config={
            "expert": column.TextColumn(t("experts.expert"), width=104, pinned=True),
            "panels": column.TextColumn(t("experts.panels"), width=80),
            "sheets": column.NumberColumn(t("experts.sheets"), width=64),
            "severity": column.NumberColumn(
                t("experts.severity"), width=96, format="%+.2f", help=t("experts.severity.help")
            ),
            "spread": column.NumberColumn(
                t("experts.spread"), width=84, format="%d%%", help=t("experts.spread.help")
            ),
            "agreement": column.NumberColumn(
                t("experts.agreement"), width=84, format="%.2f", help=t("experts.agreement.help")
            ),
            "recused": column.NumberColumn(t("experts.recused"), width=56),
            "missing": column.NumberColumn(t("experts.absent"), width=56),
        },
    )


def _hundredths(value: int | None) -> float | None:
    return None if value is None else value / HUNDREDTHS


def _severity(records: Sequence[ExpertRecord]) -> None:
    """Draw how far each expert lies from the others of the panel."""
    widest = sorted(
        (r for r in records if r.severity is not None),
        key=lambda r: (-abs(r.severity or 0), r.expert),
    )[:_WIDEST]
    known = sorted(widest, key=lambda r: (-(r.severity or 0), r.expert))
    if not known:
        return
    _, note, pale, solid, _ = ink()
    data = pd.DataFrame(
        {
            "expert": [r.expert for r in known],
            "points": [_hundredths(r.severity) for r in known],
            "label": [_points(r.severity or 0) for r in known],
            "zero": 0.0,
        }
    )
    order = list(data["expert"])
    y = alt.Y("expert:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False))
    pad = 1.3 * float(data["points"].abs().max()) or 1.0
    scale = alt.Scale(domain=[-pad, pad], nice=False)
    x = alt.X("points:Q", scale=scale, axis=None)
    base = alt.Chart(data)
    chart = alt.layer(
        base.mark_bar(color=pale, size=3).encode(
            y=y, x=alt.X("zero:Q", scale=scale, axis=None), x2="points:Q"
        ),
        base.mark_point(color=solid[1], filled=True, size=60, opacity=1).encode(y=y, x=x),
        base.transform_filter("datum.points >= 0")
        .mark_text(align="left", dx=8, color=note, fontSize=12, font=FONTS)
        .encode(y=y, x=x, text="label:N"),
        base.transform_filter("datum.points < 0")
        .mark_text(align="right", dx=-8, color=note, fontSize=12, font=FONTS)
        .encode(y=y, x=x, text="label:N"),
        base.mark_rule(color=note).encode(x=alt.X("zero:Q", scale=scale, axis=None)),
    ).properties(height=alt.Step(min(BAR_STEP, max(_TALL // len(known), _LEAST_STEP))))
    wide = known[0] if (known[0].severity or 0) >= -(known[-1].severity or 0) else known[-1]
    picture(
        chart,
        t("experts.finding", expert=wide.expert, points=_points(wide.severity or 0)),
        t("experts.drawn"),
        key="expert_severity",
    )


def _influence(now: Situation, found: Sequence[Influence]) -> None:
    """Draw what leaving out or shifting each expert does, and what hangs on one expert."""
    out = [one for one in found if one.kind == "without"]
    hang = hanging(found)
    most = max(out, key=lambda o: (len(o.entered) + len(o.left), o.money), default=None)
    if most is None:
        return
    changed = len(most.entered) + len(most.left)
    st.text(
        t("experts.influence.none", count=len(out))
        if not changed
        else t(
            "experts.influence.finding",
            expert=most.expert,
            changed=changed,
            money=money(most.money),
            hanging=len(hang),
            count=len(out),
        )
    )
    shifts = {(one.expert, one.kind): one for one in found}
    rows = pd.DataFrame(
        {
            "expert": [one.expert for one in out],
            "changed": [len(one.entered) + len(one.left) for one in out],
            "money": [money(one.money) for one in out],
            "higher": [_count(shifts.get((one.expert, "higher"))) for one in out],
            "lower": [_count(shifts.get((one.expert, "lower"))) for one in out],
            "entered": [_named(one.entered) for one in out],
            "left": [_named(one.left) for one in out],
        }
    ).astype({"higher": "Int64", "lower": "Int64"})
    column = st.column_config
    most_changed = max(int(rows["changed"].max()), 1)
    st.dataframe(
        rows.sort_values(["changed", "expert"], ascending=[False, True]),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(rows), 12),
        placeholder="—",
        alt=t("experts.influence.alt"),
        column_config={
            "expert": column.TextColumn(t("experts.expert"), width=104, pinned=True),
            "changed": column.ProgressColumn(
                t("experts.changed"),
                width=130,
                min_value=0,
                max_value=most_changed,
                format="%d",
            ),
            "money": column.TextColumn(t("experts.money"), width=110),
            "higher": column.NumberColumn(t("experts.higher", shift=SHIFT), width=96),
            "lower": column.NumberColumn(t("experts.lower", shift=SHIFT), width=96),
            "entered": column.TextColumn(t("experts.entered"), width=230),
            "left": column.TextColumn(t("experts.left"), width=230),
        },
    )
    _hanging(hang, now)


def _count(one: Influence | None) -> int | None:
    return None if one is None or one.moved is None else len(one.entered) + len(one.left)


def _named(numbers: Sequence[str]) -> str:
    if not numbers:
        return "—"
    rest = len(numbers) - _NAMED
    code = "ways.moves_more" if rest > 0 else "ways.moves"
    return t(code, moves=tuple(numbers[:_NAMED]), count=rest)


def _hanging(hang: dict[str, tuple[str, ...]], now: Situation) -> None:
    """Draw the projects that one expert alone brings in or keeps out."""
    if not hang:
        return
    projects = {p.application_no: p for p in now.shown.outcome.projects}
    column = st.column_config
    rows = pd.DataFrame(
        {
            "no": list(hang),
            "unit": [projects[no].unit_name for no in hang],
            "clause": [projects[no].clause for no in hang],
            "merit": [_hundredths(projects[no].merit) for no in hang],
            "suggested": [money(projects[no].suggested) for no in hang],
            "experts": ["、".join(who) for who in hang.values()],
        }
    )
    st.text(t("experts.hanging", count=len(hang)))
    st.dataframe(
        rows,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=table_height(len(rows), 12),
        placeholder="—",
        alt=t("experts.hanging", count=len(hang)),
        column_config={
            "no": column.TextColumn(t("column.no"), width=100, pinned=True),
            "unit": column.TextColumn(t("column.unit"), width=200),
            "clause": column.TextColumn(t("column.clause"), width=56),
            "merit": column.NumberColumn(t("column.merit"), width=72, format="%.2f"),
            "suggested": column.TextColumn(t("column.suggested"), width=100),
            "experts": column.TextColumn(t("experts.on_whom"), width=160),
        },
    )


def _disagreement(apart: Sequence[Disagreement], now: Situation) -> None:
    """Draw where the experts of one application lie farthest apart."""
    projects = {p.application_no: p for p in now.shown.outcome.projects}
    shown = [one for one in apart if one.application_no in projects][:_WIDEST]
    with st.expander(t("experts.apart", count=len(shown), of=len(apart))):
        rows = pd.DataFrame(
            {
                "no": [one.application_no for one in shown],
                "unit": [projects[one.application_no].unit_name for one in shown],
                "clause": [projects[one.application_no].clause for one in shown],
                "deviation": [_hundredths(one.deviation) for one in shown],
                "lowest": [_hundredths(one.lowest) for one in shown],
                "highest": [_hundredths(one.highest) for one in shown],
                "sheets": [one.sheets for one in shown],
                "missing": [one.missing for one in shown],
            }
        )
        column = st.column_config
        st.dataframe(
            rows,
            hide_index=True,
            row_height=ROW_HEIGHT,
            height=table_height(len(rows), 12),
            placeholder="—",
            alt=t("experts.apart", count=len(shown), of=len(apart)),
            column_config={
                "no": column.TextColumn(t("column.no"), width=100, pinned=True),
                "unit": column.TextColumn(t("column.unit"), width=200),
                "clause": column.TextColumn(t("column.clause"), width=56),
                "deviation": column.NumberColumn(t("experts.deviation"), width=80, format="%.2f"),
                "lowest": column.NumberColumn(t("experts.lowest"), width=80, format="%.2f"),
                "highest": column.NumberColumn(t("experts.highest"), width=80, format="%.2f"),
                "sheets": column.NumberColumn(t("experts.sheets"), width=64),
                "missing": column.NumberColumn(t("experts.absent"), width=56),
            },
        )


page()
