"""The one table of columns: what the template writes, the reader accepts and the docs print.

A money column carries its unit in the heading, ``申请金额（万元）`` or ``申请金额（元）``; the
reader never guesses it. The kinds, and what an empty cell means: ``tables.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal[
    "no", "text", "long", "usci", "clause", "choice", "choices", "money", "integer", "score",
    "date", "flag", "check",
]  # fmt: skip

#: Sizes of units, the largest first: large, medium, small, micro.
UNIT_SIZES = ("大", "中", "小", "微")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in the program, its headings, and what may stand in it."""

    key: str
    zh: str
    en: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet (or CSV file ``applications.<key>.csv``) and its columns."""

    key: str
    zh: str
    en: str
    columns: tuple[Column, ...]

    def without_required(self) -> Sheet:
        """Return the sheet as one that may be left out whole."""
        columns = tuple(replace(column, required=False) for column in self.columns)
        return replace(self, columns=columns)


#: Words of a ``flag`` and of a ``check`` column: (1, 0, unchecked).
FLAG_WORDS = ("是", "否", "未核查")
CHECK_WORDS = ("通过", "不通过", "未核查")

APPLICATION_COLUMNS = (
    # identity
    Column("application_no", "申报编号", "Application no.", "no", required=True),
    Column("call_year", "申报年度", "Call year", "integer"),
    Column("batch", "批次", "Batch", "integer"),
    Column("received_date", "受理日期", "Date received", "date"),
    Column("commitment", "承诺书", "Commitment signed", "flag"),
    Column("unit_name", "申报单位", "Applicant", "text", required=True),
    Column("usci", "统一社会信用代码", "Unified social credit code", "usci", required=True),
    Column(
        "unit_type",
        "单位性质",
        "Type of unit",
        "choice",
        required=True,
        choices=("企业", "事业单位", "社会组织", "产业联盟", "中介机构", "高等院校", "科研机构"),
    ),
    Column("unit_size", "企业规模", "Size of unit", "choice", choices=UNIT_SIZES),
    Column("registered_district", "注册地", "Registered in", "text"),
    Column("group_key", "集团标识", "Group key", "no"),
    Column("legal_representative", "法定代表人", "Legal representative", "text"),
    Column("contact", "联系人", "Contact", "text"),
    Column("industry_code", "行业代码", "Industry code", "no"),
    Column("digital_core", "数字经济核心产业", "Digital core industry", "flag"),
    Column("contributes", "对本区发展有贡献", "Contributes to the district", "check"),
    Column("revenue", "营业收入", "Revenue", "money"),
    Column("employees", "从业人数", "Employees", "integer"),
    # payee
    Column("payee_name", "收款单位", "Payee", "text"),
    Column("payee_usci", "收款单位统一社会信用代码", "Payee's unified social credit code", "usci"),
    Column("account_type", "账户类型", "Type of account", "choice", choices=("银行", "数字人民币")),
    Column("account_name", "户名", "Account name", "text"),
    Column("bank", "开户行", "Bank", "text"),
    Column("account_no", "账号", "Account no.", "no"),
    Column("special_ledger", "专账管理", "Separate book-keeping", "flag"),
    # project
    Column("project_no", "项目编号", "Project no.", "no"),
    Column("project_name", "项目名称", "Project name", "text", required=True),
    Column("clause", "申报条款", "Clause applied for", "clause", required=True),
    Column("project_content", "主要内容", "Project content", "long"),
    Column("start_date", "开始日期", "Start date", "date"),
    Column("end_date", "结束日期", "End date", "date"),
    Column("total_investment", "总投资", "Total investment", "money"),
    Column("contract_amount", "合同金额", "Contract amount", "money"),
    Column("base_amount", "申报基数", "Base declared", "money"),
    Column("verified_base", "核定基数", "Base verified", "money"),
    Column("subscribed_amount", "认缴出资额", "Subscribed contribution", "money"),
    Column("requested", "申请金额", "Requested", "money", required=True),
    Column("audit_amount", "专项审计核定金额", "Amount by special audit", "money"),
    Column("other_public_funds", "其他财政资金", "Other public funds", "money"),
    Column("sponsorship_income", "赞助收入", "Sponsorship income", "money"),
    Column("new_jobs", "新增就业", "New jobs", "integer"),
    Column("performance_goals", "绩效目标", "Performance goals", "long"),
    # facts that clauses ask for
    Column("first_inclusion_date", "首次纳统日期", "Date of first inclusion in statistics", "date"),
    Column("ever_included_before", "曾经纳统", "Included before", "flag"),
    Column("relocated", "外区迁入企业", "Relocated from elsewhere", "flag"),
    Column(
        "lists_entered",
        "入围榜单",
        "Lists entered",
        "choices",
        choices=("电子信息百强", "互联网百强", "软件百家"),
    ),
    Column("list_date", "榜单发布日期", "List published on", "date"),
    Column(
        "listed_entity",
        "榜单主体",
        "Entity on the list",
        "choice",
        choices=("申报单位", "所属集团"),
    ),
    Column("title_date", "称号认定日期", "Title awarded on", "date"),
    Column("certificate_no", "证书编号", "Certificate no.", "no"),
    Column("is_chain_leader", "链主企业", "Chain leader", "flag"),
    Column("fills_chain_gap", "填补产业链空白", "Fills a gap in the chain", "flag"),
    Column("major_driving_effect", "重大带动作用", "Major driving effect", "flag"),
    Column(
        "investor_type",
        "投资方类型",
        "Type of investor",
        "choice",
        choices=("总部企业", "头部企业", "其他"),
    ),
    Column("payee_registration_date", "收款单位注册日期", "Payee registered on", "date"),
    Column("payee_is_key_digital", "数科板块重点企业", "Key digital enterprise", "flag"),
    Column("capital_verified", "验资证明", "Capital verification report", "flag"),
    Column("model_name", "模型名称", "Model name", "text"),
    Column("national_filing_no", "国家备案号", "National filing no.", "no"),
    Column("filing_date", "备案日期", "Filed on", "date"),
    Column("effect_accepted", "良好应用效果", "Good application effect", "flag"),
    Column("self_developed", "自主研发", "Self-developed", "flag"),
    Column("demonstration_effect", "示范效应", "Demonstration effect", "flag"),
    Column("is_major_benchmark", "重大标杆应用工程", "Major benchmark project", "flag"),
    Column("is_demonstration", "示范性应用", "Demonstration application", "flag"),
    Column("breakthrough_technology", "技术突破", "Breakthrough in technology", "flag"),
    Column("breakthrough_product", "产品突破", "Breakthrough in product", "flag"),
    Column("breakthrough_business", "商业模式突破", "Breakthrough in business model", "flag"),
    Column("located_in_district", "场景落地本区", "Located in the district", "flag"),
    Column("is_data_enterprise", "数据企业", "Data enterprise", "flag"),
    Column("major_transformation", "重大成果转化落地", "Major results transformed", "flag"),
    Column(
        "in_digital_cluster", "促进数字经济产业组团集聚", "Promotes the digital cluster", "flag"
    ),
    Column("event_date", "活动日期", "Event date", "date"),
    Column("digital_topic", "数字经济主题", "Digital topic", "flag"),
    Column("held_in_district", "活动在本区举办", "Held in the district", "flag"),
    Column("major_benefit", "重大经济效益", "Major economic benefit", "flag"),
    # review
    Column("panel", "评审组", "Panel", "no"),
    Column("form_check", "形式审查", "Form check", "check"),
    Column("verification", "核验", "Verified against list or certificate", "check"),
    Column("special_audit", "专项审计", "Special audit", "check"),
    Column("site_visit", "实地勘察", "Site visit", "check"),
    Column("pos_4_1a", "依法经营", "Lawful operation", "check"),
    Column("pos_4_1b", "财务管理与核算健全", "Sound finance and accounting", "check"),
    Column("pos_4_1c", "经营状况良好", "Good operation", "check"),
    Column("pos_4_1d", "资金筹措能力", "Fund-raising ability", "check"),
    Column("pos_4_2a", "符合产业方向", "Fits the industry direction", "check"),
    Column("pos_4_2b", "发展目标明确", "Clear goals", "check"),
    Column("pos_4_2c", "社会和经济效益较好", "Good social and economic benefits", "check"),
    Column("pos_4_3", "程序合法手续完备", "Procedures lawful and complete", "check"),
    Column("neg_major_safety_accident", "重大生产安全事故", "Major safety accident", "flag"),
    Column("neg_major_pollution_accident", "重大环境污染事故", "Major pollution accident", "flag"),
    Column(
        "neg_serious_product_quality", "严重产品质量问题", "Serious product quality problem", "flag"
    ),
    Column("neg_serious_dishonesty", "严重失信行为", "Serious dishonesty", "flag"),
    Column(
        "neg_tax_evasion_investigated", "偷税漏税被立案查处", "Tax evasion investigated", "flag"
    ),
    Column(
        "neg_joint_punishment_blacklist",
        "列入失信联合惩戒黑名单",
        "On a joint-punishment blacklist",
        "flag",
    ),
    Column("neg_other_major_negative", "其他重大负面影响", "Other major negative impact", "flag"),
    Column("neg_other_reason", "其他负面影响说明", "Reason for other negative impact", "text"),
    Column(
        "payee_neg_major_safety_accident",
        "收款单位重大生产安全事故",
        "Payee: major safety accident",
        "flag",
    ),
    Column(
        "payee_neg_major_pollution_accident",
        "收款单位重大环境污染事故",
        "Payee: major pollution accident",
        "flag",
    ),
    Column(
        "payee_neg_serious_product_quality",
        "收款单位严重产品质量问题",
        "Payee: serious product quality problem",
        "flag",
    ),
    Column(
        "payee_neg_serious_dishonesty", "收款单位严重失信行为", "Payee: serious dishonesty", "flag"
    ),
    Column(
        "payee_neg_tax_evasion_investigated",
        "收款单位偷税漏税被立案查处",
        "Payee: tax evasion investigated",
        "flag",
    ),
    Column(
        "payee_neg_joint_punishment_blacklist",
        "收款单位列入失信联合惩戒黑名单",
        "Payee: on a joint-punishment blacklist",
        "flag",
    ),
    Column(
        "payee_neg_other_major_negative",
        "收款单位其他重大负面影响",
        "Payee: other major negative impact",
        "flag",
    ),
    Column("remark", "备注", "Remark", "long"),
)

#: Lists of an application: each a sheet keyed by 申报编号.
_KEY = Column("application_no", "申报编号", "Application no.", "no", required=True)

AGREEMENTS = Sheet(
    "agreements",
    "服务协议",
    "Agreements",
    (
        _KEY,
        Column("agreement_no", "协议编号", "Agreement no.", "no", required=True),
        Column("sign_date", "签订日期", "Signed on", "date"),
        Column("start_date", "开始日期", "Start date", "date"),
        Column("end_date", "结束日期", "End date", "date"),
        Column("price", "含税总价", "Price including tax", "money", required=True),
        Column("price_net", "不含税总价", "Price excluding tax", "money"),
        Column("paid_amount", "已付金额", "Amount paid", "money"),
        Column("provider_is_listed", "使用指定云服务", "Listed cloud service", "flag"),
        Column(
            "other_subsidy",
            "同一协议其他财政补贴",
            "Other public subsidy on the agreement",
            "money",
        ),
    ),
)

HIGHER_AWARDS = Sheet(
    "higher_awards",
    "上级支持",
    "Awards of higher levels",
    (
        _KEY,
        Column(
            "level",
            "级别",
            "Level",
            "choice",
            required=True,
            choices=("国家", "北京市", "区级", "外省市"),
        ),
        Column(
            "kind",
            "类别",
            "Kind",
            "choice",
            required=True,
            choices=("模型券", "算力券", "奖励", "补助"),
        ),
        Column("award_name", "名称", "Name", "text"),
        Column("doc_no", "文号", "Document no.", "no", required=True),
        Column("award_date", "日期", "Date", "date"),
        Column("amount", "批准金额", "Amount awarded", "money", required=True),
        Column("received", "到账金额", "Amount received", "money"),
    ),
)

PARTNERS = Sheet(
    "partners",
    "合作单位",
    "Partners",
    (
        _KEY,
        Column("partner_name", "合作单位名称", "Partner", "text", required=True),
        Column(
            "partner_usci",
            "合作单位统一社会信用代码",
            "Partner's unified social credit code",
            "usci",
        ),
        Column(
            "partner_type",
            "合作单位类型",
            "Type of partner",
            "choice",
            choices=("上下游企业", "高等院校", "科研机构", "其他"),
        ),
        Column("share", "分配比例", "Share of the award (percent)", "integer"),
        Column("negative", "存在负面情形", "Has a negative flag", "flag"),
    ),
)

INVESTORS = Sheet(
    "investors",
    "投资方",
    "Investors",
    (
        _KEY,
        Column("investor_name", "投资方名称", "Investor", "text", required=True),
        Column(
            "investor_usci",
            "投资方统一社会信用代码",
            "Investor's unified social credit code",
            "usci",
        ),
        Column(
            "investor_type",
            "投资方类型",
            "Type of investor",
            "choice",
            choices=("总部企业", "头部企业", "其他"),
        ),
        Column("paid_in", "实缴金额", "Paid in", "money", required=True),
        Column("subscribed", "认缴金额", "Subscribed", "money"),
        Column("received_on", "到账日期", "Received on", "date"),
    ),
)

OTHER_FUNDING = Sheet(
    "other_funding",
    "其他资金",
    "Other public funding",
    (
        _KEY,
        Column("funder", "资金来源", "Funder", "text", required=True),
        Column("amount", "金额", "Amount", "money", required=True),
        Column("same_matter", "同一事项", "Same matter", "flag"),
    ),
)

INTRODUCED = Sheet(
    "introduced",
    "引进企业",
    "Enterprises introduced",
    (
        _KEY,
        Column("introduced_name", "引进企业名称", "Enterprise introduced", "text", required=True),
        Column(
            "introduced_usci",
            "引进企业统一社会信用代码",
            "Its unified social credit code",
            "usci",
            required=True,
        ),
        Column("investment", "引进企业投资额", "Its investment", "money"),
    ),
)

CONTRACTS = Sheet(
    "contracts",
    "合同发票",
    "Contracts and invoices",
    (
        _KEY,
        Column("contract_no", "合同或发票编号", "Contract or invoice no.", "no", required=True),
    ),
)

NEGATIVE_EVENTS = Sheet(
    "negative_events",
    "负面情形",
    "Negative events",
    (
        _KEY,
        Column("party", "主体", "Party", "choice", required=True, choices=("申报单位", "收款单位")),
        Column(
            "item",
            "情形",
            "Item",
            "choice",
            required=True,
            choices=(
                "重大生产安全事故",
                "重大环境污染事故",
                "严重产品质量问题",
                "严重失信行为",
                "偷税漏税被立案查处",
                "列入失信联合惩戒黑名单",
                "其他重大负面影响",
            ),
        ),
        Column("event_date", "发生日期", "Date", "date", required=True),
        Column("cleared", "已移出或修复", "Cleared", "flag"),
    ),
)

#: In which years an award is paid, in shares of it; an application without rows: in the call's.
TRANCHES = Sheet(
    "tranches",
    "分期拨付",
    "Tranches",
    (
        _KEY,
        Column("year", "拨付年度", "Payment year", "integer", required=True),
        Column("tranche_share", "拨付比例", "Share of the award (percent)", "integer"),
        Column("tranche_amount", "计划金额", "Planned amount", "money"),
    ),
)

APPLICATIONS = Sheet("applications", "申报表", "Applications", APPLICATION_COLUMNS)
LISTS = (
    AGREEMENTS,
    HIGHER_AWARDS,
    PARTNERS,
    INVESTORS,
    OTHER_FUNDING,
    INTRODUCED,
    CONTRACTS,
    NEGATIVE_EVENTS,
    TRANCHES,
)

#: Scores: one row an expert and application; the criteria of the policy follow as score columns
#: headed by their titles.
SCORES = Sheet(
    "scores",
    "评分表",
    "Scores",
    (
        Column("application_no", "申报编号", "Application no.", "no", required=True),
        Column("panel", "评审组", "Panel", "no", required=True),
        Column("expert", "专家编号", "Expert", "no", required=True),
        Column("recused", "回避", "Recused", "flag"),
    ),
)

LEDGER = Sheet(
    "ledger",
    "历年台账",
    "Ledger",
    (
        Column("year", "年度", "Year", "integer", required=True),
        Column("application_no", "申报编号", "Application no.", "no"),
        Column("clause", "条款", "Clause", "clause", required=True),
        Column("usci", "统一社会信用代码", "Unified social credit code", "usci", required=True),
        Column("unit_name", "单位名称", "Unit", "text"),
        Column(
            "payee_usci", "收款单位统一社会信用代码", "Payee's unified social credit code", "usci"
        ),
        Column("project_no", "项目编号", "Project no.", "no"),
        Column("document_no", "合同证书文号", "Contract, certificate or document no.", "no"),
        Column("awarded", "审定金额", "Awarded", "money", required=True),
        Column("paid", "已拨付金额", "Paid", "money"),
        Column("returned", "已退回金额", "Returned", "money"),
        Column("demanded_back", "要求退回金额", "Demanded back", "money"),
        Column("violation", "存在违规", "Violation found", "flag"),
        Column("due_year", "列支年度", "Budget year", "integer"),
        Column("batch", "批次", "Batch", "integer"),
    ),
)
