"""Experts beside their panels, and their influence on the plan: as text, and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimizer.insight.experts.influence import Influence, hanging
from optimizer.insight.experts.panels import Disagreement, ExpertRecord
from optimizer.wording import Language, say

#: Experts and projects named in the text; the document has all.
_NAMED = 5


def experts_document(
    records: Sequence[ExpertRecord], apart: Sequence[Disagreement], found: Sequence[Influence]
) -> dict[str, Any]:
    """Return everything as JSON-ready data: points in hundredths, ratios in per cent."""
    by_expert: dict[str, dict[str, Any]] = {}
    for one in found:
        by_expert.setdefault(one.expert, {})[one.kind] = (
            None
            if one.moved is None
            else {
                "entered": list(one.entered),
                "left": list(one.left),
                "money": one.money,
                "moved": {no: list(pair) for no, pair in sorted(one.moved.items())},
            }
        )
    return {
        "experts": [
            {
                "expert": one.expert,
                "panels": list(one.panels),
                "sheets": one.sheets,
                "recused": one.recused,
                "missing": one.missing,
                "severity": one.severity,
                "spread": one.spread,
                "agreement": one.agreement,
                "influence": by_expert.get(one.expert, {}),
            }
            for one in records
        ],
        "hanging": {no: list(who) for no, who in hanging(found).items()},
        "disagreement": [
            {
                "application_no": one.application_no,
                "sheets": one.sheets,
                "missing": one.missing,
                "lowest": one.lowest,
                "highest": one.highest,
                "deviation": one.deviation,
            }
            for one in apart
        ],
    }


def experts_text(
    records: Sequence[ExpertRecord],
    apart: Sequence[Disagreement],
    found: Sequence[Influence],
    lang: Language,
) -> str:
    """Return what a person reads on a terminal."""
    lines = [
        say("experts.head", lang, experts=len(records), sheets=sum(r.sheets for r in records)),
    ]
    known = [(r.severity, r) for r in records if r.severity is not None]
    for severity, record in sorted(known, key=lambda p: (-abs(p[0]), p[1].expert))[:_NAMED]:
        sign = "-" if severity < 0 else "+"
        points = f"{sign}{abs(severity) // 100}.{abs(severity) % 100:02d}"
        lines.append(say("experts.severity", lang, expert=record.expert, points=points))
    out = [one for one in found if one.kind == "without"]
    ranked = sorted(out, key=lambda o: (-len(o.entered) - len(o.left), -o.money, o.expert))
    lines += [
        say(
            "experts.without",
            lang,
            expert=one.expert,
            changed=len(one.entered) + len(one.left),
            money=one.money,
        )
        for one in ranked[:_NAMED]
        if one.moved
    ]
    hang = hanging(found)
    code = "experts.hanging" if hang else "experts.none_hangs"
    lines.append(say(code, lang, count=len(hang), projects=tuple(hang)[:_NAMED]))
    if apart:
        widest = apart[0]
        number, deviation = widest.application_no, widest.deviation
        lines.append(say("experts.widest", lang, project=number, deviation=deviation))
    return "\n".join(lines)
