"""Which policy versions there are, and where a version or file name leads."""

from __future__ import annotations

from pathlib import Path

from optimizer.errors import DataError, Place, Problem
from optimizer.policy.toml_file import Findings
from optimizer.policy.toml_table import nearest

MEASURES = Path(__file__).parent / "measures"


def versions() -> tuple[str, ...]:
    """Return the bundled policy versions, by name."""
    return tuple(sorted(path.stem for path in MEASURES.glob("*.toml")))


def find(version_or_path: str | Path, beside: Path | None = None) -> Path:
    """Return the file of a bundled version, or the policy file itself.

    Parameters
    ----------
    version_or_path
        The name of a bundled version, or the path of a file that ends in ``.toml``; empty: the
        last of the bundled versions by name.
    beside
        Folder from which a relative path counts (a year's folder).

    Raises
    ------
    DataError
        If there is no such version or file; the nearest version is named.
    """
    name = str(version_or_path) or versions()[-1]
    if name.endswith(".toml"):
        path = (beside / name) if beside is not None else Path(name)
        if path.is_file():
            return path
        raise DataError([Problem("policy.no_file", Place(), path.name)])
    if name in versions():
        return MEASURES / f"{name}.toml"
    known = versions()
    findings = Findings("")
    findings.add("policy.no_version", "", name, nearest=nearest(name, known), known=known)
    raise DataError(findings.problems)
