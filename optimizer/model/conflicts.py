from optimizer.formats.solution import Solution
from optimizer.model.setting import Setting
def explain_infeasible(setting: Setting) -> Solution:
    return Solution("infeasible", None)
