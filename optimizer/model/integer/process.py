"""Hand an integer model to the solver in a child process, with memory and time limits.

Where the child is killed or runs out of memory or time there is no answer, and nothing else has
happened. The answer of a child that ends is stopped by nodes alone, the same in every run.
"""

from __future__ import annotations

import marshal
import subprocess
import sys
from pathlib import Path

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.integer.pieces import cut_in_pieces
from optimizer.model.integer.question import Question
from optimizer.model.solver import Status

#: Memory (bytes) and seconds, wall and processor, that one model may take.
MEMORY = 4 * 2**30
SECONDS = 60
#: Nodes of branching, and the same times columns and rows.
MOST_NODES = 5_000
MOST_NODE_SIZE = 2**21

_ROOT = Path(__file__).resolve().parents[3]
# This very package, whichever other copy is installed: before what is installed, behind Python's
# own modules, which nothing here may stand in for.
_START = (
    "import sys; "
    "at = [p.endswith('-packages') for p in [*sys.path, '-packages']].index(True); "
    "sys.path.insert(at, sys.argv.pop()); "
    "from optimizer.model.integer.child import main; main(sys.argv[1:])"
)


def plan_of_solver(
    question: Question, memory: int = MEMORY, seconds: int = SECONDS
) -> IntArray | None:
    """Return a plan that the solver finds and that keeps the question exactly, if there is one.

    Parameters
    ----------
    question
        What is asked.
    memory, seconds
        Limits of the child process.
    """
    pieces = cut_in_pieces(question, question.whole(), whole=True)
    program = pieces.program
    size = program.size + len(program.rows) + 1
    asked = {
        "upper": program.upper.tolist(),
        "cost": pieces.cost.tolist(),
        "rows": [
            (row.columns.tolist(), row.coefs.tolist(), row.sense, row.limit) for row in program.rows
        ],
        "work": min(MOST_NODES, MOST_NODE_SIZE // size),
    }
    command = [sys.executable, "-I", "-c", _START, str(memory), str(seconds), str(_ROOT)]
    with subprocess.Popen(  # noqa: S603  this interpreter, our own code, no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        try:
            answer, _ = child.communicate(marshal.dumps(asked), timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            return None
    if child.returncode:
        return None
    status, values = marshal.loads(answer)  # noqa: S302  written by our own child process
    if status not in {Status.OPTIMAL.value, Status.AT_LIMIT.value}:
        return None
    units = np.round(pieces.units(np.round(np.array(values)))).astype(np.int64)
    return units if question.allows(units) else None
