"""``certificate/1``: what an outsider needs to see that nothing better exists, without a solver.

``stages`` has one entry for each entry of the solution's ``objective``: the multiplier of a yuan
of each limit by its name, as exact fractions in text; absent means 0. Every multiplier refers to
the limit's right-hand side in that stage: what locks and earlier stages left. ``stage N share`` is
the share of the Nth stage of the file, ``objective NAME`` (0 or less) the row "at least what the
earlier objective of this stage reached". ``ratios`` are those of equal clauses, in millionths.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from optimizer.formats.canonical import canonical_json
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.problem_json import problem_fingerprint
from optimizer.formats.solution import Certificate, Solution
from optimizer.formats.strict_json import Complaints, parse

FORMAT = "certificate/1"


def certificate_document(certificate: Certificate) -> dict[str, Any]:
    """Return a certificate as JSON-ready data, without the problem that it belongs to."""
    return {
        "format": FORMAT,
        "stages": [
            {name: str(value) for name, value in one.items()} for one in certificate.multipliers
        ],
        "ratios": dict(certificate.ratios),
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
        Exact multipliers and ratios.
    str
        The fingerprint of the problem that it belongs to, empty if it names none.

    Raises
    ------
    DataError
        With everything that is wrong.
    """
    out = Complaints(source)
    file = out.mapping(parse(data, source), "", ("format", "stages", "ratios", "fingerprint"))
    if file.get("format") != FORMAT:
        out.add("formats.format", "format", file.get("format", ""), expected=FORMAT)
    raw = file.get("stages", [])
    if not isinstance(raw, list):
        out.add("formats.not_list", "stages", raw)
        raw = []
    stages = tuple(_multipliers(one, f"stages[{k}]", out) for k, one in enumerate(raw))
    ratios = {
        clause: out.integer(k, f"ratios.{clause}", 0, 10**6)
        for clause, k in out.mapping(file.get("ratios", {}), "ratios", None).items()
    }
    mark = out.text(file["fingerprint"], "fingerprint") if "fingerprint" in file else ""
    out.raise_all()
    return Certificate(stages, ratios), mark


def _multipliers(value: Any, path: str, out: Complaints) -> dict[str, Fraction]:  # noqa: ANN401
    multipliers: dict[str, Fraction] = {}
    for name, text in out.mapping(value, path, None).items():
        try:
            multipliers[name] = fraction(text)
        except ValueError:
            out.add("formats.not_ratio", f"{path}.{name}", text)
    return multipliers


def fraction(text: Any) -> Fraction:  # noqa: ANN401  any JSON value
    """Read an exact fraction, ``"-524"`` or ``"1/3"``.

    Raises
    ------
    ValueError
        For anything that :class:`~fractions.Fraction` would not write itself.
    """
    if not isinstance(text, str):
        raise ValueError(str(text))  # noqa: TRY004  callers await one kind of error
    try:
        value = Fraction(text)
    except ZeroDivisionError:
        raise ValueError(text) from None
    if str(value) != text:
        raise ValueError(text)
    return value
