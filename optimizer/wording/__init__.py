"""Every sentence a person reads, in Chinese and English, keyed by code.

One gettext domain a room, ``<lang>/LC_MESSAGES/<room>.po`` (msgid = code), compiled by
``make words``. Sentences are ``str.format`` templates; numbers are written by the format
specifications of :class:`Phrase`:

``{x:yuan}`` ``{x:fen}`` money, 万元 or CNY million · ``{x:score}`` hundredths of a point ·
``{x:ratio}`` a ratio as text -> per cent · ``{x:count}`` thousands commas · ``{x:clause}`` a
clause id -> 第七条 / article 7 · ``{x:join}`` a tuple joined · ``{x:word}`` a name of the policy's
data (a condition, a gate) -> the sentence ``word.<name>``, or the name itself where a policy brings
its own · anything else as ``str.format``.
"""

from __future__ import annotations

import gettext
import string
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Literal

from optimizer.errors import Param, Place, Problem

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_HERE = Path(__file__).parent
_MILLION = 1_000_000
_WAN = 10_000


@cache
def _catalogue(lang: Language) -> Mapping[str, str]:
    """Return code -> sentence over all domains of one language."""
    sentences: dict[str, str] = {}
    for path in sorted((_HERE / lang / "LC_MESSAGES").glob("*.mo")):
        with path.open("rb") as stream:
            catalogue: dict[str, str] = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]  # noqa: SLF001  # gettext has no public way to list keys
        sentences.update({k: v for k, v in catalogue.items() if k and isinstance(k, str)})
    return sentences


def yuan(amount: int | Fraction, lang: Language) -> str:
    """Write yuan exactly: ``5,800万元``; in English ``CNY 58.00 million``, ``CNY 7,500``."""
    value = Fraction(amount)
    if lang == "en":
        if abs(value) < _MILLION:
            return f"CNY {_plain(value)}"
        whole, _, part = _plain(value / _MILLION).partition(".")
        return f"CNY {whole}.{part.ljust(2, '0')} million"
    return f"{_plain(value / _WAN)}万元"


def _plain(value: Fraction) -> str:
    """Write an exact decimal with thousands commas and no trailing zeros."""
    scaled = round(value * 10**8)
    text = f"{Decimal(scaled).scaleb(-8):,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def _clause(key: str, lang: Language) -> str:
    """Name an article (``6``) or a clause inside one (``5.1``)."""
    if "." in key:
        return f"条款{key}" if lang == "zh" else f"clause {key}"
    return f"第{key}条" if lang == "zh" else f"article {key}"


class Phrase(string.Formatter):
    """``str.format`` with the format specifications of this catalogue."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401  # as its parent
        """Write one value by its specification."""
        match format_spec:
            case "yuan":
                return yuan(int(value), self.lang)
            case "fen":
                return yuan(Fraction(int(value), 100), self.lang)
            case "score":
                return f"{Decimal(int(value)).scaleb(-2):.2f}"
            case "ratio":
                return f"{_plain(Fraction(str(value)) * 100)}%"
            case "count":
                return f"{int(value):,d}"
            case "clause":
                return _clause(str(value), self.lang)
            case "word":
                return _catalogue(self.lang).get(f"word.{value}", str(value))
            case "join":
                return ("、" if self.lang == "zh" else ", ").join(str(v) for v in value)
            case _:
                return str(super().format_field(value, format_spec))


def has(code: str, lang: Language) -> bool:
    """Say whether the catalogue has a sentence for ``code``."""
    return code in _catalogue(lang)


def say(code: str, lang: Language, /, **params: Param | Fraction | None) -> str:
    """Return the sentence for ``code`` filled with ``params``.

    Raises
    ------
    KeyError
        If the catalogue has no such code: a missing translation is a bug, never shown as a key.
    """
    return Phrase(lang).format(_catalogue(lang)[code], **params)


def say_place(place: Place, lang: Language) -> str:
    """Return where something stands, e.g. ``申报表.xlsx · 申报表 · F17 · 申请金额（万元）``."""
    cell = f"{place.column}{place.row or ''}" if place.column or place.row else ""
    if place.row and not place.column:
        cell = say("place.row", lang, row=place.row)
    parts = (place.source, place.sheet, cell, place.field)
    return " · ".join(part for part in parts if part)


def say_problem(problem: Problem, lang: Language) -> str:
    """Return one line for a problem: place, value, and what would be right."""
    sentence = say(problem.code, lang, **{"value": problem.value, **problem.params})
    place = say_place(problem.place, lang)
    return (
        f"{place}：{sentence}"
        if place and lang == "zh"
        else (f"{place}: {sentence}" if place else sentence)
    )


def say_citation(source: str, article: str, sentence: int, lang: Language) -> str:
    """Return where a rule comes from: an article and sentence, the call, the scenario, practice."""
    if source != "measures":
        return say(f"cite.{source}", lang)
    if not article:
        return say("cite.measures_whole", lang)
    code = "cite.measures_sentence" if sentence else "cite.measures"
    return say(code, lang, article=article, sentence=sentence)
