"""Keys and values of ``scenario/1`` that this release knows and refuses by name."""

from __future__ import annotations

from optimizer.policy.toml_table import TomlTable

#: Top-level tables.
LATER_KEYS = ("custom_limit", "future_limit")
#: Keys of ``[rules]``.
LATER_RULES = (
    "minimum_award",
    "indivisible",
    "most_projects",
    "equal",
    "monotone",
    "diminishing",
    "tie_rule",
)
LATER_OBJECTIVES = ("diminishing", "number_funded")
#: Keys of ``[policy]``, or a text in its place: a what-if with another policy.
LATER_POLICY = ("file", "version")
CODE = "scenario.not_yet"


def refuse_keys(table: TomlTable, keys: tuple[str, ...]) -> None:
    """Refuse by name each of these keys that the table has."""
    for key in keys:
        if table.has(key):
            table.problem(CODE, key, key)
