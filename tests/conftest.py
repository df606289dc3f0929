"""What all tests share: where the project lies, and how hypothesis searches."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# The same examples in every run of CI: a red build is a fault of the change, not of the dice.
settings.register_profile("ci", derandomize=True, deadline=None)
# By hand new examples are wanted; a deadline would measure the machine.
settings.register_profile("dev", deadline=None)
# For `make test-long`.
settings.register_profile(
    "long", deadline=None, max_examples=2_000, suppress_health_check=[HealthCheck.too_slow]
)


def pytest_configure(config: pytest.Config) -> None:
    chosen = "ci" if os.environ.get("CI") == "true" else "dev"
    if config.getoption("markexpr") == "long":
        chosen = "long"
    settings.load_profile(chosen)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project folder."""
    return ROOT
