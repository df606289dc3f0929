"""Applications put into a year on purpose: articles 9 to 15 (see ``special.py``)."""

# ruff: noqa: E501  (a table: one phenomenon a row reads better than wrapped)
from __future__ import annotations

from typing import Any

from scenarios.generator.special import CLOUD, ENTERPRISE, NEGATIVE, Special, asks, award

#: Merit of the projects that share the last of the money; a test holds it at the cutting line.
AT_THE_LINE = 7_700

_GRANT: dict[str, Any] = {"funder": "示例部门", "amount": "60万元"}

MODELS = (
    Special("one_matter_two_clauses", "9.1", "one model under 9.1 and 9.2: the higher stays", unit="matter",
        cells={"project_no": "XM2026-M0001", "requested": "180万元", "audit_amount": "180万元"}, level=8_800),
    Special("one_matter_two_clauses", "9.2", "one model under 9.1 and 9.2: the higher stays", "refused", unit="matter",
        cells={"project_no": "XM2026-M0001", "requested": "90万元", "audit_amount": "90万元"}),
    Special("no_national_filing", "9.1", "city registration in place of the national filing", "refused",
        cells={"national_filing_no": None, "filing_date": None}),
    Special("effect_unchecked", "9.1", "application effect not yet judged: open", cells={"effect_accepted": None}),
    Special("no_effect", "9.1", "no good application effect", "refused", cells={"effect_accepted": False}),
    Special("not_self_developed", "9.2", "model of another firm", "refused", cells={"self_developed": False}),
    Special("two_models", "9.2", "two models of one enterprise: one a year", unit="models",
        cells={"requested": "90万元", "audit_amount": "90万元"}, level=8_200),
    Special("two_models", "9.2", "two models of one enterprise: one a year", "refused", unit="models",
        cells={"requested": "50万元", "audit_amount": "50万元"}, level=8_200),
    Special("text_like_a_formula", "9.2", "a name that a spreadsheet could compute", cells={"project_name": "=1+1智能排产大模型"}),
    Special("failed_site_visit", "9.2", "site visit failed", "refused", reason="site_visit", cells={"site_visit": False}),
    Special("recusals", "9.2", "two experts stood back", recused=2),
    Special("basis_missing", "9.2", "no audited amount", cells={"audit_amount": None}),
    Special("other_funds_netted", "9.3", "other public money of the matter is taken off the base",
        cells={"total_investment": "900万元", "base_amount": "900万元", "verified_base": "800万元",
               "requested": "270万元", "other_public_funds": "200万元"},
        lists={"other_funding": [{"funder": "示例部门", "amount": "200万元", "same_matter": True}]}),
    Special("other_funds_above_cost", "9.3", "other public money already exceeds the cost", "refused",
        cells={"total_investment": "300万元", "base_amount": "300万元", "verified_base": "300万元",
               "requested": "90万元", "other_public_funds": "320万元"},
        lists={"other_funding": [{"funder": "示例部门", "amount": "320万元", "same_matter": True}]}),
    Special("missing_base", "9.3", "no base declared", "incomplete", reason="missing_base",
        cells={"base_amount": None, "verified_base": None}),
    Special("verified_lower", "9.3", "the verified base is lower than the declared one", entitled="180万元",
        cells={"total_investment": "1000万元", "base_amount": "1000万元", "verified_base": "600万元", "requested": "300万元"}),
    Special("below_pass_mark", "9.3", "a score below the pass mark: entitled, not funded", level=5_600),
    Special("same_contract", "9.3", "one contract in two applications", "either", unit="contract",
        lists={"contracts": [{"contract_no": "HT2025-C0001"}]}),
    Special("same_contract", "11", "one contract in two applications", "either", unit="contract",
        lists={"contracts": [{"contract_no": "HT2025-C0001"}, {"contract_no": "HT2025-C0002"}]}),
    Special("municipal_at_ceiling", "10", "municipal vouchers of 600: the ceiling cuts", entitled="500万元", unit_size="中",
        cells={**asks("600万元", "500万元"), "contract_amount": "2000万元"},
        lists={"higher_awards": [award("SJ2025-V001", "600万元", kind="算力券")]}),
    Special("not_received", "10", "the city's money has not arrived", "refused",
        cells={**asks("120万元", "120万元"), "contract_amount": "500万元"},
        lists={"higher_awards": [award("SJ2025-V002", "120万元", kind="模型券", received="0元")]}),
    Special("public_money_above_cost", "10", "city and district together would exceed the contract", entitled="30万元",
        cells={**asks("120万元", "120万元"), "contract_amount": "150万元"},
        lists={"higher_awards": [award("SJ2025-V003", "120万元", kind="模型券")]}),
    Special("city_award_twice", "10", "one municipal award under 10 and 12", "either", unit="award",
        cells={**asks("70万元", "70万元"), "contract_amount": "300万元"},
        lists={"higher_awards": [award("SJ2025-V004", "70万元", kind="模型券")]}),
    Special("city_award_twice", "12", "one municipal award under 10 and 12", "either", unit="award",
        cells=asks("60万元", "60万元"),
        lists={"higher_awards": [award("SJ2025-V004", "60万元")]}),
)  # fmt: skip

SCENES = (
    Special("no_breakthrough", "11", "no breakthrough in the business model", "refused", cells={"breakthrough_business": False}),
    Special("breakthrough_unchecked", "11", "one breakthrough not yet judged: open", cells={"breakthrough_product": None}),
    Special("other_money_same_matter", "11", "another fund pays the same matter", "refused",
        cells={"other_public_funds": "60万元"}, lists={"other_funding": [{**_GRANT, "same_matter": True}]}),
    Special("other_money_other_matter", "11", "another fund pays another matter",
        lists={"other_funding": [{**_GRANT, "same_matter": False}]}),
    Special("landed_elsewhere", "11", "the scenario is not in the district", "refused", cells={"located_in_district": False}),
    Special("equal_scores", "11", "equal scores at the cutting line", level=AT_THE_LINE,
        cells={"requested": "110万元", "audit_amount": "110万元", "total_investment": "500万元"}),
    Special("equal_scores", "11", "equal scores at the cutting line", level=AT_THE_LINE,
        cells={"requested": "110万元", "audit_amount": "110万元", "total_investment": "500万元"}),
    Special("equal_scores", "11", "equal scores at the cutting line", level=AT_THE_LINE,
        cells={"requested": "110万元", "audit_amount": "110万元", "total_investment": "500万元"}),
    Special("text_like_markdown", "11", "a name with marks of Markdown", cells={"project_name": "**数字文旅**应用场景"}),
    Special("text_like_markup", "11", "a name with HTML", cells={"project_name": "<b>数字能源</b>应用场景"}),
    Special("affiliates", "11", "affiliates: one group key", cells={"group_key": "JT-01"}),
    Special("affiliates", "11", "affiliates: one group key", cells={"group_key": "JT-01"}),
    Special("affiliates", "15.1", "affiliates: one group key", cells={"group_key": "JT-01"}),
    Special("below_lowest_band", "11", "a score below the lowest tier", "refused", reason="below_lowest_band", level=5_450),
    Special("experts_missing", "11", "two experts gave no sheet", absent=2),
    Special("no_scores", "11", "no expert gave a sheet", "incomplete", reason="score", absent=-1),
    Special("gates_unchecked", "11", "form check and site visit open", cells={"form_check": None, "site_visit": None}),
    Special("outside_window", "11", "applied after the window", "refused", reason="window", cells={"received_date": "2026-11-20"}),
    Special("unit_awards", "12", "awards of 60 and 80 of one unit: 100 together", entitled="60万元", unit="matching",
        cells=asks("60万元", "60万元"), lists={"higher_awards": [award("JL2025-A001", "60万元")]}),
    Special("unit_awards", "12", "awards of 60 and 80 of one unit: 100 together", entitled="80万元", unit="matching",
        cells=asks("80万元", "80万元"), lists={"higher_awards": [award("JL2025-A002", "80万元", level="国家")]}),
    Special("near_the_unit_limit", "12", "85 of 100 given in the term; what came before it does not count", unit="nearly",
        cells=asks("40万元", "40万元"), lists={"higher_awards": [award("JL2025-A003", "40万元")]},
        ledger=({"year": 2024, "clause": "12", "document_no": "JL2024-B000", "awarded": "40万元"},
                {"year": 2025, "clause": "12", "document_no": "JL2025-B001", "awarded": "55万元"},
                {"year": 2025, "clause": "12", "document_no": "JL2025-B002", "awarded": "35万元", "returned": "5万元"})),
    Special("grant_not_award", "12", "a grant, not an award", "refused",
        cells=asks("50万元", "50万元"), lists={"higher_awards": [award("JL2025-A004", "50万元", kind="补助")]}),
    Special("other_province", "12", "award of another province", "refused",
        cells=asks("50万元", "50万元"), lists={"higher_awards": [award("JL2025-A005", "50万元", level="外省市")]}),
    Special("institution", "12", "an institution", unit_type="事业单位"),
    Special("no_partner", "13", "no partner named", "refused", reason="partner", lists={"partners": []}),
    Special("partner_negative", "13", "a partner has a negative flag: shown",
        lists={"partners": [{"partner_name": "示例合作单位甲", "partner_type": "科研机构", "negative": True}]}),
    Special("no_cluster", "14", "does not promote the cluster", "refused", cells={"in_digital_cluster": False}),
    Special("repeated_in_term", "14", "the same base was supported in 2025", "refused",
        ledger=({"year": 2025, "clause": "14", "project_no": "=", "awarded": "400万元"},)),
)  # fmt: skip

EVENTS = (
    Special("social_organisation", "15.1", "a social organisation", unit_type="社会组织"),
    Special("social_organisation", "15.2", "a social organisation", unit_type="社会组织", unit="intro1"),
    Special("outside_window", "15.1", "held before the window", "refused", reason="window", cells={"event_date": "2023-09-01"}),
    Special("not_digital", "15.1", "not a digital topic", "refused", cells={"digital_topic": False}),
    Special("held_elsewhere", "15.1", "held elsewhere: shown", cells={"held_in_district": False}),
    Special("sponsored", "15.1", "sponsors paid a part", cells={**asks("120万元", "60万元"), "sponsorship_income": "40万元"}),
    Special("event_at_ceiling", "15.1", "cost of 300: the ceiling cuts", entitled="100万元", cells=asks("300万元", "150万元")),
    Special("failed_form_check", "15.1", "form check failed", "refused", reason="form_check", cells={"form_check": False}),
    Special("no_contribution", "15.1", "no contribution to the district", "refused", cells={"contributes": False}),
    Special("audit_cuts", "15.1", "the special audit confirms less", entitled="35万元",
        cells={**asks("100万元", "50万元"), "audit_amount": "35万元"}),
    Special("asked_for_less", "15.1", "asks for less than the measures allow", entitled="20万元", cells=asks("90万元", "20万元")),
    Special("several_negative_reasons", "15.1", "more than one condition fails", "refused",
        cells={"commitment": False, "digital_topic": False, "form_check": False}),
    Special("ordinary_enterprise", "15.2", "an ordinary enterprise", "refused"),
    Special("no_benefit", "15.2", "no major economic benefit", "refused", unit_type="产业联盟", cells={"major_benefit": False}),
    Special("introduced_twice", "15.2", "one enterprise introduced by two", "either", unit_type="产业联盟",
        lists={"introduced": [{"introduced_name": "引进甲（示例）有限公司", "introduced_usci": "@1", "investment": "3000万元"}]}),
    Special("introduced_twice", "15.2", "one enterprise introduced by two", "either", unit_type="社会组织",
        lists={"introduced": [{"introduced_name": "引进甲（示例）有限公司", "introduced_usci": "@1", "investment": "3000万元"}]}),
    Special("introduced_in_ledger", "15.2", "the enterprise was introduced in 2025 already", "refused", unit_type="社会组织",
        lists={"introduced": [{"introduced_name": "引进乙（示例）有限公司", "introduced_usci": "@2", "investment": "2000万元"}]},
        ledger=({"year": 2025, "clause": "15.2", "document_no": "@2", "awarded": "8万元"},)),
)  # fmt: skip

SEVERAL = tuple(
    Special("several_projects", clause, "one unit with six projects", unit="several", unit_size="中", level=level)
    for clause, level in (("6", 8_650), ("8", 0), ("9.3", 8_420), ("10", 0), ("13", 7_600), ("15.1", 0))
)  # fmt: skip

SPECIAL = (*NEGATIVE, *ENTERPRISE, *CLOUD, *MODELS, *SCENES, *EVENTS, *SEVERAL)
