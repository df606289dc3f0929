"""What differs between two resolved scenarios, key by key, in a stated order.

The order: what the other scenario's parents bring first, from the root on, then by the order of
keys in the scenario format. A key belongs to the first of the chain from which on it has the value
that the scenario has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from optimizer.intake.scenario import scenario_document
from optimizer.intake.scenario_types import Scenario
from optimizer.intake.year import Year
from optimizer.policy.values import canonical

#: Fields of a scenario that say who it is, not what it asks for.
_NAMES = frozenset({"name", "title", "chain", "overrides"})
#: Fields whose key in a scenario file is another word, in the order of the format.
_KEYS: Mapping[str, str] = {
    "policy_file": "policy",
    "method": "method",
    "objective": "objective",
    "stages": "stages",
    "total": "budget.total",
    "reserve": "budget.reserve",
    "settings": "policy",
    "weights": "weights",
    "minimum_award": "rules.minimum_award",
    "pass_mark": "rules.pass_mark",
    "unscored_merit": "rules.unscored_merit",
    "score_tiers": "rules.score_tiers",
    "equal": "rules.equal",
    "monotone": "rules.monotone",
    "indivisible": "rules.indivisible",
    "most_projects": "rules.most_projects",
    "diminishing": "rules.diminishing",
    "pools": "pool",
    "unit_limits": "unit_limit",
    "locks": "lock",
    "custom_limits": "custom_limit",
    "future_limits": "future_limit",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One key that differs: its path in a scenario file, and both values as plain JSON.

    ``since`` is the scenario of the chain that brought the value (the root's own value: the root).
    """

    key: str
    before: Any
    after: Any
    since: str


def differences(year: Year, reference: Scenario, other: Scenario) -> tuple[Difference, ...]:
    """Return what differs from one scenario to another, in the order stated above.

    Values that say the same are no difference: a parameter set to what the call has, say.
    """
    have, want = _values(year, reference), _values(year, other)
    was, will = scenario_document(reference), scenario_document(other)
    steps = [
        *(year.scenarios[name] for name in other.chain[:-1] if name in year.scenarios),
        other,
    ]
    held = [_values(year, step) for step in steps]
    found = []
    for position, part in enumerate(_ordered(have, want)):
        if have.get(part) == want.get(part):
            continue
        depth = _since([values.get(part) for values in held], want.get(part))
        key = _path(part)
        difference = Difference(
            key,
            _shown(was, part, year, reference),
            _shown(will, part, year, other),
            steps[depth].name,
        )
        found.append((depth, position, difference))
    return tuple(difference for _, _, difference in sorted(found, key=lambda one: one[:2]))


def with_difference(base: Scenario, other: Scenario, difference: Difference) -> Scenario:
    """Return ``base`` with the one key of ``other``; it keeps its name."""
    for field in fields(Scenario):
        if field.name == "settings" and difference.key.startswith("policy."):
            name = difference.key.removeprefix("policy.")
            settings = {key: one for key, one in base.settings.items() if key != name}
            if name in other.settings:
                settings[name] = other.settings[name]
            return replace(base, settings=settings)
        if _KEYS.get(field.name, field.name) == difference.key and field.name != "settings":
            return replace(base, **{field.name: getattr(other, field.name)})
    raise ValueError(difference.key)


#: A field, and the name inside it for parameters of the policy.
_Part = tuple[str, str]


def _values(year: Year, scenario: Scenario) -> dict[_Part, Any]:
    """Return every value that counts: the scenario's, else the call's, else the law's."""
    found: dict[_Part, Any] = {}
    for field in fields(Scenario):
        if field.name in _NAMES:
            continue
        if field.name == "settings":
            names = year.under(scenario.policy_file).policy.parameters
            found.update({("settings", name): _setting(year, scenario, name) for name in names})
        elif field.name == "weights":
            law = year.under(scenario.policy_file)
            found["weights", ""] = dict(scenario.weights or law.call.weights)
        else:
            found[field.name, ""] = getattr(scenario, field.name)
    return found


def _setting(year: Year, scenario: Scenario, name: str) -> Any:  # noqa: ANN401  # any value
    law = year.under(scenario.policy_file)
    held = {**law.call.settings, **scenario.settings}.get(name)
    if held is not None:
        return held.value
    return law.policy.parameters[name].default if name in law.policy.parameters else None


def _ordered(*tables: Mapping[_Part, Any]) -> Iterator[_Part]:
    """Yield every part in the order of the format; a field that it does not name comes last."""
    order = {name: place for place, name in enumerate(_KEYS)}
    parts = dict.fromkeys(part for table in tables for part in table)
    yield from sorted(parts, key=lambda part: (order.get(part[0], len(order)), part[1]))


def _since(values: list[Any], want: Any) -> int:  # noqa: ANN401  # any value of a scenario
    """Return from which place on a list has the value that it ends with."""
    place = len(values) - 1
    while place and values[place - 1] == want:
        place -= 1
    return place


def _path(part: _Part) -> str:
    field, name = part
    return f"policy.{name}" if field == "settings" else _KEYS.get(field, field)


def _shown(document: Mapping[str, Any], part: _Part, year: Year, scenario: Scenario) -> Any:  # noqa: ANN401  # plain JSON
    """Return a value as the resolved scenario's document has it."""
    field, name = part
    if field == "settings":
        return canonical(_setting(year, scenario, name))
    if field == "policy_file":
        return scenario.policy_file or year.call.policy
    if field == "weights":
        return dict(sorted((scenario.weights or year.call.weights).items()))
    head, _, rest = _KEYS.get(field, field).partition(".")
    value = document.get(head)
    return value.get(rest) if rest and isinstance(value, Mapping) else value
