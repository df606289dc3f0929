"""The ``rules`` of an allocation problem as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from optimizer.formats.problem import Lock, MinimumAward, Rules, Stage
from optimizer.formats.strict_json import Complaints, doubled

_KEYS = (
    "equal",
    "monotone",
    "stages",
    "locks",
    "pass_mark",
    "minimum_award",
    "indivisible",
    "most_projects",
    "diminishing",
    "score_tiers",
)
Members = dict[str, tuple[str, ...]]


def read_members(value: Any, path: str, out: Complaints) -> Members:  # noqa: ANN401
    """Read which projects something means: values by label, or ids."""
    raw = out.mapping(value, path, None)
    for label in raw:
        out.text(label, f"{path}.{label}")
    return {label: out.texts(values, f"{path}.{label}") for label, values in raw.items()}


def read_rules(value: Any, out: Complaints) -> Rules:  # noqa: ANN401
    """Read the rules; complaints go to ``out``."""
    raw = out.mapping(value, "rules", _KEYS)
    readers: dict[str, Callable[[Any, str, Complaints], Any]] = {
        "equal": _clauses,
        "monotone": _clauses,
        "stages": _stages,
        "locks": _locks,
        "pass_mark": lambda v, path, o: o.integer(v, path, 0),
        "minimum_award": _minimum_award,
        "indivisible": _indivisible,
        "most_projects": _most_projects,
        "diminishing": _diminishing,
        "score_tiers": _score_tiers,
    }
    read = {key: readers[key](raw[key], f"rules.{key}", out) for key in _KEYS if key in raw}
    return Rules(**read)


def _clauses(value: Any, path: str, out: Complaints) -> tuple[str, ...]:  # noqa: ANN401
    if not isinstance(value, list):
        out.add("formats.not_list", path, value)
        return ()
    return out.texts(value, path)


def _stages(value: Any, path: str, out: Complaints) -> tuple[Stage, ...]:  # noqa: ANN401
    stages: list[Stage] = []
    for k, one in enumerate(out.sequence(value, path)):
        here = f"{path}[{k}]"
        if isinstance(one, list):
            stages.append(Stage(_clauses(one, here, out)))
            continue
        raw = out.mapping(one, here, ("clauses", "share"))
        if "clauses" not in raw:
            out.add("formats.missing", f"{here}.clauses")
            continue
        share = out.ratio(raw["share"], f"{here}.share") if "share" in raw else None
        stages.append(Stage(_clauses(raw["clauses"], f"{here}.clauses", out), share))
    between = (clause for stage in stages for clause in dict.fromkeys(stage.clauses))
    for name in doubled(between):
        out.add("formats.two_stages", path, name)
    return tuple(stages)


def _locks(value: Any, path: str, out: Complaints) -> dict[str, Lock]:  # noqa: ANN401
    locks: dict[str, Lock] = {}
    for name, to in out.mapping(value, path, None).items():
        here = f"{path}.{name}"
        out.text(name, here)
        if to == "full":
            locks[name] = Lock("full")
        elif to == "refuse":
            locks[name] = Lock("refuse")
        elif isinstance(to, dict):
            raw = out.mapping(to, here, ("fix",))
            if "fix" in raw:
                locks[name] = Lock(out.integer(raw["fix"], f"{here}.fix", 0))
            else:
                out.add("formats.missing", f"{here}.fix")
        else:
            out.add("formats.not_one_of", here, to, allowed=("full", "refuse", '{"fix": 500000}'))
    return locks


def _minimum_award(value: Any, path: str, out: Complaints) -> MinimumAward:  # noqa: ANN401
    raw = out.mapping(value, path, ("ratio", "amount", "members"))
    if not {"ratio", "amount"} & set(raw):
        out.add("formats.missing", f"{path}.amount")
    return MinimumAward(
        ratio=out.ratio(raw["ratio"], f"{path}.ratio") if "ratio" in raw else Fraction(0),
        amount=out.integer(raw["amount"], f"{path}.amount", 0) if "amount" in raw else 0,
        members=read_members(raw["members"], f"{path}.members", out) if "members" in raw else {},
    )


def _indivisible(value: Any, path: str, out: Complaints) -> bool | Members:  # noqa: ANN401
    if isinstance(value, bool):
        return value
    return read_members(value, path, out)


def _most_projects(value: Any, path: str, out: Complaints) -> tuple[str, int]:  # noqa: ANN401
    raw = out.mapping(value, path, ("label", "count"))
    for key in ("label", "count"):
        if key not in raw:
            out.add("formats.missing", f"{path}.{key}")
    label = out.text(raw["label"], f"{path}.label") if "label" in raw else ""
    return label, out.integer(raw["count"], f"{path}.count", 0) if "count" in raw else 0


def _diminishing(value: Any, path: str, out: Complaints) -> tuple[tuple[Fraction, int], ...]:  # noqa: ANN401
    tiers: list[tuple[Fraction, int]] = []
    for k, one in enumerate(out.sequence(value, path)):
        here = f"{path}[{k}]"
        raw = _pair(one, here, ("to", "weight"), out)
        if raw:
            tiers.append(
                (
                    out.ratio(raw["to"], f"{here}.to"),
                    out.integer(raw["weight"], f"{here}.weight", 1),
                )
            )
    if [to for to, _ in tiers] != sorted({to for to, _ in tiers}):
        out.add("formats.not_rising", path)
    return tuple(tiers)


def _score_tiers(value: Any, path: str, out: Complaints) -> tuple[tuple[int, Fraction], ...]:  # noqa: ANN401
    tiers: list[tuple[int, Fraction]] = []
    for k, one in enumerate(out.sequence(value, path)):
        here = f"{path}[{k}]"
        raw = _pair(one, here, ("from", "share"), out)
        if raw:
            tiers.append(
                (
                    out.integer(raw["from"], f"{here}.from", 0),
                    out.ratio(raw["share"], f"{here}.share"),
                )
            )
    for least in doubled(str(least) for least, _ in tiers):
        out.add("formats.doubled_value", path, least)
    return tuple(tiers)


def _pair(
    value: Any,  # noqa: ANN401
    path: str,
    keys: tuple[str, str],
    out: Complaints,
) -> Mapping[str, Any] | None:
    raw = out.mapping(value, path, keys)
    missing = [key for key in keys if key not in raw]
    for key in missing:
        out.add("formats.missing", f"{path}.{key}")
    return None if missing else raw


def rules_document(rules: Rules) -> dict[str, Any]:
    """Return the rules that are on as JSON-ready data."""
    out: dict[str, Any] = {
        key: list(value) for key in ("equal", "monotone") if (value := getattr(rules, key))
    }
    if rules.stages:
        out["stages"] = [
            list(s.clauses)
            if s.share is None
            else {"clauses": list(s.clauses), "share": str(s.share)}
            for s in rules.stages
        ]
    if rules.locks:
        out["locks"] = {
            name: {"fix": lock.to} if isinstance(lock.to, int) else lock.to
            for name, lock in rules.locks.items()
        }
    if rules.pass_mark is not None:
        out["pass_mark"] = rules.pass_mark
    if rules.minimum_award is not None:
        out["minimum_award"] = _minimum_document(rules.minimum_award)
    if rules.indivisible is not False:
        out["indivisible"] = (
            rules.indivisible if rules.indivisible is True else _members_document(rules.indivisible)
        )
    if rules.most_projects is not None:
        out["most_projects"] = {"label": rules.most_projects[0], "count": rules.most_projects[1]}
    if rules.diminishing:
        out["diminishing"] = [{"to": str(to), "weight": weight} for to, weight in rules.diminishing]
    if rules.score_tiers:
        out["score_tiers"] = [
            {"from": least, "share": str(share)} for least, share in rules.score_tiers
        ]
    return out


def _members_document(members: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {label: list(values) for label, values in members.items()}


def _minimum_document(minimum: MinimumAward) -> dict[str, Any]:
    out: dict[str, Any] = {"ratio": str(minimum.ratio), "amount": minimum.amount}
    if minimum.members:
        out["members"] = _members_document(minimum.members)
    return out
