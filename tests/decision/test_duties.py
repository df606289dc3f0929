"""The duty matrix, over the whole plan."""

import pytest

from optimizer.decision.duties import clash
from optimizer.decision.types import Duty, Person, Role

D = Duty
TOGETHER = {frozenset((D.REVIEW, D.CONFIRM))}
EVERY = frozenset(Role)


@pytest.mark.parametrize("before", Duty)
@pytest.mark.parametrize("after", Duty)
def test_only_review_and_confirm_go_together(before: Duty, after: Duty) -> None:
    found = clash([("li", before)], Person("li", EVERY), after)
    free = before is after or frozenset((before, after)) in TOGETHER
    assert found is (None if free else before)


def test_a_duty_long_ago_counts_like_the_last_one() -> None:
    done = [("li", D.DRAFT), ("wang", D.REVIEW), ("zhao", D.RECORD), ("wang", D.CONFIRM)]
    assert clash(done, Person("li", EVERY), D.APPROVE) is D.DRAFT
    assert clash(done, Person("wang", EVERY), D.RECORD) is D.REVIEW
    assert clash(done, Person("qian", EVERY), D.APPROVE) is None
    assert clash(done, Person("wang", EVERY), D.CONFIRM) is None


def test_one_user_alone_can_try_the_separation_by_the_role_acted_as() -> None:
    done = [("single:officer", D.DRAFT)]
    officer = Person("single:officer", frozenset({Role.OFFICER}), "single")
    reviewer = Person("single:reviewer", frozenset({Role.REVIEWER}), "single")
    assert clash(done, officer, D.REVIEW) is D.DRAFT
    assert clash(done, reviewer, D.REVIEW) is None
