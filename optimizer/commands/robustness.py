"""``robustness``: what is steady, and what hangs on the weights or on one expert."""

from __future__ import annotations

import argparse

from optimizer.commands.inputs import scenario_of, year_of
from optimizer.commands.printing import DONE, print_json, say_notices, verdict
from optimizer.commands.sweeping import say_resumed, say_start, sweeping


def robustness(options: argparse.Namespace) -> int:
    """Plan a year under many weightings, and without each expert."""
    from optimizer import allocate as pipeline
    from optimizer.documents.experts_text import experts_document, experts_text
    from optimizer.documents.robustness_text import robustness_document, robustness_text
    from optimizer.insight.experts.influence import influences
    from optimizer.insight.experts.panels import disagreements, expert_records
    from optimizer.insight.weights.methods import suggestions
    from optimizer.insight.weights.result import Question
    from optimizer.insight.weights.robustness import Means, robustness_of

    how = sweeping(options)
    year = year_of(options.year)
    scenario = scenario_of(year, options)
    outcome = pipeline.allocate(year, scenario)
    if outcome.solution.awards is None:
        return verdict(outcome.problem, outcome.solution, options)
    question = Question(options.region, options.sample, options.seed)
    say_start(options)
    found = robustness_of(
        outcome, year, scenario, question, Means(**how), with_bands=not options.no_bands
    )
    experts = (
        expert_records(year.applications, outcome.merits),
        disagreements(year.applications, outcome.merits),
        tuple(influences(year, scenario, fingerprint=outcome.fingerprint, **how)),
    )
    say_resumed(how, options.lang)
    methods = suggestions(outcome, year, scenario)
    if options.json:
        document = robustness_document(found, methods, scenario.name)
        print_json({**document, "experts": experts_document(*experts)})
    else:
        print(robustness_text(found, methods, outcome, year.policy, options.lang))
        print(experts_text(*experts, options.lang))
    say_notices(year, options)
    return DONE
