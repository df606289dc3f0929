"""The options of ``decision``: one action a step of the course."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from optimizer.commands import decision as deciding
from optimizer.commands.decisions_common import add_options
from optimizer.wording import Language, say

#: What makes one action's parser: its name, what runs it, and the key of its words.
MakeAction = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]

_MINUTES = (
    ("--session", "session", "session"),
    ("--date", "date", "day"),
    ("--minutes", "minutes_no", "minutes"),
    ("--attachment", "attachment", "attachment"),
)
#: Options of each plain step, beside ``--comment`` and ``--seen``.
_STEPS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "review": (),
    "submit": (),
    "record": (("--meeting", "meeting", "meeting"), *_MINUTES),
    "skip": (("--meeting", "meeting", "meeting"),),
    "confirm": (
        ("--meeting", "meeting", "meeting"),
        ("--minutes", "minutes_no", "minutes"),
        ("--fingerprint", "fingerprint", "shown"),
        ("--item", "application_no", "item"),
    ),
    "defer": (("--item", "application_no", "item"),),
    "undefer": (("--item", "application_no", "item"), *_MINUTES),
    "return": (),
    "withdraw": (),
    "approve": (("--item", "application_no", "item"),),
}


def decision(make: MakeAction, lang: Language) -> None:
    """Add every action of ``decision``."""

    def words(key: str) -> str:
        return say(f"cli.opt.{key}", lang)

    def step(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        sub = make(name, run, f"decision_{name}")
        if name not in ("list", "issue"):
            sub.add_argument("decision", metavar="ID", help=words("decision"))
        if name not in ("list", "show", "issue"):
            sub.add_argument("--comment", "--reason", default="", help=words("comment"))
        if name not in ("list", "show", "issue", "new"):
            sub.add_argument("--seen", type=int, metavar="REVISION", help=words("seen"))
        add_options(sub, lang)
        return sub

    new = step("new", deciding.new)
    new.add_argument("--year", required=True, metavar="YEAR", help=words("decision_year"))
    new.add_argument("--scenario", default="baseline", help=words("scenario"))
    new.add_argument("--set", action="append", metavar="KEY=VALUE", help=words("set"))
    new.add_argument("--confirmed", action="append", metavar="NO", help=words("confirmed"))
    step("list", deciding.listed)
    step("show", deciding.show)
    for name, options in _STEPS.items():
        sub = step(name, deciding.act)
        for flag, dest, key in options:
            sub.add_argument(flag, dest=dest, default="", help=words(key))
        if name == "record":
            results = ("agreed", "returned")
            sub.add_argument("--result", choices=results, default=results[0], help=words("result"))
    adjust = step("adjust", deciding.adjust)
    adjust.add_argument(
        "--to", action="append", required=True, metavar="NO=AMOUNT", help=words("to")
    )
    adjust.add_argument("--rest", choices=("keep", "again"), default="keep", help=words("rest"))
    adjust.add_argument("--preview", action="store_true", help=words("preview"))
    issue = step("issue", deciding.issue)
    issue.add_argument("year", metavar="YEAR", help=words("decision_year"))
