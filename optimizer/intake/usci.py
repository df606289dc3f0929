"""Unified social credit codes 统一社会信用代码 (GB 32100-2015): form and check character.

Eighteen characters: registering authority, category, region (6 digits), organisation code (9) and
check character; letters I, O, S, V and Z are not used. The check character makes the weighted sum
of all values divisible by 31; the weights are the powers of 3 modulo 31.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = [pow(3, i, 31) for i in range(LENGTH - 1)]
_REGION = slice(2, 8)

_TABLE = np.full(256, -1, np.int64)
_TABLE[[ord(c) for c in ALPHABET]] = range(len(ALPHABET))


def check_character(body: str) -> str:
    """Return the check character of the first 17 characters.

    Raises
    ------
    KeyError
        If a character is none of the 31.
    """
    total = sum(_VALUE[c] * w for c, w in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def fault(code: str) -> tuple[str, dict[str, str | int]] | None:
    """Return the key of what is wrong with a code and what would be right; ``None`` if nothing."""
    if len(code) != LENGTH:
        return "intake.usci.length", {"length": len(code), "right": LENGTH}
    wrong = next((c for c in code if c not in _VALUE), None)
    if wrong is not None:
        return "intake.usci.character", {"character": wrong}
    if not code[_REGION].isdigit():
        return "intake.usci.region", {"region": code[_REGION]}
    right = check_character(code[:-1])
    if right != code[-1]:
        return "intake.usci.check", {"right": right, "found": code[-1]}
    return None


def are_valid(codes: Sequence[str]) -> NDArray[np.bool_]:
    """Return for each code, of 18 ASCII characters, whether :func:`fault` finds nothing."""
    values = _TABLE[np.frombuffer("".join(codes).encode("ascii"), np.uint8)].reshape(-1, LENGTH)
    digits = (values[:, _REGION] <= 9).all(axis=1)  # noqa: PLR2004  # the ten digits come first
    sums = values[:, :-1] @ np.array(_WEIGHTS) + values[:, -1]
    valid: NDArray[np.bool_] = (values >= 0).all(axis=1) & digits & (sums % 31 == 0)
    return valid
