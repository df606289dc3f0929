"""One answer among equally good plans: the fairest by the published rule, else by number."""

from optimizer.model.ties.choice import Choice, choose
from optimizer.model.ties.number import greatest_by_number, on_grid

__all__ = ["Choice", "choose", "greatest_by_number", "on_grid"]
