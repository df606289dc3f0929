"""The command line: argparse -> one call -> print. Standard output carries the result alone."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NoReturn, TypeAlias

from optimizer import wording
from optimizer.commands import allocate as allocating
from optimizer.commands import backtest as looking_back
from optimizer.commands import compare as comparing
from optimizer.commands import frontier as following
from optimizer.commands import (
    parsers_audit,
    parsers_decision,
    parsers_dossier,
    parsers_store,
    parsers_user,
    printing,
)
from optimizer.commands import policy as law
from optimizer.commands import robustness as weighing
from optimizer.commands import solve as solving
from optimizer.commands import year as years
from optimizer.commands.sweeping import add_options as sweep_options
from optimizer.commands.usage import formatter, spoken
from optimizer.errors import BugError, FundError, Place, Problem, UsageError


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
    printing.show_safely()
    options = _parser(lang, as_json="--json" in words).parse_args(words)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return printing.DONE
    except FundError as error:
        printing.complain(error, options)
        return error.exit_code
    except Exception:  # noqa: BLE001  # the last resort: say that it is our fault, and what to report
        traceback.print_exc()
        printing.complain(BugError(), options)
        return printing.BUG
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
    as_json = False

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  as argparse has them
        own = {"allow_abbrev": False, "add_help": False, "formatter_class": formatter(self.lang)}
        super().__init__(**(settings | own))
        self._positionals.title = wording.say("cli.help.positionals", self.lang)
        self._optionals.title = wording.say("cli.help.options", self.lang)
        said = wording.say("cli.help.help", self.lang)
        self.add_argument("-h", "--help", action="help", default=argparse.SUPPRESS, help=said)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        problem = Problem("cli.usage", Place(), "", {"message": spoken(message, self.lang)})
        options = argparse.Namespace(json=self.as_json, lang=self.lang)
        printing.complain(UsageError(problem), options)
        self.exit(printing.USAGE)

    def _check_value(self, action: argparse.Action, value: str) -> None:
        if value in LATER:
            said = wording.say("cli.later", self.lang, value=value)
            raise argparse.ArgumentError(None, said)
        super()._check_value(action, value)


#: Limits of work and time are below this: the solver counts in 32 bits.
_MOST = 2**31

#: Commands of the promised set that this version does not have yet.
LATER = frozenset({"document"})

#: What argparse calls the set of commands that a parser can take.
_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"  # noqa: SLF001  # it has no public name


#: What makes one action's parser: its name, what runs it, and the key of its words.
_MakeAction: TypeAlias = Callable[
    [str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser
]


def _parser(lang: wording.Language, *, as_json: bool) -> argparse.ArgumentParser:
    _Parser.lang, _Parser.as_json = lang, as_json

    def words(code: str) -> str:
        return wording.say(code, lang)

    parser = _Parser(prog="fund-optimizer", description=wording.say("cli.about", lang))
    _common(parser, lang, lang)
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
        )
        _common(sub, lang, argparse.SUPPRESS)
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

    init = command("init", years.init)
    init.add_argument("dir", metavar="DIR", help=words("cli.opt.dir"))
    init.add_argument("--year", type=_positive, required=True, help=words("cli.opt.new"))
    year(command("check", years.check))
    allocate = command("allocate", allocating.allocate)
    year(allocate)
    scenario(allocate)
    limits(allocate)
    explain = command("explain", allocating.explain)
    year(explain)
    explain.add_argument(
        "application_no", metavar="APPLICATION_NO", help=words("cli.opt.application")
    )
    scenario(explain)
    _compare_options(command("compare", comparing.compare), words)
    for name, run, own in (
        ("robustness", weighing.robustness, _robustness_options),
        ("frontier", following.frontier, _frontier_options),
    ):
        sweep = command(name, run)
        year(sweep)
        scenario(sweep)
        own(sweep, words)
        sweep_options(sweep, lang)
    _backtest_options(command("backtest", looking_back.backtest), words)
    solve = command("solve", solving.solve)
    solve.add_argument("problem", metavar="PROBLEM.json", help=words("cli.opt.problem"))
    limits(solve)
    verify = command("verify", solving.verify)
    verify.add_argument("outcome", metavar="OUTCOME.json", help=words("cli.opt.outcome"))
    year(verify)
    _group(names, command, "policy", _policy_actions, lang)
    _group(names, command, "audit", parsers_audit.audit, lang)
    _group(names, command, "decision", parsers_decision.decision, lang)
    _group(names, command, "dossier", parsers_dossier.dossier, lang)
    _group(names, command, "store", parsers_store.store, lang)
    _group(names, command, "user", parsers_user.user, lang)
    return parser


def _group(
    names: _Commands,
    command: Callable[..., argparse.ArgumentParser],
    name: str,
    fill: Callable[[_MakeAction, wording.Language], None],
    lang: wording.Language,
) -> None:
    """Add a command that has actions; ``fill`` adds each of them."""
    said = {key: wording.say(f"cli.{name}.{key}", lang) for key in ("help", "example")}
    sub = names.add_parser(
        name, help=said["help"], description=said["help"], epilog=said["example"]
    )
    actions = sub.add_subparsers(dest="action", required=True, metavar="ACTION")
    fill(lambda own, run, key: command(own, run, actions, key), lang)


def _policy_actions(make: _MakeAction, lang: wording.Language) -> None:
    for name, run in (("lint", law.policy_lint), ("show", law.policy_show)):
        sub = make(name, run, f"policy_{name}")
        said = wording.say("cli.opt.file", lang)
        sub.add_argument("file", nargs="?", default="", help=said)
        if name == "show":
            sub.add_argument("--on", type=_day, help=wording.say("cli.opt.on", lang))


def _backtest_options(sub: argparse.ArgumentParser, words: Callable[[str], str]) -> None:
    sub.add_argument("year", metavar="YEAR", help=words("cli.opt.year"))
    sub.add_argument("--policy", metavar="FILE", help=words("cli.opt.policy"))


def _frontier_options(sub: argparse.ArgumentParser, words: Callable[[str], str]) -> None:
    sub.add_argument(
        "--points", type=_positive, default=21, metavar="N", help=words("cli.opt.points")
    )
    sub.add_argument("--over", default="budget", metavar="AXIS", help=words("cli.opt.over"))
    sub.add_argument("--out", metavar="DIR", help=words("cli.opt.out_frontier"))
    sub.add_argument("--work", type=_positive, metavar="N", help=words("cli.opt.work"))


def _robustness_options(sub: argparse.ArgumentParser, words: Callable[[str], str]) -> None:
    for name, default in (("sample", 1_000), ("seed", 1)):
        said = words(f"cli.opt.{name}")
        sub.add_argument(f"--{name}", type=_positive, default=default, help=said)
    sub.add_argument("--region", default="10", help=words("cli.opt.region"))
    sub.add_argument("--no-bands", action="store_true", help=words("sweeps.opt.no_bands"))


def _compare_options(sub: argparse.ArgumentParser, words: Callable[[str], str]) -> None:
    sub.add_argument("year", metavar="YEAR", help=words("cli.opt.year"))
    sub.add_argument("--scenarios", metavar="A,B,C", help=words("cli.opt.scenarios"))
    sub.add_argument("--prices", action="store_true", help=words("cli.opt.prices"))
    sub.add_argument("--out", metavar="DIR", help=words("cli.opt.out_compare"))


def _common(parser: argparse.ArgumentParser, lang: wording.Language, default: str) -> None:
    """Add the options of every command; before the command's name they mean the same."""
    said = {key: wording.say(f"cli.opt.{key}", lang) for key in ("json", "lang")}
    unset = default if default == argparse.SUPPRESS else False
    parser.add_argument("--json", action="store_true", default=unset, help=said["json"])
    parser.add_argument("--lang", choices=wording.LANGUAGES, default=default, help=said["lang"])


def _refused(text: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(wording.say("cli.not_positive", _Parser.lang, value=text))


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < _MOST):
        raise _refused(text)
    return int(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise _refused(text) from None
    if not 0 < value < _MOST:
        raise _refused(text)
    return value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = wording.say("cli.not_day", _Parser.lang, value=text)
        raise argparse.ArgumentTypeError(said) from None
