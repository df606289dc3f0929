"""Cases of the law as TOML: what is applied for, under which parameters, and what must come out.

A case changes the application of its clause in ``applications.toml``::

    [[case]]
    name = "..."                  # unique in its file
    cite = "7#1"                  # article and sentence, or the section of the readings
    clause = "7"
    change = { base_amount = "4999.99万元" }          # or several: [[case.application]]
    parameters = { "7.aggregate" = "per_investor" }
    call = { site_visit_above = 5000000 }             # fields of the call
    merit = "85"                                      # points; left out: 80
    lists = { investors = [{ paid_in = "3000万元" }] }  # rows of application A1 unless they say
    ledger = [{ year = 2025, clause = "7", usci = "UNIT1", awarded = "100万元" }]
    expect = { refused = ["below_threshold"] }        # or one entry an application

``expect``: ``amount`` (entitled, so nothing refused), or every reason of ``refused`` or
``incomplete``: the code's last word, ``:name`` for the condition, flag or gate. ``marks`` are all
marks, as ``open.gate:site_visit``. ``together``: what shared limits leave of all applications.
"""

import json
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from optimizer.entitlement.entitle import entitle
from optimizer.entitlement.limits import SharedLimit, unit_limit_left
from optimizer.entitlement.types import ENTITLED, INCOMPLETE, REFUSED, Entitlements
from optimizer.formats.reason import Reason
from optimizer.money import parse_yuan
from tests.support.applications import ledger_from
from tests.support.law import CASES, application, applications, law_of, tier_table

STATUS = {REFUSED: "refused", INCOMPLETE: "incomplete", ENTITLED: "entitled"}
CASE_KEYS = {
    "name", "cite", "clause", "change", "application", "parameters", "call", "tiers", "merit",
    "lists", "ledger", "expect", "together",
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What entitlement answered to a case."""

    entitlements: Entitlements
    limits: tuple[SharedLimit, ...]


def cases(name: str) -> list[dict[str, Any]]:
    """Return the cases of one file; an unknown key fails."""
    document = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = document["case"]
    for case in found:
        unknown = set(case) - CASE_KEYS
        if unknown:
            raise KeyError(case["name"], sorted(unknown))
    return found


def records_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the applications of a case."""
    changes = case.get("application") or [case.get("change", {})]
    return [
        application(
            change.get("clause", case.get("clause")),
            **{"application_no": f"A{i}", **{k: v for k, v in change.items() if k != "clause"}},
        )
        for i, change in enumerate(changes, start=1)
    ]


def run(case: dict[str, Any]) -> Found:
    """Answer a case; the same case is answered once."""
    return _run(json.dumps(case, sort_keys=True, default=str))


@cache
def _run(written: str) -> Found:
    case = json.loads(written)
    given = case.get("lists")
    lists = given and {
        name: [{"application_no": "A1", **row} for row in rows] for name, rows in given.items()
    }
    table = applications(*records_of(case), lists=lists)
    tiers = {
        clause: tier_table(clause, tier["of"], tier["bands"])
        for clause, tier in case.get("tiers", {}).items()
    }
    law = law_of(case.get("parameters"), tier_tables=tiers, **case.get("call", {}))
    points = case.get("merit", "80")
    merits = [points] * len(table) if isinstance(points, str) else points
    merit = np.array([-1 if m == "" else int(Fraction(m) * 100) for m in merits], dtype=np.int64)
    ledger = ledger_from(case.get("ledger", ()))
    entitlements = entitle(law, table, ledger, merit)
    return Found(entitlements, unit_limit_left(law, table, entitlements, ledger))


def word(reason: Reason) -> str:
    """Write a reason as cases do."""
    code = reason.code.removeprefix("entitlement.").removeprefix("failed.")
    code = code.removeprefix("incomplete.")
    of = next((reason.params[k] for k in ("condition", "flag", "gate") if k in reason.params), "")
    return f"{code}:{of}" if of else code


def answer(found: Found, i: int, expected: dict[str, Any]) -> dict[str, Any]:
    """Return what came out for application ``i``, as far as ``expect`` asks."""
    entitlements = found.entitlements
    status = STATUS[int(entitlements.status[i])]
    out: dict[str, Any] = {}
    if status == "entitled":
        out["amount"] = int(entitlements.entitled[i])
    else:
        out[status] = sorted(word(r) for r in entitlements.reasons[i])
    if "marks" in expected:
        out["marks"] = sorted(word(r) for r in entitlements.marks.get(i, ()))
    if "payee" in expected:
        out["payee"] = str(entitlements.payee_usci[i])
    if "verified" in expected:
        out["verified"] = int(entitlements.verified[i])
    if "cut" in expected:
        steps = entitlements.derivation(i)
        out["cut"] = [s.code.removeprefix("entitlement.step.") for s in steps if s.cut]
    return out


def expectations(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what is expected of each application, with amounts in yuan."""
    listed = case["expect"] if isinstance(case["expect"], list) else [case["expect"]]
    read = []
    for entry in listed:
        one = dict(entry)
        for key in ("amount", "verified"):
            if isinstance(one.get(key), str):
                one[key] = parse_yuan(one[key])
        for key in ("refused", "incomplete", "marks"):
            if key in one:
                one[key] = sorted(one[key])
        read.append(one)
    return read


def together(found: Found) -> int:
    """Return the most that all applications of a case may get under the shared limits."""
    total = int(found.entitlements.entitled.sum())
    for limit in found.limits:
        total -= max(int(found.entitlements.entitled[limit.members].sum()) - limit.at_most, 0)
    return total
