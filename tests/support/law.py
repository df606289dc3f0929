"""The district's draft under a call made for tests, and applications that pass everything."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from optimizer.intake.tables import Applications
from optimizer.policy.call import resolve
from optimizer.policy.law import Call, Law
from optimizer.policy.read import read_policy
from optimizer.policy.settings import Setting
from optimizer.policy.types import Policy, TierTable
from optimizer.policy.values import read_value
from optimizer.policy.versions import find
from tests.support.applications import applications_from

CASES = Path(__file__).resolve().parent.parent / "cases" / "law"
#: What the text leaves open, as the catalogue's golden vectors assume it.
RATIOS = {
    "9.3.ratio": "30%",
    "10.match_ratio": "100%",
    "12.ratio_national": "100%",
    "12.ratio_beijing": "100%",
    "15.1.ratio": "50%",
}
GATES = {
    "recognition": ("form_check", "verification"),
    "formula": ("form_check", "special_audit"),
    "matching": ("form_check", "verification", "special_audit"),
    "competitive": ("form_check", "expert_scores", "site_visit"),
}


@cache
def district() -> Policy:
    """Return the bundled draft."""
    return read_policy(find("dongcheng_2025_draft"))


def call_of(policy: Policy, **changes: Any) -> Call:  # noqa: ANN401 (fields of Call)
    """Return a call of 2026 with no tier tables and every gate of its mode."""
    call = Call(
        year=2026,
        policy=policy.version,
        exercise=True,
        policy_start=date(2025, 1, 1),
        qualifying_window=(date(2025, 1, 1), date(2026, 5, 31)),
        issued_by="",
        settings={},
        tier_tables={},
        gates=GATES,  # type: ignore[arg-type]  # modes as text
        weights={c.key: c.weight for c in policy.criteria},
    )
    return replace(call, **changes)


def tier_table(clause: str, of: str, bands: Mapping[str, str]) -> TierTable:
    """Return a tier table, bands as ``{"90": "100%"}``."""
    pairs = [
        (round(Fraction(start) * 100), Fraction(part.rstrip("%")) / 100)
        for start, part in bands.items()
    ]
    return TierTable(clause, of, tuple(sorted(pairs, reverse=True)), "assumed")  # type: ignore[arg-type]  # a word of the case file


def law_of(
    parameters: Mapping[str, Any] | None = None,
    policy: Policy | None = None,
    **call_changes: Any,  # noqa: ANN401 (fields of Call)
) -> Law:
    """Return the law with parameters as the files write them; ``""`` leaves one unset."""
    policy = policy or district()
    given = {**(RATIOS if policy is district() else {}), **(parameters or {})}
    settings = {
        name: Setting(
            None if raw == "" else read_value(policy.parameters[name].kind, raw), "assumed", "call"
        )
        for name, raw in given.items()
    }
    return resolve(policy, call_of(policy, **call_changes), settings, {})


@cache
def _defaults() -> dict[str, Any]:
    return tomllib.loads((CASES / "applications.toml").read_text(encoding="utf-8"))


def application(clause: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 (cells)
    """Return the record of an application that passes everything, but for ``changes``."""
    defaults = _defaults()
    return {**defaults["common"], **defaults["clause"][clause], "clause": clause, **changes}


def lists_of(clause: str, number: str = "A1") -> dict[str, list[dict[str, Any]]]:
    """Return the list rows of such an application."""
    lists = _defaults()["lists"].get(clause, {})
    return {
        name: [{"application_no": number, **row} for row in rows] for name, rows in lists.items()
    }


def applications(
    *records: Mapping[str, Any], lists: Mapping[str, Sequence[Mapping[str, Any]]] | None = None
) -> Applications:
    """Return applications; one without rows in ``lists`` of its clause's defaults has those."""
    given = {name: list(rows) for name, rows in (lists or {}).items()}
    for record in records:
        number = str(record["application_no"])
        for name, rows in lists_of(str(record["clause"]), number).items():
            if lists is None or name not in lists:
                given.setdefault(name, []).extend(rows)
    return applications_from(list(records), given)
