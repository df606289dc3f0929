"""What a forger may do to an outcome, each with the code of the finding that must name it."""

from collections.abc import Callable
from typing import Any

Document = dict[str, Any]


def project(document: Document, **wanted: object) -> Document:
    """Return the first project with these fields."""
    return next(
        p for p in document["projects"] if all(p[key] == value for key, value in wanted.items())
    )


def pay(document: Document, chosen: Document, amount: int) -> None:
    """Change an award and everything that is added up from it, as a careful forger would."""
    change = amount - (chosen["suggested"] or 0)
    chosen["suggested"] = amount
    document["solution"]["awards"][chosen["application_no"]] = amount
    document["totals"]["suggested"] += change
    document["totals"]["unspent"] -= change
    document["totals"]["by_year"][min(document["totals"]["by_year"])] += change
    document["totals"]["by_article"][chosen["article"]] += change
    document["totals"]["by_clause"][chosen["clause"]] += change
    document["solution"]["unspent"] -= change


def one_yuan_more(document: Document) -> None:
    chosen = next(p for p in document["projects"] if p["rank"] and p["suggested"])
    pay(document, chosen, chosen["suggested"] + 1)


def moved_between_two(document: Document) -> None:
    one, two = [p for p in document["projects"] if p["rank"] and p["suggested"]][:2]
    pay(document, one, one["suggested"] - 10_000)
    pay(document, two, two["suggested"] + 10_000)


def wrong_payee(document: Document) -> None:
    project(document, status="full")["payee_usci"] = "910000000000000000"


def refused_but_funded(document: Document) -> None:
    pay(document, project(document, status="refused"), 10_000)


def above_the_law(document: Document) -> None:
    chosen = project(document, status="full")
    pay(document, chosen, chosen["suggested"] + 10_000)


def all_to_one_article(document: Document) -> None:
    for chosen in document["projects"]:
        if chosen["article"] == "9" and chosen["entitled"] and chosen["status"] != "refused":
            pay(document, chosen, chosen["entitled"] // 10_000 * 10_000)


def multiplier(document: Document) -> None:
    certificate = document["checks"]["certificate"]
    stage = certificate["multipliers"][-1]
    name = next(iter(stage), "budget")
    stage[name] = str(int(stage.get(name, "0").partition("/")[0]) + 1)
    for leaf in certificate.get("trees", [[]])[-1] or []:
        leaf.get("multipliers", {}).clear()
        leaf.pop("blocks", None)


def wrong_sign(document: Document) -> None:
    document["checks"]["certificate"]["multipliers"][-1]["budget"] = "-1"


def unreadable_multiplier(document: Document) -> None:
    document["checks"]["certificate"]["multipliers"][-1]["budget"] = 0.5


def bound(document: Document) -> None:
    document["solution"]["bound"][-1] -= 1


def objective(document: Document) -> None:
    document["solution"]["objective"][-1] -= 1


def merit(document: Document) -> None:
    next(p for p in document["projects"] if p["merit"])["merit"] += 1


def rank(document: Document) -> None:
    next(p for p in document["projects"] if p["rank"])["rank"] += 1


def status(document: Document) -> None:
    project(document, status="refused")["status"] = "none"


def left_out(document: Document) -> None:
    del document["projects"][3]


def invented(document: Document) -> None:
    document["projects"].append({**document["projects"][-1], "application_no": "9999-9999"})


def doubled(document: Document) -> None:
    document["projects"].insert(1, document["projects"][0])


def entitled(document: Document) -> None:
    project(document, status="full")["entitled"] += 1


def requested(document: Document) -> None:
    document["projects"][0]["requested"] += 1


def verified(document: Document) -> None:
    next(p for p in document["projects"] if p["verified"])["verified"] += 1


def unequal(document: Document) -> None:
    one, two = [p for p in document["projects"] if p["suggested"] and not p["rank"]][:2]
    pay(document, one, one["suggested"] - 1)
    pay(document, two, two["suggested"] + 1)


def ratio(document: Document) -> None:
    ratios = document["checks"]["certificate"]["ratios"]
    clause = next(p["clause"] for p in document["projects"] if p["suggested"] and not p["rank"])
    ratios[clause] -= 1


def total(document: Document) -> None:
    document["totals"]["by_article"]["5"] += 1


def available(document: Document) -> None:
    document["totals"]["available"] += 1


def in_force(document: Document) -> None:
    document["policy_status"] = "in_force"


def version(document: Document) -> None:
    document["policy_version"] = "another"


def other_scenario(document: Document) -> None:
    document["scenario"]["budget"]["total"] += 1


def no_reason(document: Document) -> None:
    document["projects"][0]["reasons"] = []


def uncited(document: Document) -> None:
    document["projects"][0]["reasons"][0]["citation"] = {}


def true_for_one(document: Document) -> None:
    next(p for p in document["projects"] if p["rank"] == 1)["rank"] = True


def not_optimal(document: Document) -> None:
    document["solution"]["status"] = "infeasible"


def approved(document: Document) -> None:
    project(document, status="full")["approved"] = 10**9


def unspent(document: Document) -> None:
    document["solution"]["unspent"] += 1


def exception_hidden(document: Document) -> None:
    del document["exceptions"][0]


def exception_count(document: Document) -> None:
    document["exceptions"][0]["count"] += 1


def exception_witness(document: Document) -> None:
    document["exceptions"][0]["witness"] = document["exceptions"][0]["application_no"]


def exception_cause(document: Document) -> None:
    document["exceptions"][0]["cause"] = "unknown"


def mark_removed(document: Document) -> None:
    next(p for p in document["projects"] if _blocked(p))["marks"] = []


def mark_of_another_kind(document: Document) -> None:
    marks = next(p for p in document["projects"] if _blocked(p))["marks"]
    mark = next(m for m in marks if m["code"].startswith("entitlement.open."))
    mark["code"] = mark["code"].replace(".open.", ".note.")


def mark_of_something_else(document: Document) -> None:
    marks = [m for p in document["projects"] if _blocked(p) for m in p["marks"]]
    spoken = {"gate", "condition", "flag", "field", "other"}
    mark = next(m for m in marks if ".open." in m["code"] and spoken & m["params"].keys())
    mark["params"] = dict.fromkeys(mark["params"], "another")


def mark_forged(document: Document) -> None:
    chosen = project(document, status="full")
    chosen["marks"].append({"code": "entitlement.open.same_matter", "citation": {}, "params": {}})


def mark_without_code(document: Document) -> None:
    document["projects"][0]["marks"] = [{}]


def _blocked(chosen: Document) -> bool:
    open_ = any(mark["code"].startswith("entitlement.open.") for mark in chosen["marks"])
    return open_ and chosen["status"] != "refused"


def rule_invented(document: Document) -> None:
    stated = document["solution"]
    stated["tie_rule"] = "leximin" if stated["tie_rule"] == "none" else "none"


def ties_turned(document: Document) -> None:
    stated = document["solution"]
    stated["ties"] = "unique" if stated["ties"] == "not_unique" else "not_unique"


def only_feasible(document: Document) -> None:
    document["solution"]["status"] = "feasible"


def only_feasible_by_a_bound(document: Document) -> None:
    document["solution"] |= {"status": "feasible", "proof": "bound"}


def stranger_could_differ(document: Document) -> None:
    document["checks"]["certificate"].setdefault("could_differ", []).append("stranger")


def extra_key(document: Document) -> None:
    document["extra"] = 1


def extra_check(document: Document) -> None:
    document["checks"]["verified"] = "by somebody"


def extra_word_of_the_solution(document: Document) -> None:
    document["solution"]["better"] = True


def extra_field(document: Document) -> None:
    document["projects"][0]["remark"] = "x"


TAMPERINGS: list[tuple[Callable[[Document], None], str]] = [
    (one_yuan_more, "verify.award.off_grid"),
    (moved_between_two, "verify.proof.objective"),
    (wrong_payee, "verify.outcome.field"),
    (refused_but_funded, "verify.outcome.not_a_project"),
    (above_the_law, "verify.outcome.above_entitled"),
    (all_to_one_article, "verify.limit.exceeded"),
    (multiplier, "verify.proof.bound"),
    (wrong_sign, "verify.proof.sign"),
    (unreadable_multiplier, "verify.proof.unreadable"),
    (bound, "verify.proof.bound"),
    (objective, "verify.proof.objective"),
    (merit, "verify.outcome.field"),
    (rank, "verify.outcome.field"),
    (status, "verify.outcome.field"),
    (left_out, "verify.outcome.application_missing"),
    (invented, "verify.outcome.unknown_application"),
    (doubled, "verify.outcome.order"),
    (entitled, "verify.outcome.field"),
    (requested, "verify.outcome.field"),
    (verified, "verify.outcome.field"),
    (unequal, "verify.equal.amount"),
    (ratio, "verify.equal.amount"),
    (total, "verify.outcome.total"),
    (available, "verify.outcome.total"),
    (in_force, "verify.outcome.head"),
    (version, "verify.outcome.head"),
    (other_scenario, "verify.outcome.scenario"),
    (no_reason, "verify.outcome.reasons"),
    (uncited, "verify.outcome.reasons"),
    (true_for_one, "verify.outcome.field"),
    (not_optimal, "verify.solution.awards_without_plan"),
    (approved, "verify.outcome.above_entitled"),
    (unspent, "verify.solution.unspent"),
    (mark_removed, "verify.outcome.marks"),
    (mark_of_another_kind, "verify.outcome.marks"),
    (mark_of_something_else, "verify.outcome.marks"),
    (mark_forged, "verify.outcome.marks"),
    (mark_without_code, "verify.outcome.marks"),
    (rule_invented, "verify.ties.rule_without_levels"),
    (ties_turned, "verify.ties.*"),
    (only_feasible, "verify.solution.is_best"),
    (only_feasible_by_a_bound, "verify.solution.is_best"),
    (stranger_could_differ, "verify.ties.unknown_project"),
    (extra_key, "verify.outcome.unknown_key"),
    (extra_check, "verify.outcome.unknown_key"),
    (extra_word_of_the_solution, "verify.outcome.unknown_key"),
    (extra_field, "verify.outcome.unknown_key"),
]
OF_EXCEPTIONS: list[tuple[Callable[[Document], None], str]] = [
    (exception_hidden, "verify.exception.count"),
    (exception_count, "verify.exception.count"),
    (exception_witness, "verify.exception.witness"),
    (exception_cause, "verify.exception.unknown_cause"),
]
