"""Sentences of the pages, and the words for reasons, places and sources."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from fractions import Fraction

from app_pages import state
from optimizer.errors import Param
from optimizer.formats.reason import Citation, Reason, Step
from optimizer.policy.types import Text
from optimizer.wording import Language, has, say, say_citation

_LOG = logging.getLogger(__name__)


def t(code: str, /, **params: Param | Fraction | None) -> str:
    """Return the pages' sentence ``code`` in the session's language."""
    return say(f"pages.{code}", state.language(), **params)


def title(text: Text, language: Language) -> str:
    """Return a title that a file gives in both languages."""
    return text.zh if language == "zh" else text.en


def spoken(found: Reason | Step, language: Language) -> str:
    """Return the sentence of a reason or step.

    A missing sentence is a bug: it is logged, and the reader sees words, never the code.
    """
    if not has(found.code, language):
        _LOG.error("no sentence for %s", found.code)
        return say("pages.no_words", language)
    return say(found.code, language, **found.params)


_MARKUP = frozenset("\\`*_{}[]()<>#+-!|~$:.&@=^")


def escaped(text: str) -> str:
    """Return text so that a heading or badge shows it as it stands, never as markup."""
    return "".join(f"\\{c}" if c in _MARKUP else c for c in text)


def source(citation: Citation, language: Language) -> str:
    """Return where a rule comes from, e.g. an article or the year's call."""
    return say_citation(citation.source, citation.article, citation.sentence, language)


def unmet(found: Reason, language: Language) -> str:
    """Return a failed condition where chip or heading already says that it makes ineligible."""
    if found.code != "entitlement.failed.condition":
        return spoken(found, language)
    return say("pages.unmet", language, **found.params)


def with_sources(found: Iterable[Reason], language: Language) -> str:
    """Return several reasons as one text, each with its source."""
    return say("pages.reason.separator", language).join(
        say(
            "pages.reason.with_source",
            language,
            reason=unmet(r, language),
            source=source(r.citation, language),
        )
        for r in found
    )
