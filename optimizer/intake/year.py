"""One year's folder, read whole: call, policy, applications, scores, ledger, scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from optimizer.errors import Problem
from optimizer.intake.scenario import Scenario
from optimizer.intake.tables import Applications, Table
from optimizer.policy.call import Call
from optimizer.policy.types import Policy


@dataclass(frozen=True, slots=True)
class Year:
    """Everything that the allocation of one year depends on, but the scenario chosen."""

    policy: Policy
    call: Call
    applications: Applications
    scores: Table  # columns: application_no, panel, expert, recused, and one per criterion key
    ledger: Table
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    notices: tuple[Problem, ...] = ()  # normalised cells, hidden rows read, ...
