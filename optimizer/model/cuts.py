"""Limits of single units inside equal clauses: they cut, and leave the ratio of the others alone.

Members are served by rising number: each gets the most of what it may get that is at most its own
part and that every such limit still has room for. So the highest numbers are cut first.
"""

from __future__ import annotations

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.model.setting import Setting


class Cuts:
    """The holding limits that may bind inside a stage."""

    def __init__(self, setting: Setting, projects: IntArray, settled: IntArray) -> None:
        """Take the open ``projects`` of a stage of equal clauses, and what is ``settled``."""
        limits = setting.limits.subset(setting.limits.holds & setting.limits.at_most)
        most = np.zeros(len(setting.most), dtype=np.int64)
        most[projects] = setting.most[projects]
        left = limits.limit - limits.sums(settled)
        binding = np.asarray(limits.sums(most) > left, dtype=np.bool_)
        limits, self._left = limits.subset(binding), left[binding].tolist()
        self._least = setting.least
        # Yuan of a holding limit are yuan of a project, whose grid is 1; others count projects.
        self._counts = [False] * len(self._left)
        of: dict[int, list[int]] = {}
        for k in range(len(self._left)):
            members = limits.of(k)
            self._counts[k] = limits.funded is not None and bool(
                limits.funded[limits.starts[k] : limits.starts[k + 1]].any()
            )
            for project in members[most[members] > 0].tolist():
                of.setdefault(project, []).append(k)
        self._of = dict(sorted(of.items()))

    def applied(self, awards: IntArray) -> IntArray:
        """Return ``awards`` (yuan, shape (n,)) cut to what the limits allow."""
        if not self._of:
            return awards
        out = awards.copy()
        left = list(self._left)
        projects = list(self._of)
        wanted, least = awards[projects].tolist(), self._least[projects].tolist()
        for project, part, floor in zip(projects, wanted, least, strict=True):
            limits = self._of[project]
            rooms = (part if self._counts[k] and left[k] > 0 else left[k] for k in limits)
            most = min(part, *rooms)
            amount = most if most >= floor else 0
            out[project] = amount
            if amount:
                for k in limits:
                    left[k] -= 1 if self._counts[k] else amount
        return out
