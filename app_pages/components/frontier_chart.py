"""A frontier drawn: the line with its breaks, the points, and where the plan stands."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from app_pages.components.money import Unit, unit
from app_pages.components.picture import ink, picture
from app_pages.components.words import t
from optimizer.documents.frontier_text import PER_POINT_WAN, merit_points, slope_points
from optimizer.insight.frontier.explore import Frontier

HEIGHT = 330
#: A straight line is drawn between breaks; of a frontier with one point there is none.
_ENDS = 2


def scaled(found: Frontier, value: int, of: Unit) -> float:
    """Return a value of the axis as the picture has it."""
    return float(value) if found.axis.unit == "count" else value / of.yuan


def draw(found: Frontier, key: str) -> Any:  # noqa: ANN401  # a selection of the chart
    """Draw the picture; a click on a point selects its value."""
    of = unit()
    _, note, _, (_, blue), mark = ink()
    plans = [one for one in found.points if one.awards is not None]
    kinds = [t("frontier.kind.line"), t("frontier.kind.point")]
    low, high = found.points[0].value, found.points[-1].value
    breaks = [b for b in found.line.breaks if low <= b.value <= high]
    across = t("frontier.units_axis") if found.axis.unit == "count" else t(f"unit.{of.code}")
    x = alt.X("x:Q", title=across, scale=alt.Scale(zero=False))
    y = alt.Y("y:Q", title=t("frontier.merit"), scale=alt.Scale(zero=False))
    layers: list[Any] = []
    if len(breaks) >= _ENDS:
        data = pd.DataFrame(
            {
                "x": [scaled(found, b.value, of) for b in breaks],
                "y": [b.merit / PER_POINT_WAN for b in breaks],
                "kind": kinds[0],
            }
        )
        line = alt.Chart(data).mark_line(color=note, strokeWidth=1.5).encode(x=x, y=y)
        layers += [line, alt.Chart(data).mark_tick(color=note, size=9).encode(x=x, y=y)]
    here = pd.DataFrame({"x": [scaled(found, found.axis.now, of)]})
    layers.append(alt.Chart(here).mark_rule(color=mark, strokeDash=[4, 3]).encode(x="x:Q"))
    picked = alt.selection_point(name="picked", fields=["value"], on="click")
    dots = pd.DataFrame(
        {
            "value": [str(p.value) for p in plans],
            "x": [scaled(found, p.value, of) for p in plans],
            "y": [p.merit / PER_POINT_WAN for p in plans],
            "kind": kinds[1],
        }
    )
    layers.append(
        alt.Chart(dots)
        .mark_point(color=blue, filled=True, size=70, cursor="pointer")
        .encode(x=x, y=y, opacity=alt.condition(picked, alt.value(1), alt.value(0.35)))
        .add_params(picked)
    )
    return picture(
        alt.layer(*layers).properties(height=HEIGHT),
        finding(found),
        t("frontier.drawn", unit=across),
        key=key,
        on_select="rerun",
        selection_mode="picked",
    )


def finding(found: Frontier) -> str:
    """Return the sentence over the picture, computed from what it shows."""
    slopes = [b.slope for b in found.line.breaks if b.slope is not None]
    if len(slopes) >= _ENDS:
        first, last = slope_points(slopes[0]), slope_points(slopes[-1])
        return t("frontier.bend", first=first, last=last)
    merits = [p.merit for p in found.points if p.awards is not None]
    low, high = merit_points(min(merits, default=0)), merit_points(max(merits, default=0))
    return t("frontier.no_bend", count=len(merits), low=low, high=high)
