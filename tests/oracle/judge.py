"""What an answer of the model gets wrong, by the definitions and by going through all plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from optimizer.formats.solution import Solution
from tests.oracle.brute import Best, Brute, is_minimal, minimal_clashes
from tests.oracle.definition import Document, Plan


@dataclass(frozen=True)
class Served:
    """One stage as the answer has it: what was settled before, and its own plan."""

    number: int
    settled: Plan
    plan: Plan


def judge(document: Document, solution: Solution) -> list[str]:
    """Return every disagreement; an answer that holds gives none."""
    brute = Brute(document)
    if solution.awards is None:
        if solution.status != "infeasible":
            return [f"no plan: {solution.status}"]
        return list(_clashes(document, brute, solution))
    plan = tuple(solution.awards.tolist())
    ratios = solution.certificate.ratios
    wrong = brute.wrong(plan, ratios)
    if wrong:
        return [f"unlawful: {one}" for one in wrong]
    out = list(_figures(brute, solution, plan))
    entries = list(zip(solution.objective, solution.bound, strict=True))
    proven = True
    tied = False
    for served in _stages(brute, plan):
        stage = brute.stages[served.number]
        if not brute.counts(stage):
            out += _equal_stage(brute, served)
            continue
        mine, entries = entries[: len(_names(document))], entries[len(_names(document)) :]
        out += _bounds(brute, served, mine, solution)
        if any(brute.equal[i] and i not in brute.lock for i in stage):
            proven = False
            continue
        best = brute.best(served.number, served.settled)
        if best is None:
            out.append(f"stage {served.number}: no plan at all by brute force")
            continue
        tied |= len(best.plans) > 1
        out += _ties(brute, served, best, solution)
    if proven and solution.status != "optimal":
        out.append(f"not proven: {solution.objective} of {solution.bound}")
    if proven and not tied and solution.ties == "not_unique":
        out.append("ties: said not_unique, but there is one plan only")
    return out


def _names(document: Document) -> Sequence[str]:
    names: Sequence[str] = document["objective"]
    return names


def _stages(brute: Brute, plan: Plan) -> Iterator[Served]:
    settled = brute.locked()
    for number, stage in enumerate(brute.stages):
        after = list(settled)
        for i in stage:
            after[i] = plan[i]
        yield Served(number, tuple(settled), tuple(after))
        settled = after


def _figures(brute: Brute, solution: Solution, plan: Plan) -> Iterator[str]:
    """Compare the figures that can be added up from the awards."""
    values: Plan = ()
    scales: Plan = ()
    for served in _stages(brute, plan):
        stage = brute.stages[served.number]
        if brute.counts(stage):
            values += brute.values(stage, served.plan)
            scales += brute.scales(stage)
    if solution.objective != values:
        yield f"objective: said {solution.objective}, added up {values}"
    if solution.objective_scale != scales:
        yield f"scale: said {solution.objective_scale}, by definition {scales}"
    if solution.unspent != brute.budget - sum(plan):
        yield f"unspent: said {solution.unspent}"


def _bounds(
    brute: Brute, served: Served, entries: Sequence[tuple[int, int]], solution: Solution
) -> Iterator[str]:
    """Check each entry against the best beside what the entries before it reached."""
    least: Plan = ()
    for value, bound in entries:
        best = brute.best(served.number, served.settled, least)
        if best is None:
            yield f"stage {served.number}: nothing reaches {least}"
            return
        top = best.values[0]
        if value > top:
            yield f"stage {served.number}: {value} is more than the best {top}"
        if bound < top:
            yield f"stage {served.number}: bound {bound} is below the best {top}"
        if solution.status == "optimal" and value != top:
            yield f"stage {served.number}: said optimal at {value}, the best is {top}"
        least += (value,)


def _equal_stage(brute: Brute, served: Served) -> Iterator[str]:
    if all(i in brute.lock for i in brute.stages[served.number]):
        return
    # Where more ratio may help a limit, rising together until something stops is no rule.
    falls = any(
        c < 0 for one in brute.limits for c in (*one.per_step.values(), *one.whole.values())
    )
    filled = None if falls else brute.filled(served.number, served.settled)
    if filled is not None and served.plan != filled:
        yield f"equal stage {served.number}: {served.plan}, by definition {filled}"
    best = brute.least_ratio(served.number, served.settled, None)
    own = brute.least_ratio(served.number, served.settled, served.plan)
    if own < best and filled is None:
        yield f"equal stage {served.number}: least ratio {own}, possible is {best}"


def _ties(brute: Brute, served: Served, best: Best, solution: Solution) -> Iterator[str]:
    if served.plan not in best.plans or solution.ties != "unique":
        return
    if len(best.plans) == 1:
        return
    if solution.tie_rule == "none":
        yield f"ties: said unique without a rule, but {len(best.plans)} plans are as good"
    elif solution.tie_rule == "number":
        chosen = brute.greatest_by_number(served.number, best.plans)
        # Said of all stages once one of them needs it: another may have its fairest plan.
        fair = brute.leximin_choice(served.number, served.settled, best)
        if served.plan not in {chosen, fair}:
            yield f"ties by number: {served.plan}, by definition {chosen}"
    else:
        fair = brute.leximin_choice(served.number, served.settled, best)
        if fair != served.plan:
            yield f"ties by leximin: {served.plan}, by definition {fair}"


def _clashes(document: Document, brute: Brute, solution: Solution) -> Iterator[str]:
    if brute.completable(0, brute.locked()):
        yield "said infeasible, but there is a plan"
        return
    said = [frozenset(clash) for clash in solution.conflicts]
    if not said:
        yield "infeasible without a clash"
    for clash in said:
        if not is_minimal(document, clash):
            yield f"clash {sorted(clash)} is not minimal, or none"
    if solution.complete:
        own = minimal_clashes(document)
        if own != set(said):
            yield f"clashes said complete: missing {sorted(map(sorted, own - set(said)))}"


def mutants(brute: Brute, plan: Plan) -> Iterator[Plan]:
    """Yield plans one change away: a project to another amount of its kind, or two swapped."""
    for i in range(brute.n):
        g = brute.grid[i]
        for amount in {0, plan[i] - g, plan[i] + g, brute.most[i], plan[i] + 1}:
            if amount != plan[i] and amount >= 0:
                yield (*plan[:i], amount, *plan[i + 1 :])
    for i in range(brute.n - 1):
        if plan[i] != plan[i + 1]:
            yield (*plan[:i], plan[i + 1], plan[i], *plan[i + 2 :])


def added_up(brute: Brute, plan: Plan) -> Plan:
    """Return the objective entries of any plan, added up."""
    out: Plan = ()
    for stage in brute.stages:
        if brute.counts(stage):
            out += brute.values(stage, plan)
    return out
