"""When nothing fits: which demands clash, and the smallest changes of targets that mend it.

The budget and all at-most limits are law and never relaxed. Targets are the at-least limits and
the locks: they were set by somebody, and may be set otherwise. What single projects may get (least
awards, indivisible projects, the order of merit) stands behind everything and is not a demand.
Equal clauses keep their common ratios, and monotone groups their order. Their members may need
more where a lock lets them go, or a unit limit no longer holds them back; where that can be, fewer
demands may clash though more do not, and the list of clashes is not said to be complete.
"""

from __future__ import annotations

import numpy as np

from optimizer.formats.solution import Solution
from optimizer.model.clashes.demands import Demands
from optimizer.model.clashes.minimal import clashes
from optimizer.model.clashes.repairs import joint_repair, single_repairs
from optimizer.model.meter import Meter, asking_meter
from optimizer.model.rules.monotone import NO_GROUP
from optimizer.model.setting import Setting


def explain_infeasible(setting: Setting, meter: Meter | None = None) -> Solution:
    """Return the infeasible answer: minimal clashes, single repairs, and a joint one.

    What all questions together may cost is the ``meter``, of which the clashes get half.
    """
    meter = asking_meter() if meter is None else meter
    demands = Demands(setting, meter.share(0.5))
    found, complete = clashes(demands)
    demands.meter = meter
    repairs = single_repairs(demands, found)
    return Solution(
        "infeasible",
        None,
        conflicts=found,
        complete=complete and not _may_ask_more(setting),
        repairs=repairs,
        joint_repair=joint_repair(demands, found, repairs),
    )


def _may_ask_more(setting: Setting) -> bool:
    """Return whether leaving out a lock or a limit could make clauses that compare ask for more."""
    limits = setting.limits
    holding = limits.members[np.repeat(limits.holds, limits.lengths)]
    compared = setting.equal | (setting.group != NO_GROUP)
    return bool((compared & setting.locked).any() or compared[holding].any())
