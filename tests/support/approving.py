"""One leader approves in a process: ``python -m tests.support.approving WHERE NAME``.

It says ``ready``, waits for a line, approves decision d1, and prints what became of it.
"""

import sys
from contextlib import closing
from datetime import UTC, datetime

from optimizer.decision.service import Decisions
from optimizer.decision.store import open_store
from optimizer.decision.types import Person, Role
from optimizer.errors import RefusedError

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


def main(where: str, name: str) -> None:
    """Approve when told to."""
    with closing(open_store(where, now=NOW)) as store:
        door = Decisions(store)
        _say("ready")
        sys.stdin.readline()
        try:
            plan = door.act(Person(name, frozenset({Role.LEADER})), NOW, "d1", "approve")
            _say(plan.state.value)
        except RefusedError as error:
            (problem,) = error.problems
            _say(f"{problem.code} {problem.params.get('who')}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
