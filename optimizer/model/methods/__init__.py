"""How a stage is served: the optimum, or one of the practice baselines beside it.

Equal clauses keep their own rule under every method.
"""

from __future__ import annotations

from optimizer.model.methods.beside_ratios import leaves_a_plan, serve_beside_ratios
from optimizer.model.methods.by_rank import serve_by_rank
from optimizer.model.methods.common_factor import serve_by_factor
from optimizer.model.methods.mixed import serve_mixed
from optimizer.model.solver import Status
from optimizer.model.stage import Stage, serve_equal, serve_scored
from optimizer.model.stage_outcome import StageOutcome


def serve(stage: Stage) -> StageOutcome:
    """Serve one stage by the problem's method."""
    equal = stage.setting.equal[stage.projects]
    if equal.all():
        return serve_equal(stage)
    method = stage.setting.problem.method
    if method == "by_rank":
        return serve_by_rank(stage)
    if method in {"same_ratio", "tiers"}:
        return serve_by_factor(stage)
    mixed = bool((stage.free & stage.setting.equal).any())
    outcome = serve_mixed(stage) if mixed else serve_scored(stage)
    if outcome.status is Status.OPTIMAL and not leaves_a_plan(stage, outcome):
        return serve_beside_ratios(stage)
    return outcome
