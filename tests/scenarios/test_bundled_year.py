"""The bundled year shows every phenomenon, and the law makes of each what it should."""

import io
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from optimizer.allocate import allocate
from optimizer.documents.workbook import allocation_workbook
from optimizer.formats.outcome import Outcome, ProjectOutcome
from optimizer.intake.tranches import tranches
from optimizer.intake.year import Year, read_year
from optimizer.money import parse_yuan
from scenarios.generator.catalogue import phenomena
from scenarios.generator.folder import CRITERIA, SEED, YEAR, write_year
from scenarios.generator.special import Special
from scenarios.generator.special_projects import AT_THE_LINE, SPECIAL
from scenarios.generator.year import MadeYear, make_year

ROOT = Path(__file__).resolve().parents[2]
TAGS = sorted({special.tag for special in SPECIAL})
MADE_STATUS = {"refused": {"refused"}, "incomplete": {"incomplete"}}
NEGATIVE = (
    "major_safety_accident",
    "major_pollution_accident",
    "serious_product_quality",
    "serious_dishonesty",
    "tax_evasion_investigated",
    "joint_punishment_blacklist",
    "other_major_negative",
)


@pytest.fixture(scope="module")
def year() -> Year:
    return read_year(ROOT / "scenarios" / "2026")


@pytest.fixture(scope="module")
def made() -> MadeYear:
    return make_year(YEAR, SEED, 240, CRITERIA)


@pytest.fixture(scope="module")
def outcome(year: Year) -> Outcome:
    return allocate(year, year.scenarios["baseline"])


@pytest.fixture(scope="module")
def found(outcome: Outcome) -> Mapping[str, ProjectOutcome]:
    return {p.application_no: p for p in outcome.projects}


def rows(
    tag: str, made: MadeYear, found: Mapping[str, ProjectOutcome]
) -> list[tuple[Special, ProjectOutcome]]:
    return [(special, found[number]) for number, special in made.places[tag]]


@pytest.mark.parametrize("tag", TAGS)
def test_the_law_makes_of_each_phenomenon_what_it_should(
    tag: str, made: MadeYear, found: Mapping[str, ProjectOutcome]
) -> None:
    entries = rows(tag, made, found)
    for special, project in entries:
        if special.expects != "either":
            wanted = MADE_STATUS.get(special.expects, {"full", "partial", "none"})
            assert project.status in wanted, (special, project)
        if special.entitled:
            assert project.entitled == parse_yuan(special.entitled), (special, project)
        told = " ".join(f"{r.code} {dict(r.params)}" for r in (*project.reasons, *project.marks))
        assert special.reason in told, (special, told)
    if entries[0][0].expects == "either":
        assert Counter(p.status == "refused" for _, p in entries) == {True: 1, False: 1}


def test_every_negative_flag_refuses_somebody() -> None:
    assert {f"negative_{flag}" for flag in NEGATIVE} <= set(TAGS)


def test_the_year_is_of_the_size_that_was_asked_for(year: Year, outcome: Outcome) -> None:
    applications = year.applications
    assert len(applications) == 240
    assert len(set(applications["usci"].tolist())) in range(160, 181)
    asked = sum(p.requested or 0 for p in outcome.projects)
    assert 2.3 < asked / outcome.totals["available"] < 2.7
    assert set(applications["clause"].tolist()) == {c.id for c in year.policy.clauses}


def test_competitive_demand_clearly_exceeds_what_is_left(outcome: Outcome, year: Year) -> None:
    scored = {c.id for c in year.policy.clauses if c.scored}
    entitled = sum(p.entitled or 0 for p in outcome.projects if p.clause in scored)
    given = sum(p.suggested or 0 for p in outcome.projects if p.clause in scored)
    assert 1.5 * given < entitled
    served = [p for p in outcome.projects if p.clause not in scored and p.entitled]
    short = {p.application_no for p in served if p.suggested != p.entitled}
    assert len(short) == 2  # only the two that article 12's unit limit cuts


def test_every_unit_is_marked_as_invented(year: Year) -> None:
    names = year.applications["unit_name"].tolist()
    assert all("（示例）" in name for name in names)
    assert year.call.mock
    assert year.policy.status == "draft"


def test_panels_have_five_to_seven_experts_and_somebody_stood_back(year: Year) -> None:
    pairs = zip(year.scores["panel"].tolist(), year.scores["expert"].tolist(), strict=True)
    sizes = Counter(panel for panel, _ in set(pairs))
    assert set(sizes.values()) == {5, 6, 7}
    assert (year.scores["recused"] == 1).sum() > 2


def test_equal_scores_stand_at_the_cutting_line(
    made: MadeYear, found: Mapping[str, ProjectOutcome]
) -> None:
    equal = [project for _, project in rows("equal_scores", made, found)]
    assert {p.merit for p in equal} == {AT_THE_LINE}
    # Equal merit, equal ratio: none of them is preferred.
    assert Counter(p.status for p in equal) == {"partial": 3}
    assert len({p.suggested for p in equal}) == 1


def test_article_12_holds_a_unit_to_its_limit_over_the_term(
    made: MadeYear, found: Mapping[str, ProjectOutcome]
) -> None:
    together = [project.suggested for _, project in rows("unit_awards", made, found)]
    assert sum(amount or 0 for amount in together) == parse_yuan("100万元")
    ((_, nearly),) = rows("near_the_unit_limit", made, found)
    assert nearly.suggested == parse_yuan("15万元")


def test_article_7_pays_the_new_enterprise(
    made: MadeYear, found: Mapping[str, ProjectOutcome]
) -> None:
    ((_, project),) = rows("at_threshold", made, found)
    assert project.payee_usci != project.usci
    assert project.payee_name.startswith("新涵养企业")


def test_names_that_look_like_code_are_read_as_they_stand(
    made: MadeYear, found: Mapping[str, ProjectOutcome]
) -> None:
    names = [found[made.places[tag][0][0]].project_name for tag in TAGS if "text_like" in tag]
    assert [name[:3] for name in names] == ["=1+", "**数", "<b>"]


def test_the_bundled_year_pays_each_award_at_once(year: Year, outcome: Outcome) -> None:
    assert not tranches(year.applications)
    assert outcome.totals["by_year"] == {"2026": outcome.totals["suggested"]}
    assert outcome.totals["suggested"] + outcome.totals["unspent"] == outcome.totals["available"]


def test_awards_in_tranches_fall_due_in_several_years(tmp_path: Path) -> None:
    write_year(tmp_path, in_tranches=True)
    year = read_year(tmp_path)
    outcome = allocate(year, year.scenarios["baseline"], work=20)
    by_year = outcome.totals["by_year"]
    assert {"2026", "2027"} <= set(by_year)
    assert sum(by_year.values()) == outcome.totals["suggested"] > outcome.totals["available"]
    assert outcome.totals["unspent"] == outcome.totals["available"] - by_year["2026"]


def test_the_ledger_covers_two_years_and_one_promise_for_this_one(
    year: Year, outcome: Outcome
) -> None:
    assert set(year.ledger["year"].tolist()) == {2024, 2025}
    promised = year.ledger["awarded"][year.ledger["due_year"] == 2026].sum() // 100
    budget = year.scenarios["baseline"]
    assert outcome.totals["available"] == budget.total - budget.reserve - promised
    assert promised == parse_yuan("60万元")


def test_the_documentation_lists_every_phenomenon(made: MadeYear) -> None:
    text = (ROOT / "docs" / "bundled_year.md").read_text(encoding="utf-8")
    assert phenomena(made) in text


def test_the_workbook_of_the_year_reads_back_as_the_outcome(year: Year, outcome: Outcome) -> None:
    data = allocation_workbook(outcome, year, "zh")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    table = book.get_sheet_by_index(0).to_python()[5:]
    shown = Counter(
        (row[2], row[3], round(float(str(row[12])) * 10_000))
        for row in table
        if isinstance(row[0], float)
    )
    assert shown == Counter(
        (p.usci, p.project_name, p.suggested)
        for p in outcome.projects
        if p.status not in {"refused", "incomplete"}
    )
    refused = [row[1] for row in book.get_sheet_by_index(1).to_python()[5:]]
    assert len(refused) + sum(shown.values()) == 240
