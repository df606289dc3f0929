"""The options of ``dossier``."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from optimizer.commands import dossier as dossiers
from optimizer.commands.decisions_common import add_options
from optimizer.wording import Language, say

#: What makes one action's parser: its name, what runs it, and the key of its words.
MakeAction = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def dossier(make: MakeAction, lang: Language) -> None:
    """Add every action of ``dossier``."""
    out = make("export", dossiers.export, "dossier_export")
    out.add_argument("decision", metavar="DECISION", help=say("cli.opt.decision", lang))
    said = say("cli.opt.dossier_out", lang)
    out.add_argument("--out", required=True, metavar="FILE", help=said)
    add_options(out, lang, person=False)
    out.add_argument("--as", dest="user", default="", metavar="USER", help=say("cli.opt.as", lang))
    check = make("verify", dossiers.verify, "dossier_verify")
    check.add_argument("file", metavar="FILE", help=say("cli.opt.dossier_file", lang))
    said = say("cli.opt.head", lang)
    check.add_argument("--head", action="append", metavar="NUMBER:HASH", help=said)
