"""The options of ``store``."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from optimizer.commands import store as storing
from optimizer.commands.decisions_common import add_options
from optimizer.wording import Language, say

#: What makes one action's parser: its name, what runs it, and the key of its words.
MakeAction = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def store(make: MakeAction, lang: Language) -> None:
    """Add every action of ``store``."""
    for name, run in (("backup", storing.backup), ("restore", storing.restore)):
        sub = make(name, run, f"store_{name}")
        said = say(f"cli.opt.store_{name}", lang)
        sub.add_argument("file", metavar="FILE", help=said)
        add_options(sub, lang, person=False)
        if name == "restore":
            sub.add_argument("--force", action="store_true", help=say("cli.opt.force", lang))
