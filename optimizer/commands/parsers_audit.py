"""The options of ``audit``."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from optimizer.commands import audit as auditing
from optimizer.commands.decisions_common import add_options
from optimizer.wording import Language, say

#: What makes one action's parser: its name, what runs it, and the key of its words.
MakeAction = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def audit(make: MakeAction, lang: Language) -> None:
    """Add every action of ``audit``."""
    check = make("verify", auditing.verify, "audit_verify")
    said = say("cli.opt.head", lang)
    check.add_argument("--head", action="append", metavar="NUMBER:HASH", help=said)
    out = make("export", auditing.export, "audit_export")
    out.add_argument("--out", default="audit.csv", metavar="FILE", help=say("record.opt.out", lang))
    for flag, dest in (("--who", "who"), ("--plan", "plan"), ("--action", "action_is")):
        out.add_argument(flag, dest=dest, default="", help=say(f"record.opt.{dest}", lang))
    for flag in ("since", "until"):
        said = say(f"record.opt.{flag}", lang)
        out.add_argument(f"--{flag}", default="", metavar="DAY", help=said)
    names = make("experts", auditing.experts, "audit_experts")
    names.add_argument("file", metavar="FILE", help=say("record.opt.experts", lang))
    opening = make("open", auditing.open_name, "audit_open")
    opening.add_argument("code", metavar="CODE", help=say("record.opt.code", lang))
    opening.add_argument("--reason", required=True, help=say("record.opt.reason", lang))
    for sub in (names, opening):
        add_options(sub, lang)
    for sub in (check, out):
        add_options(sub, lang, person=False)
        said = say("cli.opt.as", lang)
        sub.add_argument("--as", dest="user", default="", metavar="USER", help=said)
