"""The pages without a browser: Streamlit runs the scripts and hands their elements back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
#: A cold first run reads the year and starts the solver.
SECONDS = 120


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test a store of decisions of its own."""
    monkeypatch.setenv("FUND_STORE", str(tmp_path / "store"))


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Return a function that opens a page: ``app.py`` or one of ``app_pages``."""

    def opened(page: str = "app.py", **query: str) -> AppTest:
        test = AppTest.from_file(str(ROOT / page), default_timeout=SECONDS)
        for key, value in query.items():
            test.query_params[key] = value
        return test.run()

    return opened
