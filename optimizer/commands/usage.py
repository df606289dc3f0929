"""What argparse says in its own English, said in the reader's language: headings and errors."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable

from optimizer import wording

#: The errors that argparse words itself; the first that fits is said by ``cli.usage.<key>``.
_ERRORS = (
    ("required", r"the following arguments are required: (?P<names>.+)"),
    ("unrecognized", r"unrecognized arguments: (?P<names>.+)"),
    ("one_value", r"argument (?P<name>.+?): expected one argument"),
    (
        "choice",
        (
            r"argument (?P<name>.+?): invalid choice: (?P<value>.+) "
            r"\(choose from (?P<names>.+)\)"
        ),
    ),
    ("no_value", r"argument (?P<name>.+?): ignored explicit argument (?P<value>.+)"),
    ("value", r"argument (?P<name>.+?): (?P<message>.+)"),
)


def spoken(message: str, lang: wording.Language) -> str:
    """Return an error of argparse in a language; one that is not known as it is."""
    for key, pattern in _ERRORS:
        found = re.fullmatch(pattern, message)
        if found is not None:
            return wording.say(f"cli.usage.{key}", lang, **found.groupdict())
    return message


def formatter(lang: wording.Language) -> type[argparse.HelpFormatter]:
    """Return a formatter that keeps the lines of descriptions, and begins usage in a language."""

    class Formatter(argparse.RawDescriptionHelpFormatter):
        def add_usage(
            self,
            usage: str | None,
            actions: Iterable[argparse.Action],
            groups: Iterable[argparse._MutuallyExclusiveGroup],  # as its parent
            prefix: str | None = None,
        ) -> None:
            own = wording.say("cli.help.usage", lang)
            super().add_usage(usage, actions, groups, own if prefix is None else prefix)

    return Formatter
