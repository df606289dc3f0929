"""What the import workbook tells whoever fills it in: one note a kind of column, some a column.

These words go into a workbook, so they stand beside the headings and not in ``wording/``.
"""

from __future__ import annotations

from optimizer.intake.columns import Column, Kind
from optimizer.policy.types import Text

KIND_NOTES: dict[Kind, Text] = {
    "no": Text(
        "按文本填写，保留前导零；不超过100字",
        "As text, leading zeros kept; at most 100 characters",
    ),
    "text": Text("不超过200字", "At most 200 characters"),
    "long": Text("不超过2000字，可分行", "At most 2,000 characters, lines allowed"),
    "usci": Text(
        "18位，按文本填写，末位校验码须正确",
        "18 characters as text, with a right check character",
    ),
    "clause": Text("填写条款编号，见本页末", "The clause's number, see the end of this sheet"),
    "choice": Text("从下拉选项中选一项", "One of the words of the list"),
    "choices": Text("可填多项，以顿号分隔", "One or more of the words, commas between them"),
    "money": Text(
        "只填数字，单位以栏目名称为准，最多精确到分",
        "The number only, in the unit of the heading, exact to the fen",
    ),
    "integer": Text("填写整数", "A whole number"),
    "score": Text("0至100，最多两位小数", "0 to 100, at most two decimals"),
    "date": Text("按2027-01-31的格式填写", "Written as 2027-01-31"),
    "flag": Text("填写是、否；尚未核实的填未核查", "Yes or no; what is not verified: unchecked"),
    "check": Text(
        "填写通过、不通过；尚未核查的填未核查或留空",
        "Pass or fail; what is not checked: unchecked, or empty",
    ),
}

COLUMN_NOTES: dict[str, Text] = {
    "application_no": Text(
        "每份申报一个编号，不得重复；各附表以此对应",
        "One for each application, never twice; the other sheets refer to it",
    ),
    "batch": Text("同年分批受理的批次，从1起", "Batches of one year, from 1"),
    "received_date": Text("受理申报材料的日期", "The day on which the application was received"),
    "group_key": Text("同一控制人的单位填相同标识", "The same key for all units under one control"),
    "payee_name": Text(
        "与申报单位不同时填写，实际收款的单位", "The unit that is paid, where it is another one"
    ),
    "payee_usci": Text("与申报单位不同时填写", "Where the payee is another unit"),
    "project_no": Text(
        "同一事项填相同编号，用于判断是否重复申报",
        "The same number for the same matter: one matter, one award",
    ),
    "base_amount": Text(
        "计算支持金额所依据的金额，由申报单位填写",
        "The amount that the formula is applied to, as declared",
    ),
    "verified_base": Text(
        "核定后的基数，填写后替代申报基数",
        "The base as verified; it replaces the declared one",
    ),
    "audit_amount": Text(
        "专项审计核定的金额，支持金额不超过此数",
        "What the special audit accepted; no award exceeds it",
    ),
    "other_public_funds": Text(
        "同一事项已获其他财政资金", "Other public money for the same matter"
    ),
    "neg_other_reason": Text(
        "其他重大负面影响为是时填写", "Where there is another major negative impact"
    ),
    "share": Text("百分数，只填整数", "Per cent, a whole number"),
    "tranche_share": Text(
        "百分数，只填整数；同一申报各期合计100，不填本表的当年一次拨付",
        "Per cent, a whole number; those of an application add up to 100. Without rows: at once",
    ),
    "tranche_amount": Text(
        "代替拨付比例；同一申报各期合计等于申请金额，核减时按同比例折算",
        "Instead of shares; those of an application add up to what is requested, and stand for"
        " their proportion",
    ),
    "recused": Text(
        "应当回避的填是，并且不填各项得分",
        "Yes for whoever must not judge; then no scores are given",
    ),
    "due_year": Text("资金列支的预算年度；空白为年度栏", "Budget year; empty: the year column"),
    "document_no": Text(
        "协议、证书或上级文件编号，用于判断是否重复支持",
        "Agreement, certificate or document that was supported",
    ),
}

#: Headings of the guidance sheet and of its list of clauses, and the word beside what is required.
GUIDE_TITLES = Text(
    "工作表、栏目、是否必填、怎样填写、可填内容、涉及条款",
    "Sheet、Column、Required、How to fill in、Words、Clauses",
)
CLAUSE_TITLES = Text("条款编号、条款名称", "Clause、Title")
REQUIRED = Text("必填", "required")


def note(column: Column) -> Text:
    """Return what to tell about a column: its own note, then what its kind asks for."""
    kind = KIND_NOTES[column.kind]
    own = COLUMN_NOTES.get(column.key)
    if own is None:
        return kind
    return Text(f"{own.zh}；{kind.zh}", f"{own.en}. {kind.en}")
