"""What a problem file lacks is told part by part."""

import json

import pytest

from optimizer.errors import DataError
from optimizer.formats.problem_json import problem_from_json


def test_an_empty_object_is_told_everything_that_it_lacks() -> None:
    with pytest.raises(DataError) as refused:
        problem_from_json("{}")
    assert [p.place.field for p in refused.value.problems] == [
        "format",
        "projects",
        "budget",
        "objective",
    ]


def test_an_empty_label_is_told_with_its_project() -> None:
    file = {
        "format": "allocation-problem/1",
        "objective": ["merit_yuan"],
        "budget": 1,
        "projects": [
            {"id": "1", "entitled": 1, "merit": 1},
            {"id": "0", "entitled": 1, "merit": 1, "labels": {"unit": ""}},
        ],
    }
    with pytest.raises(DataError) as refused:
        problem_from_json(json.dumps(file))
    assert [p.place.field for p in refused.value.problems] == ["projects[1].labels.unit"]
