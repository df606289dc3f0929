"""Pictures of what hangs on the weights: score against share of weightings, and stability bands."""

from __future__ import annotations

import altair as alt
import pandas as pd

from app_pages import state
from app_pages.components.picture import ink, picture
from app_pages.components.words import t, title
from optimizer.formats.outcome import Outcome
from optimizer.insight.weights.classes import CLASSES
from optimizer.insight.weights.remainder import WHOLE
from optimizer.insight.weights.result import Robustness
from optimizer.policy.types import Policy
from optimizer.wording import say

_HUNDREDTHS = 100
_TALL = 280
_STEP = 34
_SHAPES = ("circle", "triangle-up", "diamond", "cross")


def scatter(found: Robustness, outcome: Outcome, pass_mark: int | None, key: str) -> None:
    """Draw each reviewed project: score today across, share of the weightings that fund it up."""
    text, note, pale, (certain, likely), mark = ink()
    del pale
    language = state.language()
    words = {name: say(f"weights.class.{name}", language) for name in CLASSES}
    chosen = [i for i in range(len(found.numbers)) if found.competitive[i]]
    classes = [found.class_of(i) for i in chosen]
    data = pd.DataFrame(
        {
            "number": [found.numbers[i] for i in chosen],
            "score": [(outcome.projects[i].merit or 0) / _HUNDREDTHS for i in chosen],
            "share": [100 * float(found.share(i)) for i in chosen],
            "class": [words[name] for name in classes if name is not None],
        }
    )
    order = [words[name] for name in CLASSES]
    scale = alt.Scale(domain=order, range=[certain, likely, mark, note])
    points = (
        alt.Chart(data)
        .mark_point(filled=True, size=60, opacity=0.8)
        .encode(
            x=alt.X("score:Q", title=t("weights.axis.score"), scale=alt.Scale(zero=False)),
            y=alt.Y(
                "share:Q", title=t("weights.axis.share"), scale=alt.Scale(domain=[-4, 104])
            ).axis(values=[0, 25, 50, 75, 100]),
            color=alt.Color("class:N", scale=scale, legend=alt.Legend(orient="top", title=None)),
            shape=alt.Shape(
                "class:N",
                scale=alt.Scale(domain=order, range=list(_SHAPES)),
                legend=alt.Legend(orient="top", title=None),
            ),
            tooltip=[
                alt.Tooltip("number:N", title=t("column.no")),
                alt.Tooltip("score:Q", title=t("column.merit"), format=".2f"),
                alt.Tooltip("share:Q", title=t("weights.column.share"), format=".1f"),
            ],
        )
    )
    layers = [points]
    if pass_mark is not None:
        line = alt.Chart(pd.DataFrame({"mark": [pass_mark / _HUNDREDTHS]}))
        layers.append(line.mark_rule(strokeDash=[4, 3], color=text).encode(x="mark:Q"))
    between = sum(name in {"likely", "open"} for name in classes)
    says = t("weights.finding.none") if not between else t("weights.finding", count=between)
    drawn = t("weights.drawn" if pass_mark is None else "weights.drawn_pass")
    picture(alt.layer(*layers).properties(height=_TALL), says, drawn, key=key)


def band_picture(found: Robustness, i: int, policy: Policy, says: str, key: str) -> None:
    """Draw, a criterion, the run of weights in which an award stays, and the weight now."""
    if found.bands is None:
        return
    text, _, pale, (_, solid), mark = ink()
    del text
    language = state.language()
    data = pd.DataFrame(
        {
            "name": [title(one.title, language) for one in policy.criteria],
            "low": found.bands.low[i],
            "high": found.bands.high[i],
            "now": found.weights,
            "start": 0,
            "end": WHOLE,
        }
    )
    data["label"] = [f"{low}–{high}" for low, high in zip(data["low"], data["high"], strict=True)]
    # A run of one weight is still seen.
    data["from"], data["to"] = data["low"] - 0.5, data["high"] + 0.5
    scale = alt.Scale(domain=[-1, WHOLE + 12], nice=False)
    y = alt.Y(
        "name:N", sort=list(data["name"]), title=None, axis=alt.Axis(labelLimit=150, ticks=False)
    )
    base = alt.Chart(data)
    axis = alt.Axis(values=[0, 20, 40, 60, 80, 100], title=t("weights.axis.weight"))
    rail = base.mark_bar(size=10, color=pale).encode(
        y=y, x=alt.X("start:Q", scale=scale, axis=axis), x2="end:Q"
    )
    run = base.mark_bar(size=10, color=solid).encode(y=y, x=alt.X("from:Q", scale=scale), x2="to:Q")
    at = base.mark_tick(size=20, thickness=3, color=mark).encode(y=y, x=alt.X("now:Q", scale=scale))
    labels = base.mark_text(align="left", dx=6, fontSize=12, color=ink()[1]).encode(
        y=y, x=alt.X("end:Q", scale=scale), text="label:N"
    )
    chart = alt.layer(rail, run, at, labels).properties(height=alt.Step(_STEP))
    picture(chart, says, t("weights.bands.drawn"), key=key)
