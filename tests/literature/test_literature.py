"""Problems from the literature in ``allocation-problem/1``: their published answers are met.

How each is stated: a knapsack is an indivisible problem whose resources are numbers (the first one
yuan, where it can be); an assignment or a transport is article limits against unit limits; a
division among claimants is a tie, for all have one merit. Equal awards are stated as ratios by
giving all claimants the same entitled amount, and their claims as limits.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from optimizer.formats.solution import Solution
from tests.oracle.product import findings, solved
from tests.oracle.second import Second, second_values

FOLDER = Path(__file__).parent / "problems"
WEINGARTNER_NESS = (
    "H. M. Weingartner, D. N. Ness, Methods for the solution of the multidimensional 0/1 knapsack"
    " problem, Operations Research 15 (1967) 83-103; data as in OR-Library, mknap2"
)
MARTELLO_TOTH = "S. Martello, P. Toth, Knapsack Problems, Wiley 1990"
AUMANN_MASCHLER = (
    "R. J. Aumann, M. Maschler, Game theoretic analysis of a bankruptcy problem from the Talmud,"
    " Journal of Economic Theory 36 (1985) 195-213: constrained equal awards of half the claims"
)
O_NEILL = (
    "The problem of ibn Ezra in B. O'Neill, A problem of rights arbitration from the Talmud,"
    " Mathematical Social Sciences 2 (1982) 345-371, divided in proportion to the claims"
)


@dataclass(frozen=True)
class Published:
    """What the source states: the best value, or the amounts by id, or both."""

    source: str
    value: int | None = None
    awards: dict[str, int] = field(default_factory=dict)


PUBLISHED = {
    "petersen_1967_1": Published(
        "C. C. Petersen, Computational experience with variants of the Balas algorithm applied to"
        " the selection of R&D projects, Management Science 13 (1967) 736-750; OR-Library, mknap1",
        value=3800,
    ),
    "weingartner_ness_1967_1": Published(WEINGARTNER_NESS, value=141_278),
    "weingartner_ness_1967_2": Published(WEINGARTNER_NESS, value=130_883),
    "weingartner_ness_1967_3": Published(WEINGARTNER_NESS, value=95_677),
    "lorie_savage_1955": Published(
        "J. H. Lorie, L. J. Savage, Three problems in rationing capital, Journal of Business 28"
        " (1955) 229-239; in whole projects by H. M. Weingartner, Mathematical Programming and the"
        " Analysis of Capital Budgeting Problems, 1963",
        value=70,
        awards={"1": 12, "3": 6, "4": 6, "6": 6, "9": 18},
    ),
    "martello_toth_1990_2_3": Published(
        f"{MARTELLO_TOTH}, example 2.3", value=150, awards={"1": 56, "2": 59, "5": 75}
    ),
    "martello_toth_1990_2_7": Published(
        f"{MARTELLO_TOTH}, example 2.7", value=107, awards={"1": 31, "4": 19}
    ),
    "winston_2004_machineco": Published(
        "W. L. Winston, Operations Research: Applications and Algorithms, 4th ed. 2004, 7.5:"
        " 15 hours at least; the merit of an hour saved of 20 is 1, so 4 x 20 - 15",
        value=65,
        awards={"machine 1 job 2": 1, "machine 2 job 4": 1, "machine 3 job 3": 1}
        | {"machine 4 job 1": 1},
    ),
    "dantzig_1963_transport": Published(
        "G. B. Dantzig, Linear Programming and Extensions, 1963, chapter 3-3, with the figures of"
        " R. E. Rosenthal in GAMS: A User's Guide, 1988: 153.675 thousand dollars at 90 dollars a"
        " case and thousand miles, so 17,075 hundred miles of 900 x 30",
        value=900 * 30 - 17_075,
    ),
    "talmud_estate_100": Published(AUMANN_MASCHLER, awards={"100": 100, "200": 100, "300": 100}),
    "talmud_estate_200": Published(AUMANN_MASCHLER, awards={"100": 150, "200": 225, "300": 225}),
    "talmud_estate_300": Published(AUMANN_MASCHLER, awards={"100": 150, "200": 300, "300": 450}),
    "ibn_ezra_ties": Published(
        O_NEILL, awards={"Reuben": 576, "Simeon": 288, "Levi": 192, "Judah": 144}
    ),
    "ibn_ezra_equal": Published(
        O_NEILL, awards={"Reuben": 576, "Simeon": 288, "Levi": 192, "Judah": 144}
    ),
    "hamilton_1792": Published(
        "The apportionment bill that Washington vetoed, Hamilton's method: M. L. Balinski,"
        " H. P. Young, Fair Representation, 2nd ed. 2001",
        value=120,
        awards={
            "Virginia": 21, "Massachusetts": 16, "Pennsylvania": 14, "North Carolina": 12,
            "New York": 11, "Maryland": 9, "Connecticut": 8, "South Carolina": 7, "New Jersey": 6,
            "New Hampshire": 5, "Vermont": 3, "Georgia": 2, "Kentucky": 2, "Rhode Island": 2,
            "Delaware": 2,
        },
    ),
}  # fmt: skip


def answer(name: str) -> Solution:
    found = solved(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))
    if found is None:
        pytest.skip("a rule that is not there yet")
    problem, solution = found
    assert not findings(problem, solution)
    return solution


def test_every_problem_has_its_published_answer_and_source() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == PUBLISHED.keys()


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_answer_is_met_and_proven(name: str) -> None:
    published, solution = PUBLISHED[name], answer(name)
    assert solution.status == "optimal"
    if published.value is not None:
        assert solution.objective == (published.value,)
    if published.awards:
        problem = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        ids = sorted(one["id"] for one in problem["projects"])
        assert solution.awards is not None
        found = dict(zip(ids, solution.awards.tolist(), strict=True))
        assert {one: x for one, x in found.items() if x} == published.awards


@pytest.mark.parametrize("name", [name for name, one in PUBLISHED.items() if one.value is not None])
def test_the_published_value_is_what_a_second_formulation_finds(name: str) -> None:
    own = Second(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))
    (found,) = second_values(own, 0, tuple([0] * own.n))
    assert found.value == PUBLISHED[name].value
