"""``certificate/1``: what an outsider needs to see that nothing better exists, without a solver.

``stages`` has one entry for each entry of the solution's ``objective``: the multiplier of one unit
of each limit by its name, as exact fractions in text; absent means 0. Every multiplier refers to
the limit's right-hand side in that stage: what locks and earlier stages left. The unit is a yuan;
for rows over a number one of the K-scaled number; for ``share of NAME`` (shares of a yuan or of a
number) one of the integer row "b x members less a x all" of the share a/b; for ``most_projects
VALUE`` one project; ``stage N share`` is the share of the Nth stage of the file, ``objective NAME``
(0 or less) the row "at least what the earlier objective of this stage reached". Multipliers of
at-most limits are 0 or more, of at-least limits 0 or less; where both directions of one row have
one, that of the at-least side is named ``NAME (at least)``, for the two may be rounded apart.
``ratios`` are those of equal clauses,
in millionths. ``trees``, ``levels`` and ``could_differ`` are written where they are there.
"""

from __future__ import annotations

from typing import Any

from optimizer.formats.canonical import canonical_json
from optimizer.formats.certificate_tree import (
    fraction_from,
    multipliers_document,
    multipliers_from,
    tree_document,
    tree_from,
)
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.problem_json import problem_fingerprint
from optimizer.formats.solution import Certificate, Solution, TieLevel
from optimizer.formats.strict_json import Complaints, parse

FORMAT = "certificate/1"
_PARTS = ("ratios", "trees", "levels", "could_differ")


def certificate_record(certificate: Certificate) -> dict[str, Any]:
    """Return a certificate as JSON-ready data, as it stands in an outcome."""
    out: dict[str, Any] = {
        "multipliers": [multipliers_document(one) for one in certificate.multipliers],
        "ratios": dict(certificate.ratios),
    }
    if certificate.trees:
        trees = certificate.trees
        out["trees"] = [None if tree is None else tree_document(tree) for tree in trees]
    if certificate.levels:
        out["levels"] = [[_level_document(level) for level in one] for one in certificate.levels]
    if certificate.could_differ is not None:
        out["could_differ"] = list(certificate.could_differ)
    return out


def certificate_document(certificate: Certificate) -> dict[str, Any]:
    """Return a certificate as JSON-ready data, without the problem that it belongs to."""
    record = certificate_record(certificate)
    return {"format": FORMAT, "stages": record.pop("multipliers"), **record}


def _level_document(level: TieLevel) -> dict[str, Any]:
    return {
        "ratio": str(level.ratio),
        "weights": multipliers_document(level.weights),
        "multipliers": multipliers_document(level.multipliers),
    }


def certificate_json(problem: AllocationProblem, solution: Solution) -> bytes:
    """Return the certificate of ``solution`` with the fingerprint of ``problem``, canonically."""
    document = certificate_document(solution.certificate)
    return canonical_json(document | {"fingerprint": problem_fingerprint(problem)})


def certificate_from_json(data: bytes | str, source: str = "") -> tuple[Certificate, str]:
    """Read a certificate.

    Returns
    -------
    Certificate
        Exact multipliers, ratios, trees and levels.
    str
        The fingerprint of the problem that it belongs to, empty if it names none.

    Raises
    ------
    DataError
        With everything that is wrong.
    """
    out = Complaints(source)
    file = out.mapping(parse(data, source), "", ("format", "stages", *_PARTS, "fingerprint"))
    if file.get("format") != FORMAT:
        out.add("formats.format", "format", file.get("format", ""), expected=FORMAT)
    certificate = _read(file, "stages", out)
    mark = out.text(file["fingerprint"], "fingerprint") if "fingerprint" in file else ""
    out.raise_all()
    return certificate, mark


def certificate_from_record(value: Any, out: Complaints) -> Certificate:  # noqa: ANN401
    """Read a certificate as it stands in an outcome; complaints go to ``out``."""
    return _read(out.mapping(value, "certificate", ("multipliers", *_PARTS)), "multipliers", out)


def _read(file: dict[str, Any], key: str, out: Complaints) -> Certificate:
    """Read the parts of a certificate, its multipliers under ``key``."""
    multipliers = tuple(
        multipliers_from(one, f"{key}[{k}]", out) for k, one in enumerate(_list(file, key, out))
    )
    ratios = {
        clause: out.integer(k, f"ratios.{clause}", 0, 10**6)
        for clause, k in out.mapping(file.get("ratios", {}), "ratios", None).items()
    }
    trees = tuple(
        None if one is None else tree_from(one, f"trees[{k}]", out)
        for k, one in enumerate(_list(file, "trees", out))
    )
    levels = tuple(
        _levels(one, f"levels[{k}]", out) for k, one in enumerate(_list(file, "levels", out))
    )
    could_differ = None
    if "could_differ" in file:
        names = _list(file, "could_differ", out)
        could_differ = tuple(out.text(v, f"could_differ[{k}]") for k, v in enumerate(names))
    return Certificate(multipliers, ratios, trees, levels, could_differ)


def _list(file: dict[str, Any], key: str, out: Complaints) -> list[Any]:
    raw = file.get(key, [])
    if isinstance(raw, list):
        return raw
    out.add("formats.not_list", key, raw)
    return []


def _levels(value: Any, path: str, out: Complaints) -> tuple[TieLevel, ...]:  # noqa: ANN401
    if not isinstance(value, list):
        out.add("formats.not_list", path, value)
        return ()
    levels = []
    for k, one in enumerate(value):
        here = f"{path}[{k}]"
        raw = out.mapping(one, here, ("ratio", "weights", "multipliers"))
        for key in ("ratio", "weights", "multipliers"):
            if key not in raw:
                out.add("formats.missing", f"{here}.{key}")
        ratio = fraction_from(raw.get("ratio", "0"), f"{here}.ratio", out)
        weights = multipliers_from(raw.get("weights", {}), f"{here}.weights", out)
        found = multipliers_from(raw.get("multipliers", {}), f"{here}.multipliers", out)
        levels.append(TieLevel(ratio, weights, found))
    return tuple(levels)
