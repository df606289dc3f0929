"""What hangs on the weights, as ``robustness/1`` and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from optimizer.formats.outcome import Outcome
from optimizer.insight.weights.bands import nearest_change
from optimizer.insight.weights.classes import CERTAIN, LIKELY, SURELY_OUT
from optimizer.insight.weights.methods import Likeness, Suggestion
from optimizer.insight.weights.result import Robustness
from optimizer.insight.weights.sample import ENOUGH
from optimizer.policy.types import Policy
from optimizer.wording import Language, say, say_problem

FORMAT = "robustness/1"


def robustness_document(
    found: Robustness, methods: Sequence[Suggestion], scenario: str
) -> dict[str, Any]:
    """Return a robustness as JSON-ready data: yuan, exact shares as text, whole weights."""
    counts = found.counts()
    return {
        "format": FORMAT,
        "fingerprint": found.fingerprint,
        "scenario": scenario,
        "what_if": True,
        "weights": dict(zip(found.criteria, found.weights, strict=True)),
        "region": {"asked": found.question.region, "weightings": found.region},
        "sample": {
            "tried": found.tried,
            "seed": found.question.seed,
            "whole": found.is_whole,
            "unproven": found.unproven,
            "without_plan": found.without_plan,
        },
        "thresholds": {
            "certain": str(CERTAIN),
            "likely": str(LIKELY),
            "surely_out": str(SURELY_OUT),
        },
        "plan": {
            **counts,
            "competitive": int(found.competitive.sum()),
            "suggested": int(found.award.sum()),
            "steady": found.steady,
        },
        "projects": [_project(found, i) for i in range(len(found.numbers))],
        "methods": [_method(one, found.criteria) for one in methods],
    }


def _project(found: Robustness, i: int) -> dict[str, Any]:
    out: dict[str, Any] = {
        "application_no": found.numbers[i],
        "award": int(found.award[i]),
        "class": found.class_of(i),
        "share": str(found.share(i)),
        "least": int(found.least[i]),
        "most": int(found.most[i]),
    }
    if found.bands is not None:
        runs = zip(found.bands.low[i].tolist(), found.bands.high[i].tolist(), strict=True)
        out["bands"] = {key: list(run) for key, run in zip(found.criteria, runs, strict=True)}
    return out


def _method(one: Suggestion, criteria: Sequence[str]) -> dict[str, Any]:
    alike = one.likeness
    return {
        "method": one.method,
        "weights": None if one.weights is None else dict(zip(criteria, one.weights, strict=True)),
        "ranking": None
        if alike is None
        else {
            "projects": alike.projects,
            "kendall_tau_b": None if alike.tau_b is None else f"{alike.tau_b:.4f}",
            "top": alike.top,
            "shared": alike.shared,
        },
    }


def headline(found: Robustness, lang: Language) -> str:
    """Return the answer in one sentence."""
    counts = found.counts()
    total = int(found.competitive.sum())
    if not total:
        return say("weights.headline.none", lang)
    between = counts["likely"] + counts["open"]
    return say(
        "weights.headline",
        lang,
        count=total,
        certain=counts["certain"],
        surely_out=counts["surely_out"],
        between=between,
    )


def basis(found: Robustness, lang: Language) -> str:
    """Return over which weightings the answer holds, and from where on the classes go."""
    code = "whole" if found.is_whole else "sample"
    parts = [
        say(f"weights.region.{_kind(found.question.region)}", lang, reach=found.question.region),
        say(
            f"weights.basis.{code}",
            lang,
            region=found.region,
            tried=found.tried,
            seed=found.question.seed,
            error=sampling_error(found.tried),
        ),
    ]
    if not found.is_whole and found.tried < ENOUGH:
        parts.append(say("weights.basis.few", lang, enough=ENOUGH))
    if found.unproven:
        parts.append(say("weights.basis.unproven", lang, count=found.unproven))
    if found.without_plan:
        parts.append(say("weights.basis.without_plan", lang, count=found.without_plan))
    return say("weights.separator", lang).join(parts)


def _kind(region: str) -> str:
    return "each" if region.isdigit() else "order" if region == "order" else "ranges"


def sampling_error(tried: int) -> str:
    """Return how far a share of a sample may be off, in percentage points, 19 times in 20.

    At most ``1.96 * sqrt(p (1 - p) / n)``, with p one half.
    """
    return f"{98 / tried**0.5:.1f}"


def thresholds(lang: Language) -> str:
    """Return what the classes mean."""
    return say(
        "weights.thresholds",
        lang,
        certain=str(CERTAIN),
        likely=str(LIKELY),
        surely_out=str(SURELY_OUT),
    )


def robustness_text(
    found: Robustness,
    methods: Sequence[Suggestion],
    outcome: Outcome,
    policy: Policy,
    lang: Language,
) -> str:
    """Return a robustness as the command prints it."""
    lines = [
        headline(found, lang),
        basis(found, lang),
        thresholds(lang),
        say("weights.steady", lang, steady=found.steady, suggested=int(found.award.sum())),
        say("weights.what_if", lang),
    ]
    between = sorted(
        [*found.of_class("likely"), *found.of_class("open")], key=lambda i: (-found.share(i), i)
    )
    if between:
        lines += ["", say("weights.between.title", lang, count=len(between))]
        lines += [f"  {_line(found, i, outcome, policy, lang)}" for i in between]
    lines += ["", say("weights.methods.title", lang)]
    lines += [f"  {line}" for line in _method_lines(methods, policy, lang)]
    return "\n".join(lines)


def _line(found: Robustness, i: int, outcome: Outcome, policy: Policy, lang: Language) -> str:
    text = say(
        "weights.between.line",
        lang,
        number=found.numbers[i],
        unit=outcome.projects[i].unit_name,
        word=say(f"weights.class.{found.class_of(i)}", lang),
        share=per_cent(found.share(i)),
        least=int(found.least[i]),
        most=int(found.most[i]),
    )
    if found.bands is None:
        return text
    return text + say("weights.separator", lang) + change_text(found, i, policy, lang)


def change_text(found: Robustness, i: int, policy: Policy, lang: Language) -> str:
    """Return the least move of one weight that changes an award."""
    change = None if found.bands is None else nearest_change(found.bands, found.weights, i)
    if change is None:
        return say("weights.change.none", lang)
    return say(
        "weights.change",
        lang,
        criterion=criterion_name(policy, change.criterion, lang),
        now=found.weights[change.criterion],
        to=change.to,
    )


def criterion_name(policy: Policy, criterion: int, lang: Language) -> str:
    """Return what the policy calls a criterion."""
    title = policy.criteria[criterion].title
    return title.zh if lang == "zh" else title.en


def per_cent(share: Fraction) -> str:
    """Write a share with one decimal; one that is not all or nothing never reads as such."""
    tenths = round(share * 1000)
    if share < 1:
        tenths = min(tenths, 999)
    if share > 0:
        tenths = max(tenths, 1)
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def _method_lines(methods: Sequence[Suggestion], policy: Policy, lang: Language) -> Iterator[str]:
    for one in methods:
        name = say(f"weights.method.{one.method}", lang)
        if one.weights is None or one.likeness is None:
            yield say("weights.methods.none", lang, method=name)
            yield from (say_problem(problem, lang) for problem in one.problems)
            continue
        each = tuple(
            f"{criterion_name(policy, k, lang)} {weight}" for k, weight in enumerate(one.weights)
        )
        yield say("weights.methods.line", lang, method=name, weights=each)
        yield "  " + likeness_text(one.likeness, lang)


def likeness_text(alike: Likeness, lang: Language) -> str:
    """Return how alike two rankings are."""
    return say(
        "weights.likeness",
        lang,
        tau="—" if alike.tau_b is None else f"{alike.tau_b:.3f}".replace("-", "−"),
        top=alike.top,
        shared=alike.shared,
    )
