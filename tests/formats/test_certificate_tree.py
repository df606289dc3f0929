"""Trees and tie levels of a certificate: written flat, read strictly, at any depth."""

import json
from fractions import Fraction
from typing import Any

import pytest

from optimizer import wording
from optimizer.errors import DataError
from optimizer.formats.certificate import (
    certificate_document,
    certificate_from_json,
    certificate_from_record,
    certificate_record,
)
from optimizer.formats.certificate_tree import tree_document
from optimizer.formats.solution import Branch, Certificate, Leaf, TieLevel, Tree
from optimizer.formats.strict_json import Complaints

LEAF = Leaf({"budget": Fraction(1, 3)})
BLOCK = Branch("b", 20, Leaf({"unit U": Fraction(2)}), Leaf(empty=True))
TREE = Branch("a", 0, LEAF, Branch("b", 10, Leaf({}, blocks=(BLOCK,)), Leaf(empty=True)))
LEVELS = ((TieLevel(Fraction(1, 2), {"a": Fraction(1)}, {"budget": Fraction(1, 7)}),), ())
WHOLE = Certificate(({"budget": Fraction(1)}, {}), {"7": 5}, (TREE, None), LEVELS, ("a", "b"))


def text(certificate: Certificate) -> str:
    return json.dumps(certificate_document(certificate))


def test_trees_levels_and_who_could_differ_read_back_the_same() -> None:
    assert certificate_from_json(text(WHOLE))[0] == WHOLE
    out = Complaints("")
    assert certificate_from_record(certificate_record(WHOLE), out) == WHOLE
    out.raise_all()


def test_a_branch_stands_before_its_two_parts() -> None:
    nodes = tree_document(TREE)
    assert [node.get("project", "leaf") for node in nodes] == ["a", "leaf", "b", "leaf", "leaf"]
    assert nodes[1] == {"multipliers": {"budget": "1/3"}}
    assert nodes[4] == {"multipliers": {}, "empty": True}
    assert [node.get("project") for node in nodes[3]["blocks"][0]] == ["b", None, None]


def test_what_is_not_there_is_not_written() -> None:
    assert set(certificate_document(Certificate())) == {"format", "stages", "ratios"}


def test_no_depth_is_too_much() -> None:
    deep: Tree = LEAF
    for at in range(5000):
        deep = Branch("a", at, LEAF, deep)
    read = certificate_from_json(text(Certificate(({},), {}, (deep,))))[0].trees[0]
    depth = 0
    while isinstance(read, Branch):
        read, depth = read.beyond, depth + 1
    assert depth == 5000


@pytest.mark.parametrize(
    ("nodes", "code"),
    [
        ([{"project": "a", "at": 5}, {"multipliers": {}}], "formats.missing"),
        ([{"multipliers": {}}, {"multipliers": {}}], "formats.tree_parts"),
        ([], "formats.empty"),
        ([{"project": "a"}, {"multipliers": {}}, {"multipliers": {}}], "formats.not_integer"),
        ([{"project": 3, "at": 1}, {"multipliers": {}}, {"multipliers": {}}], "formats.not_text"),
        ([{"empty": True}], "formats.missing"),
        ([{"multipliers": {}, "empty": 1}], "formats.not_one_of"),
        ([{"multipliers": {"budget": "0.5"}}], "formats.not_ratio"),
        ([{"multipliers": {}, "at": 1}], "formats.unknown_key"),
        (
            [{"multipliers": {}, "blocks": [[{"multipliers": {}, "blocks": []}]]}],
            "formats.unknown_key",
        ),
        (3, "formats.not_list"),
    ],
)
def test_a_tree_of_another_shape_is_refused(nodes: Any, code: str) -> None:  # noqa: ANN401
    file = {"format": "certificate/1", "stages": [{}], "trees": [nodes]}
    with pytest.raises(DataError) as caught:
        certificate_from_json(json.dumps(file))
    assert code in {p.code for p in caught.value.problems}
    for problem in caught.value.problems:
        for lang in wording.LANGUAGES:
            assert wording.say_problem(problem, lang)


@pytest.mark.parametrize(
    "changed",
    [
        {"levels": 3},
        {"levels": [3]},
        {"levels": [[{"ratio": "1/2"}]]},
        {"levels": [[{"ratio": 1, "weights": {}, "multipliers": {}}]]},
        {"could_differ": "a"},
        {"could_differ": [3]},
        {"unknown": 1},
    ],
)
def test_levels_of_another_shape_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        certificate_from_json(json.dumps({"format": "certificate/1", "stages": []} | changed))
