"""The law as data, shown: what ``policy lint`` and ``policy show`` print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from optimizer import wording
from optimizer.documents.compare_words import parameter_value
from optimizer.errors import Problem
from optimizer.policy.liability import Liability
from optimizer.policy.types import Policy, Text, value_text
from optimizer.wording import Language, say


def _in(text: Text, lang: Language) -> str:
    return text.zh if lang == "zh" else text.en


def _head(policy: Policy, lang: Language) -> str:
    number = policy.document_no or say("text.policy.no_document", lang)
    status = say(f"text.policy.status.{policy.status}", lang)
    return f"{_in(policy.title, lang)} · {policy.version} · {status} · {number}"


def lint_document(policy: Policy, liability: Liability) -> dict[str, Any]:
    """Return the findings' frame as JSON-ready data: version, status, maximum liability in yuan."""
    return {
        "policy_version": policy.version,
        "policy_status": policy.status,
        "maximum_liability": {
            "by_article": dict(liability.by_article),
            "by_clause": dict(liability.by_clause),
            "total": liability.total,
        },
    }


def lint_text(
    policy: Policy, problems: tuple[Problem, ...], liability: Liability, lang: Language
) -> str:
    """Return errors, notices and the maximum liability of a policy in words."""
    lines = [_head(policy, lang)]
    for problem in problems:
        level = say(f"cli.level.{problem.level}", lang)
        lines.append(f"{level} {wording.say_problem(_titled(problem, policy, lang), lang)}")
    errors = sum(p.level == "error" for p in problems)
    lines.append(say("text.policy.lint", lang, errors=errors, notices=len(problems) - errors))
    lines += [
        "  " + say("text.policy.article", lang, article=article, amount=amount)
        for article, amount in liability.by_article.items()
    ]
    lines.append(say("text.policy.liability", lang, total=liability.total))
    return "\n".join(lines)


def _titled(problem: Problem, policy: Policy, lang: Language) -> Problem:
    """Return a finding that names a parameter by its question, not by its key."""
    parameter = policy.parameters.get(problem.value)
    if parameter is None or problem.place.field != f"parameter {problem.value}":
        return problem
    return replace(problem, value=_in(parameter.question, lang))


def policy_document(policy: Policy, on: date) -> dict[str, Any]:
    """Return what holds on a day as JSON-ready data. Money is whole yuan."""
    return {
        "policy_version": policy.version,
        "policy_status": policy.status,
        "on": None if on == date.max else on.isoformat(),
        "clauses": [
            {
                "id": clause.id,
                "article": clause.article,
                "title": {"zh": clause.title.zh, "en": clause.title.en},
                "mode": clause.mode,
                "rule": clause.rule,
                "grid": clause.grid,
                "ceiling": clause.ceiling.on(on),
            }
            for clause in policy.clauses
        ],
        "parameters": {
            name: {
                "default": None if parameter.default is None else str(parameter.default),
                "allowed": list(parameter.allowed),
                "must_be_set": parameter.must_be_set,
            }
            for name, parameter in policy.parameters.items()
        },
    }


def policy_text(policy: Policy, on: date, lang: Language) -> str:
    """Return what holds on a day in words."""
    return "\n".join(_policy_lines(policy, on, lang))


def _policy_lines(policy: Policy, on: date, lang: Language) -> Iterator[str]:
    yield _head(policy, lang)
    if on != date.max:
        yield on.isoformat()
    for clause in policy.clauses:
        yield "  " + say(
            "text.policy.clause",
            lang,
            id=clause.id,
            title=_in(clause.title, lang),
            ceiling=clause.ceiling.on(on),
        )
    yield say("text.policy.parameters", lang)
    for name, parameter in policy.parameters.items():
        if parameter.default is not None:
            words = parameter_value(parameter.default, parameter, lang)
            key = f"{name} = {value_text(parameter.default)}"
        else:
            words = say(f"text.policy.{'unset' if parameter.must_be_set else 'off'}", lang)
            key = name
        yield f"  {_in(parameter.question, lang)} {words}  [{key}]"
