"""Every parameter of the policy does something at every value that is not its default."""

from typing import Any

import pytest

from optimizer.policy.types import Parameter, value_text
from optimizer.policy.values import refusal
from tests.support.cases import cases, run, together, word
from tests.support.law import RATIOS, district, law_of

CASES = cases("parameters")
#: Parameters of merit or of the allocation, tested there.
ELSEWHERE = {
    "experts_for_trimming",
    "monotone_by_score",
    "normalise",
    "max_projects_per_unit",
    "topup_on_upgrade",
}


def everything(case: dict[str, Any]) -> Any:  # noqa: ANN401 (compared only)
    found = run(case)
    entitlements = found.entitlements
    return (
        entitlements.entitled.tolist(),
        [
            [word(r) for r in entitlements.reasons.get(i, ())]
            for i in range(len(entitlements.status))
        ],
        [[word(r) for r in entitlements.marks.get(i, ())] for i in range(len(entitlements.status))],
        entitlements.payee_usci.tolist(),
        together(found),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_each_parameter_of_a_case_changes_its_answer(case: dict[str, Any]) -> None:
    default = {name: RATIOS[name] for name in case["parameters"] if name in RATIOS}
    for name in case["parameters"]:
        others = {k: v for k, v in case["parameters"].items() if k != name}
        without = {**case, "parameters": {**default, **others}}
        assert everything(case) != everything(without), name


def wanted(parameter: Parameter) -> set[str]:
    """Return the values of a parameter that a case has to try; ``*`` for any value at all."""
    if parameter.kind == "flag":
        values = {"true", "false"}
    elif parameter.allowed:
        values = set(parameter.allowed)
    else:
        return {"*"}
    return values - {value_text(parameter.default)} - set(parameter.later)


def test_every_value_of_every_parameter_is_tried() -> None:
    tried: dict[str, set[str]] = {}
    for case in CASES:
        for name, raw in case["parameters"].items():
            text = value_text(law_of({name: raw}).value(name))
            tried.setdefault(name, set()).update({text, "*"})
    missing = {
        name: sorted(wanted(parameter) - tried.get(name, set()))
        for name, parameter in district().parameters.items()
        if name not in ELSEWHERE
    }
    assert {name: values for name, values in missing.items() if values} == {}


@pytest.mark.parametrize(("raw", "refused"), [("50%", False), ("50.01%", True), ("60%", True)])
def test_the_ratio_of_an_event_is_refused_above_its_ceiling(raw: str, *, refused: bool) -> None:
    name = "15.1.ratio"
    parameter, value = district().parameters[name], law_of({name: raw}).value(name)
    assert (refusal(parameter, value, cited=True) is not None) == refused
