"""What ``policy lint`` and ``policy show`` print: the law's questions, not the keys of its data."""

import re
from datetime import date

import pytest

from optimizer.documents.policy_text import lint_text, policy_text
from optimizer.policy.liability import maximum_liability
from optimizer.policy.lint import lint
from optimizer.policy.read import read_policy
from optimizer.policy.versions import find
from optimizer.wording import LANGUAGES, Language

POLICY = read_policy(find(""))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_finding_names_a_parameter_by_its_question(lang: Language) -> None:
    found = lint_text(POLICY, lint(POLICY), maximum_liability(POLICY, date.max), lang)
    question = POLICY.parameters["9.3.ratio"].question
    assert (question.zh if lang == "zh" else question.en) in found
    separator = "：" if lang == "zh" else ": "
    said = [line.partition(separator)[2] for line in found.splitlines()[1:]]
    keys = {name for name in POLICY.parameters if "." in name or "_" in name}
    assert [
        line for line in said for name in keys if re.search(rf"\b{re.escape(name)}\b", line)
    ] == []


def test_what_nobody_has_to_set_is_not_said_to_be_left_to_the_call() -> None:
    lines = policy_text(POLICY, date.max, "zh").splitlines()
    said = {
        line.rpartition("[")[2].rstrip("]"): line.rpartition("  [")[0].split()[-1]
        for line in lines
        if line.endswith("]")
    }
    assert said["9.3.ratio"] == "须由申报通知设定"
    assert said["5.1.amount"] == "未另设"
    assert said["6.repeatable = false"] == "否"
    assert said["7.base = paid_in"] == "按实缴"
