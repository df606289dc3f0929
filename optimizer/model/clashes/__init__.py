"""When nothing fits: which demands clash, and the smallest changes of targets that mend it.

The budget and all at-most limits are law and never relaxed. Targets are the at-least limits and
the locks: they were set by somebody, and may be set otherwise. What single projects may get (least
awards, indivisible projects, the order of merit) stands behind everything and is not a demand.
Members of equal clauses are looked at one by one, as if their ratios could differ: what clashes
even so clashes, but where there are any, the list of clashes is not said to be complete.
"""

from __future__ import annotations

from optimizer.formats.solution import Solution
from optimizer.model.clashes.demands import Demands
from optimizer.model.clashes.minimal import clashes
from optimizer.model.clashes.repairs import joint_repair, single_repairs
from optimizer.model.setting import Setting


def explain_infeasible(setting: Setting) -> Solution:
    """Return the infeasible answer: minimal clashes, single repairs, and a joint one."""
    demands = Demands(setting)
    found, complete = clashes(demands)
    repairs = single_repairs(demands, found)
    return Solution(
        "infeasible",
        None,
        conflicts=found,
        complete=complete and not setting.equal.any(),
        repairs=repairs,
        joint_repair=joint_repair(demands, found, repairs),
    )
