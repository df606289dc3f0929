"""One completed year, computed once for all tests of the course."""

from pathlib import Path

import pytest

from optimizer.decision.course.computed import Computed, compute, draft_of
from optimizer.decision.course.meetings import chain
from optimizer.decision.course.plan import Draft, Meeting
from tests.support.completed_year import CONFIRMED, complete


@pytest.fixture(scope="session")
def year_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return complete(tmp_path_factory.mktemp("course") / "2026")


@pytest.fixture(scope="session")
def computed(year_folder: Path) -> Computed:
    return compute(year_folder, "baseline", {})


@pytest.fixture(scope="session")
def draft(computed: Computed, year_folder: Path) -> Draft:
    return draft_of(computed, year_folder, "baseline", {}, CONFIRMED)


@pytest.fixture(scope="session")
def meetings(computed: Computed) -> tuple[Meeting, ...]:
    return chain(computed.year.call.meetings)
