"""Reasons, steps and citations: why an amount is what it is, as codes and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from optimizer.errors import Param

Source = Literal["measures", "call", "scenario", "practice"]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule comes from.

    ``source`` is ``"measures"``, ``"call"``, ``"scenario"`` or ``"practice"`` (what is not in the
    measures shows as 非条文条件); ``article`` is ``"7"``, ``"4"``, ...; ``sentence`` counts from 1,
    0 for the whole article.
    """

    source: Source
    article: str = ""
    sentence: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an application is refused, incomplete, cut, or marked.

    ``code`` is a key of the catalogue; ``params`` are its numbers: names ending in ``_fen`` are
    fen, in ``_yuan`` yuan, in ``_ratio`` ratios as text (``"1/3"``), in ``_score`` hundredths.
    """

    code: str
    citation: Citation
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation: what the amount is after it, in fen; ``cut`` if it lowered it."""

    code: str
    amount_fen: int
    cut: bool
    citation: Citation
    params: Mapping[str, Param] = field(default_factory=dict)
