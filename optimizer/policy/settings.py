"""Settings of parameters in a call or a scenario: ``"9.3".ratio = { value = "30%", ... }``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from optimizer.policy.toml_file import Findings, join
from optimizer.policy.toml_table import TomlTable, nearest, written
from optimizer.policy.types import Parameter, Value
from optimizer.policy.values import read_value, refusal

Who = Literal["policy", "call", "scenario"]
#: Source of a value that nobody has decided: shown as 假设值.
ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of a parameter and where it comes from (``assumed`` shows as 假设值)."""

    value: Value
    source: str
    set_by: str = "policy"  # policy (default) | call | scenario
    reason: str = ""
    citation: str = ""


def read_settings(
    table: TomlTable, parameters: Mapping[str, Parameter], who: Who
) -> dict[str, Setting]:
    """Read a ``[policy]`` table.

    Parameters
    ----------
    table
        Keys are the parts of parameter names; a value stands alone, or in a table with
        ``value``, ``source``, ``reason``, ``citation``.
    parameters
        What the measures leave open; anything else is refused.
    who
        A call must give a source for each value; a scenario need not.

    Returns
    -------
    dict
        Parameter name -> setting, of those that are right.
    """
    found: dict[str, Setting] = {}
    for name, path, raw in _leaves(table.values, "", table.path, parameters):
        parameter = parameters.get(name)
        if parameter is None:
            _refuse(name, path, parameters, table.findings)
        elif (setting := _setting(parameter, path, raw, who, table.findings)) is not None:
            found[name] = setting
    return found


def _leaves(
    values: Mapping[str, Any], prefix: str, path: str, parameters: Mapping[str, Parameter]
) -> Iterator[tuple[str, str, object]]:
    """Yield (parameter name, key path, raw value), going down into tables of clauses."""
    for key, raw in values.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(raw, dict) and name not in parameters and "value" not in raw and raw:
            yield from _leaves(raw, name, join(path, key), parameters)
        else:
            yield name, join(path, key), raw


def _refuse(name: str, path: str, parameters: Mapping[str, Parameter], findings: Findings) -> None:
    findings.add("policy.not_open", path, name, nearest=nearest(name, parameters))


def _setting(
    parameter: Parameter, path: str, raw: object, who: Who, findings: Findings
) -> Setting | None:
    source, reason, citation = "", "", ""
    if isinstance(raw, dict):
        table = TomlTable(raw, path, findings)
        raw = raw["value"] if table.has("value") else None
        source, reason, citation = (table.text(key, "") for key in ("source", "reason", "citation"))
        table.done()
    if who == "call" and not source:
        findings.add("year.no_source", path, parameter.name)
    try:
        value = read_value(parameter.kind, raw)
    except ValueError:
        code = "toml.not_text" if parameter.kind == "choice" else f"toml.not_{parameter.kind}"
        findings.add(code, path, written(raw))
        return None
    if (why := refusal(parameter, value, cited=bool(citation))) is not None:
        findings.add(why[0], path, written(raw), "error", **why[1])
        return None
    return Setting(value, source or who, who, reason, citation)
