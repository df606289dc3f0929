"""Large linear stages without a model of all their projects: exact, or not answered at all."""
