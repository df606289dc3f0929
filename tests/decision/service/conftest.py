"""A door of a fresh store on either database; the year is computed once for all tests."""

from pathlib import Path

import pytest

from optimizer.decision import service
from optimizer.decision.course.computed import Computed, compute
from optimizer.decision.service import Decisions
from optimizer.decision.store import Store
from tests.support.completed_year import complete


@pytest.fixture(scope="session")
def year_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return complete(tmp_path_factory.mktemp("service") / "2026")


@pytest.fixture(scope="session")
def computed(year_folder: Path) -> Computed:
    return compute(year_folder, "baseline", {})


@pytest.fixture
def door(store: Store, computed: Computed, monkeypatch: pytest.MonkeyPatch) -> Decisions:
    """Return the door of a fresh store; the year is computed once for all tests."""
    monkeypatch.setattr(service, "compute", lambda *_: computed)
    return Decisions(store)
