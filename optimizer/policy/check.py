"""What the parts of a policy must agree on: names that are used exist, words are known."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.policy.toml_file import Findings
from optimizer.policy.toml_table import nearest
from optimizer.policy.types import CEILING_SCOPES, Choice, Clause, Policy
from optimizer.policy.uses import Use, uses

FREQUENCY_SCOPES = ("ever", "policy_term")
LIMIT_PERIODS = ("policy_term", "annual", "single_call")
PAYEES = ("applicant", "named", "split")
FULL_WEIGHT = 100


def check(policy: Policy, findings: Findings) -> None:
    """Add every disagreement to the findings."""
    _unique(policy, findings)
    for number, clause in enumerate(policy.clauses, 1):
        _clause(policy, clause, f"clause[{number}]", findings)
    for number, limit in enumerate(policy.unit_limits, 1):
        path = f"unit_limit[{number}]"
        _word(policy, limit.period, LIMIT_PERIODS, f"{path}.period", findings)
        _known(limit.clauses, _ids(policy), "policy.no_clause", f"{path}.clauses", findings)
        _known(limit.also, _ids(policy), "policy.no_clause", f"{path}.also", findings)
    for number, together in enumerate(policy.combinations, 1):
        path = f"combination[{number}].clauses"
        _known(together.clauses, _ids(policy), "policy.no_clause", path, findings)
    for use in uses(policy):
        _use(policy, use, findings)
    _rubric(policy, findings)


def _ids(policy: Policy) -> tuple[str, ...]:
    return tuple(clause.id for clause in policy.clauses)


def _unique(policy: Policy, findings: Findings) -> None:
    if not policy.clauses:
        findings.add("policy.no_clauses", "clause")
    for kind, names in (
        ("clause", _ids(policy)),
        ("rubric.criterion", tuple(one.key for one in policy.criteria)),
        ("gates", policy.gates),
    ):
        for name in sorted({name for name in names if names.count(name) > 1}):
            findings.add("policy.doubled", kind, name)
    if policy.term_years < 1:
        findings.add("policy.term_years", "term_years", policy.term_years)


def _rubric(policy: Policy, findings: Findings) -> None:
    weights = [one.weight for one in policy.criteria]
    if not weights:
        if any(clause.scored for clause in policy.clauses):
            findings.add("policy.no_rubric", "rubric")
    elif sum(weights) != FULL_WEIGHT or min(weights) < 0:
        findings.add("policy.weights_sum", "rubric.criterion", sum(weights))


def _known(
    names: Iterable[str], known: tuple[str, ...], code: str, path: str, findings: Findings
) -> None:
    for name in names:
        if name not in known:
            findings.add(code, path, name, nearest=nearest(name, known))


def _clause(policy: Policy, clause: Clause, path: str, findings: Findings) -> None:
    if clause.article not in policy.articles:
        known = tuple(policy.articles)
        _known((clause.article,), known, "policy.no_article", f"{path}.article", findings)
    if not clause.unit_types:
        findings.add("policy.no_unit_types", f"{path}.unit_types", clause.id)
    _word(policy, clause.ceiling_scope, CEILING_SCOPES, f"{path}.ceiling_scope", findings)
    _word(policy, clause.payee, PAYEES, f"{path}.payee", findings)
    if clause.frequency is not None:
        scope = f"{path}.frequency.scope"
        _word(policy, clause.frequency.scope, FREQUENCY_SCOPES, scope, findings)
    if clause.threshold is not None and not clause.base:
        findings.add("policy.threshold_base", f"{path}.threshold", clause.id)


def _word(
    policy: Policy, word: str | Choice, known: tuple[str, ...], path: str, findings: Findings
) -> None:
    """Refuse a word that the program does not know, where the policy can really pick it."""
    words = {"": word} if isinstance(word, str) else word.words
    parameter = None if isinstance(word, str) else policy.parameters.get(word.parameter)
    later = parameter.later if parameter is not None else ()
    for one in (one for value, one in words.items() if value not in later):
        if one not in known:
            findings.add("toml.not_one_of", path, one, allowed=known)


def _use(policy: Policy, use: Use, findings: Findings) -> None:
    """Refuse a parameter that is named and not there, of another kind, or with other values."""
    parameter = policy.parameters.get(use.name)
    if parameter is None:
        near = nearest(use.name, policy.parameters)
        findings.add("policy.no_parameter", use.path, use.name, nearest=near)
        return
    if parameter.kind not in use.kinds:
        findings.add("policy.parameter_kind", use.path, use.name, kinds=use.kinds)
        return
    allowed = parameter.allowed or (("true", "false") if parameter.kind == "flag" else ())
    for value in use.values:
        if allowed and value not in allowed:
            findings.add("policy.value_never", use.path, value, name=use.name, allowed=allowed)
    if use.all_values and set(allowed) - set(use.values):
        missing = tuple(sorted(set(allowed) - set(use.values)))
        findings.add("policy.value_without_word", use.path, use.name, missing=missing)
