"""The command line: argparse -> one call -> print. Standard output carries the result alone."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from typing import NoReturn, TypeAlias

from optimizer import commands, wording
from optimizer.errors import FundError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    arguments
        Words after the program's name; those of the process when left out.

    Returns
    -------
    int
        0 done, 1 a bug, 2 wrong use, 3 infeasible, 4 bad data, 5 a check disagrees, 6 no plan.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = _language(words)
    options = _parser(lang).parse_args(words)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return commands.DONE
    except FundError as error:
        commands.complain(error, options)
        return error.exit_code
    except Exception:  # noqa: BLE001  # the last resort: say that it is our fault, and what to report
        traceback.print_exc()
        commands.note(wording.say("cli.bug", lang))
        return commands.BUG
    return code


# --- The parser ----------------------------------------------------------------------------------


def _language(words: Sequence[str]) -> wording.Language:
    """Return the language asked for, before anything is parsed: help speaks it too."""
    for i, word in enumerate(words):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if word == "--lang" and i + 1 < len(words):
            value = words[i + 1]
        if value in wording.LANGUAGES:
            return "en" if value == "en" else "zh"
    return "zh"


class _Parser(argparse.ArgumentParser):
    """argparse whose own few words come from the catalogue, and whose errors exit with 2."""

    lang: wording.Language = "zh"

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(commands.USAGE, wording.say("cli.usage", self.lang, message=message) + "\n")


#: What argparse calls the set of commands that a parser can take.
_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"  # noqa: SLF001  # it has no public name


def _parser(lang: wording.Language) -> argparse.ArgumentParser:
    _Parser.lang = lang

    def words(code: str) -> str:
        return wording.say(code, lang)

    parser = _Parser(prog="fund-optimizer", description=wording.say("cli.about", lang))
    names = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], under: _Commands = names, key: str = ""
    ) -> argparse.ArgumentParser:
        key = key or name
        sub: argparse.ArgumentParser = under.add_parser(
            name,
            help=wording.say(f"cli.{key}.help", lang),
            description=wording.say(f"cli.{key}.help", lang),
            epilog=wording.say(f"cli.{key}.example", lang),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.add_argument("--json", action="store_true", help=words("cli.opt.json"))
        sub.add_argument(
            "--lang",
            choices=wording.LANGUAGES,
            default=lang,
            help=words("cli.opt.lang"),
        )
        sub.set_defaults(run=run)
        return sub

    def year(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("year", metavar="YEAR", help=words("cli.opt.year"))

    def scenario(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--scenario", default="baseline", help=words("cli.opt.scenario"))
        sub.add_argument("--set", action="append", metavar="KEY=VALUE", help=words("cli.opt.set"))

    def limits(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--out", metavar="DIR", help=words("cli.opt.out"))
        sub.add_argument("--work", type=_positive, metavar="N", help=words("cli.opt.work"))
        sub.add_argument("--seconds", type=_seconds, metavar="S", help=words("cli.opt.seconds"))

    init = command("init", commands.init)
    init.add_argument("dir", metavar="DIR", help=words("cli.opt.dir"))
    init.add_argument("--year", type=_positive, required=True, help=words("cli.opt.new"))
    year(command("check", commands.check))
    allocate = command("allocate", commands.allocate)
    year(allocate)
    scenario(allocate)
    limits(allocate)
    explain = command("explain", commands.explain)
    year(explain)
    explain.add_argument(
        "application_no", metavar="APPLICATION_NO", help=words("cli.opt.application")
    )
    scenario(explain)
    solve = command("solve", commands.solve)
    solve.add_argument("problem", metavar="PROBLEM.json", help=words("cli.opt.problem"))
    limits(solve)
    verify = command("verify", commands.verify)
    verify.add_argument("outcome", metavar="OUTCOME.json", help=words("cli.opt.outcome"))
    year(verify)
    policy = names.add_parser("policy", help=wording.say("cli.policy.help", lang))
    actions = policy.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, run in (("lint", commands.policy_lint), ("show", commands.policy_show)):
        sub = command(name, run, actions, f"policy_{name}")
        sub.add_argument("file", nargs="?", default="", help=words("cli.opt.file"))
        if name == "show":
            sub.add_argument("--on", type=_day, help=words("cli.opt.on"))
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if value <= 0:
        raise ValueError(text)
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise ValueError(text)
    return value


def _day(text: str) -> date:
    return date.fromisoformat(text)
