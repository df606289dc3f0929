"""A back-test over the ledger: the answer first, then each award that would differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from optimizer.insight.law.backtest import Tried
from optimizer.policy.types import Policy
from optimizer.wording import Language, say

FORMAT = "backtest/1"


def totals(found: Sequence[Tried]) -> dict[str, Any]:
    """Return the figures: awards, fen awarded and at most, and how many the ledger cannot judge."""
    known = [one for one in found if one.at_most is not None]
    return {
        "awards": len(found),
        "awarded_fen": sum(one.awarded for one in found),
        "at_most_fen": sum(one.at_most or 0 for one in known),
        "cut_fen": sum(one.cut for one in known),
        "fates": dict(Counter(one.fate for one in found)),
        "unknown": dict(Counter(code for one in found for code in one.unknown)),
    }


def backtest_document(found: Sequence[Tried], policy: Policy) -> dict[str, Any]:
    """Return a back-test as JSON-ready data; amounts in fen."""
    return {
        "format": FORMAT,
        "what_if": True,
        "policy_version": policy.version,
        "totals": totals(found),
        "awards": [
            {
                "ledger_row": one.row + 1,
                "year": one.year,
                "application_no": one.application_no,
                "unit_name": one.unit_name,
                "clause": one.clause,
                "awarded_fen": one.awarded,
                "at_most_fen": one.at_most,
                "fate": one.fate,
                "unknown": list(one.unknown),
            }
            for one in found
        ],
    }


def backtest_text(found: Sequence[Tried], policy: Policy, lang: Language) -> str:
    """Return a back-test as ``backtest`` prints it."""
    figures = totals(found)
    lines = [
        say(
            "law.backtest.headline",
            lang,
            version=policy.version,
            count=len(found),
            awarded=figures["awarded_fen"],
            cut=figures["cut_fen"],
            changed=sum(one.fate != "same" for one in found),
        )
    ]
    lines += [
        say(
            f"law.backtest.{one.fate}",
            lang,
            year=one.year,
            no=one.application_no or "—",
            unit=one.unit_name,
            clause=one.clause,
            awarded=one.awarded,
            at_most=one.at_most or 0,
        )
        for one in found
        if one.fate != "same"
    ]
    lines += [
        say(f"law.backtest.unknown.{code}", lang, count=count)
        for code, count in sorted(figures["unknown"].items())
    ]
    return "\n".join([*lines, say("law.what_if", lang)])
