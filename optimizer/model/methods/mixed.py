from optimizer.model.stage import Stage
from optimizer.model.stage_outcome import StageOutcome
def serve_mixed(stage: Stage) -> StageOutcome:
    raise NotImplementedError
