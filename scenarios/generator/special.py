"""Applications put into a year on purpose, so that every rule of the measures has its example.

A row says only how it differs from an ordinary complete application to its clause; ``expects`` is
what the law makes of it, and a test holds the program to it.
"""

# ruff: noqa: E501  (a table: one phenomenon a row reads better than wrapped)
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from scenarios.generator.columns import Cells
from scenarios.generator.units import NAMED_TWICE, codes

#: ``either``: one of the rows of a tag stays, which one the order of the numbers says.
Expected = Literal["entitled", "refused", "incomplete", "either"]


#: The year for which the rows below are written; other years move their days and years with them.
WRITTEN_FOR = 2026
_DAY = re.compile(r"(?P<year>\d{4})(?P<rest>-\d\d-\d\d)")


@dataclass(frozen=True)
class Special:
    """One application made on purpose.

    Parameters
    ----------
    tag
        The phenomenon; several rows may share it.
    unit
        Rows with the same key are of one unit; empty: a unit of its own.
    cells, lists
        What differs, as people write it; a list given replaces the ordinary rows.
    ledger
        What earlier years decided for the unit; ``project_no = "="`` is this project.
    entitled
        What it may reach, with its unit; empty: not stated.
    reason
        A word that its reasons or marks name, in a code or a parameter; empty: not stated.
    level
        Every expert's score in every criterion, in hundredths; 0: drawn.
    absent, recused
        So many experts of the panel gave no sheet, or stood back; -1: all.
    """

    tag: str
    clause: str
    note: str
    expects: Expected = "entitled"
    entitled: str = ""
    reason: str = ""
    unit: str = ""
    unit_type: str = "企业"
    unit_size: str = "小"
    cells: Cells = field(default_factory=dict)
    lists: Mapping[str, Sequence[Cells]] = field(default_factory=dict)
    ledger: Sequence[Cells] = ()
    level: int = 0
    absent: int = 0
    recused: int = 0


def resolved(cells: Cells, year: int) -> Cells:
    """Return cells moved to ``year``, ``"@7"`` replaced by the code of an outside enterprise."""
    result: dict[str, Any] = {}
    for key, value in cells.items():
        day = _DAY.fullmatch(value) if isinstance(value, str) else None
        if day is not None:
            result[key] = f"{int(day['year']) + year - WRITTEN_FOR}{day['rest']}"
        elif key in {"year", "due_year"}:
            result[key] = int(value) + year - WRITTEN_FOR
        elif isinstance(value, str) and value.startswith("@"):
            serial = np.array([NAMED_TWICE + int(value[1:])])
            result[key] = codes(np.array(["91"], dtype=object), serial)[0]
        else:
            result[key] = value
    return result


def _negative(clause: str, flag: str, item: str, **more: Any) -> Special:  # noqa: ANN401  # cells
    return Special(
        f"negative_{flag}", clause, f"article 4 (4): {item}", "refused", reason=flag,
        cells={f"neg_{flag}": True, **more},
        lists={"negative_events": [{"party": "申报单位", "item": item, "event_date": "2026-01-20", "cleared": False}]},
    )  # fmt: skip


def agreement(no: str, price: str, **more: Any) -> Cells:  # noqa: ANN401  # cells
    """Return an agreement of article 8."""
    return {
        "agreement_no": no, "sign_date": "2025-09-01", "start_date": "2025-09-01",
        "end_date": "2026-08-31", "price": price, "provider_is_listed": True, **more,
    }  # fmt: skip


def award(doc: str, amount: str, level: str = "北京市", kind: str = "奖励", **more: Any) -> Cells:  # noqa: ANN401  # cells
    """Return an award of a higher level."""
    return {
        "level": level, "kind": kind, "award_name": "示例支持", "doc_no": doc,
        "award_date": "2025-10-15", "amount": amount, "received": amount, **more,
    }  # fmt: skip


def investor(paid_in: str) -> Cells:
    """Return an investor of article 7."""
    return {
        "investor_name": "总部投资（示例）有限公司", "investor_type": "总部企业",
        "paid_in": paid_in, "subscribed": "10000万元", "received_on": "2025-11-03",
    }  # fmt: skip


def asks(base: str, requested: str) -> Cells:
    """Return the cells of a base and of the sum asked for."""
    return {"base_amount": base, "requested": requested}


NEGATIVE = (
    _negative("5.1", "major_safety_accident", "重大生产安全事故"),
    _negative("9.3", "major_pollution_accident", "重大环境污染事故"),
    _negative("8", "serious_product_quality", "严重产品质量问题"),
    _negative("9.1", "serious_dishonesty", "严重失信行为"),
    _negative("13", "tax_evasion_investigated", "偷税漏税被立案查处"),
    _negative("5.3", "joint_punishment_blacklist", "列入失信联合惩戒黑名单"),
    _negative("6", "other_major_negative", "其他重大负面影响", neg_other_reason="示例：造成重大社会负面影响"),
    Special("blacklist_cleared", "5.3", "on the blacklist once, taken off it since", entitled="50万元",
        cells={"neg_joint_punishment_blacklist": True},
        lists={"negative_events": [{"party": "申报单位", "item": "列入失信联合惩戒黑名单", "event_date": "2024-05-06", "cleared": True}]}),
    Special("negative_before_lookback", "11", "an accident before the look-back years",
        cells={"neg_major_safety_accident": True},
        lists={"negative_events": [{"party": "申报单位", "item": "重大生产安全事故", "event_date": "2023-05-06", "cleared": True}]}),
)  # fmt: skip

ENTERPRISE = (
    Special("already_awarded", "5.1", "one-time support already given in 2024", "refused",
        ledger=({"year": 2024, "clause": "5.1", "awarded": "50万元"},)),
    Special("already_awarded", "5.3", "one-time support already given in 2025", "refused",
        ledger=({"year": 2025, "clause": "5.3", "awarded": "50万元"},)),
    Special("outside_window", "5.1", "first inclusion two years before the window", "refused",
        reason="first_inclusion", cells={"first_inclusion_date": "2023-06-30"}),
    Special("included_before", "5.1", "left the statistics and came back", "refused", cells={"ever_included_before": True}),
    Special("relocated", "5.1", "above the size elsewhere before it moved here", "refused", cells={"relocated": True}),
    Special("not_digital_core", "5.1", "not a digital core industry", "refused", reason="digital_core", cells={"digital_core": False}),
    Special("violation_found", "5.1", "violation found in an earlier award", "refused", reason="violation",
        ledger=({"year": 2024, "clause": "15.1", "awarded": "20万元", "violation": True},)),
    Special("three_titles", "5.1", "one firm under 5.1, 5.2 and 5.3: three matters", entitled="50万元", unit="titles", unit_size="大"),
    Special("three_lists", "5.2", "on three lists: 200 once", entitled="200万元", unit="titles",
        cells={"lists_entered": "电子信息百强、互联网百强、软件百家"}),
    Special("three_titles", "5.3", "one firm under 5.1, 5.2 and 5.3: three matters", entitled="50万元", unit="titles"),
    Special("group_listing", "5.2", "the list names the group, not the applicant", "refused", unit_size="大", cells={"listed_entity": "所属集团"}),
    Special("gap_without_effect", "6", "fills a gap, without major effect on others", "refused",
        cells={"fills_chain_gap": True, "major_driving_effect": False}),
    Special("repeated_in_term", "6", "the same project was supported in 2025", "refused",
        ledger=({"year": 2025, "clause": "6", "project_no": "=", "awarded": "300万元"},)),
    Special("just_below_threshold", "7", "paid in 4,999.99万元", "refused", reason="threshold", unit_size="大",
        cells=asks("4999.99万元", "499.99万元"), lists={"investors": [investor("4999.99万元")]}),
    Special("at_threshold", "7", "paid in exactly 5,000万元; the new enterprise is paid", entitled="500万元", unit_size="大",
        cells=asks("5000万元", "500万元"), lists={"investors": [investor("3000万元"), investor("2000万元")]}),
    Special("payee_negative", "7", "the enterprise to be paid has a negative flag", "refused", reason="payee_neg", unit_size="大",
        cells={**asks("5200万元", "520万元"), "payee_neg_tax_evasion_investigated": True},
        lists={"investors": [investor("5200万元")],
               "negative_events": [{"party": "收款单位", "item": "偷税漏税被立案查处", "event_date": "2026-02-11", "cleared": False}]}),
    Special("later_tranche", "7", "900 of 1,000 paid to the new enterprise in 2025", entitled="100万元", unit_size="大",
        cells=asks("6000万元", "600万元"), lists={"investors": [investor("6000万元")]},
        ledger=({"year": 2025, "clause": "7", "awarded": "900万元"},)),
)  # fmt: skip

CLOUD = (
    Special("small_agreement", "8", "one agreement of 1.5万元: 7,500 yuan, not rounded", entitled="0.75万元", unit_size="微",
        cells=asks("1.5万元", "0.75万元"), lists={"agreements": [agreement("ZJY-A001", "1.5万元")]}),
    Special("large_enterprise", "8", "not an SME", "refused", reason="size", unit_size="大"),
    Special("two_agreements", "8", "80 and 70 together", entitled="75万元", unit_size="中",
        cells=asks("150万元", "75万元"),
        lists={"agreements": [agreement("ZJY-A002", "80万元"), agreement("ZJY-A003", "70万元")]}),
    Special("at_the_ceiling", "8", "260: the ceiling cuts", entitled="100万元", unit_size="中",
        cells=asks("260万元", "130万元"), lists={"agreements": [agreement("ZJY-A004", "260万元")]}),
    Special("agreement_in_ledger", "8", "the agreement was subsidised in 2025", "refused",
        cells=asks("24万元", "12万元"), lists={"agreements": [agreement("ZJY-A005", "24万元")]},
        ledger=({"year": 2025, "clause": "8", "document_no": "ZJY-A005", "awarded": "12万元"},)),
    Special("agreement_twice", "8", "one agreement in two applications", "either", unit="twice",
        cells=asks("30万元", "15万元"), lists={"agreements": [agreement("ZJY-A006", "30万元")]}),
    Special("agreement_twice", "8", "one agreement in two applications", "either", unit="twice",
        cells=asks("30万元", "15万元"), lists={"agreements": [agreement("ZJY-A006", "30万元")]}),
    Special("below_one_yuan", "8", "half of one yuan", "refused", reason="below_one_yuan", unit_size="微",
        cells=asks("1元", "1元"), lists={"agreements": [agreement("ZJY-A007", "1元")]}),
    Special("other_provider", "8", "not the listed cloud service", "refused",
        cells=asks("20万元", "10万元"), lists={"agreements": [agreement("ZJY-A008", "20万元", provider_is_listed=False)]}),
    Special("signed_before_window", "8", "signed before the window", "refused",
        cells=asks("20万元", "10万元"), lists={"agreements": [agreement("ZJY-A009", "20万元", sign_date="2023-03-01")]}),
    Special("unsigned_commitment", "8", "commitment not signed", "refused", reason="commitment", cells={"commitment": False}),
    Special("missing_bank_data", "8", "no bank account given", cells={"bank": None, "account_no": None, "account_name": None}),
    Special("digital_yuan_account", "8", "paid into a digital yuan account", cells={"account_type": "数字人民币", "bank": None}),
    Special("registered_elsewhere", "8", "registered in another district", cells={"registered_district": "示例区"}),
    Special("clawback_unresolved", "8", "money demanded back and not returned", "refused",
        ledger=({"year": 2024, "clause": "10", "awarded": "60万元", "demanded_back": "25万元", "returned": "5万元"},)),
    Special("unsound_accounts", "8", "article 4 (1): accounting not sound", "refused", reason="pos_4_1b", cells={"pos_4_1b": False}),
    Special("size_unknown", "8", "size not given: open", cells={"unit_size": None}),
)  # fmt: skip
