"""The options of ``user``: one action a change of an account."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from optimizer.commands import user as keeping
from optimizer.commands.decisions_common import add_options
from optimizer.wording import Language, say

#: What makes one action's parser: its name, what runs it, and the key of its words.
MakeAction = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def user(make: MakeAction, lang: Language) -> None:
    """Add every action of ``user``."""

    def words(key: str) -> str:
        return say(f"cli.opt.{key}", lang)

    first = make("first", keeping.first, "user_first")
    first.add_argument("name", metavar="NAME", help=words("account"))
    add_options(first, lang, person=False)
    for name, run in (
        ("add", keeping.add),
        ("list", keeping.listed),
        ("roles", keeping.roles),
        ("disable", keeping.disable),
        ("enable", keeping.enable),
        ("unlock", keeping.unlock),
        ("password", keeping.password),
    ):
        sub = make(name, run, f"user_{name}")
        if name != "list":
            sub.add_argument("name", metavar="NAME", help=words("account"))
        if name in ("add", "roles"):
            sub.add_argument("--roles", required=True, metavar="A,B", help=words("roles"))
        if name == "add":
            sub.add_argument("--openid", default="", metavar="SUBJECT", help=words("openid"))
        add_options(sub, lang)
