"""Options of commands that solve many times: how many processes, where, resumed from what."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from optimizer import wording
from optimizer.errors import Place, Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimizer.insight.sweeps.cache import Cache

#: Most processes of one machine.
MOST_WORKERS = 256


class Sweeping(TypedDict):
    """What ``insight.sweeps.run`` takes beside the work: give it as ``**sweeping(options)``."""

    workers: int
    scheduler: str | None
    cache: Cache | None
    progress: Callable[[int, int], None]


def add_options(parser: argparse.ArgumentParser, lang: wording.Language) -> None:
    """Let a command take ``--workers``, ``--scheduler`` and ``--cache``."""
    for name, value in (("workers", "N"), ("scheduler", "ADDRESS"), ("cache", "DIR")):
        said = wording.say(f"sweeps.opt.{name}", lang, most=MOST_WORKERS)
        parser.add_argument(f"--{name}", metavar=value, help=said)


def sweeping(options: argparse.Namespace) -> Sweeping:
    """Return how the sweep of a command is run.

    Raises
    ------
    UsageError
        If an option cannot be what it is for.
    """
    if options.workers is not None and options.scheduler is not None:
        raise UsageError(Problem("sweeps.one_of_both", Place(field="--scheduler")))
    return Sweeping(
        workers=_workers(options.workers),
        scheduler=options.scheduler,
        cache=_cache(options.cache),
        progress=_shown(options.lang),
    )


def say_start(options: argparse.Namespace) -> None:
    """Tell a person at a terminal what ``robustness`` is about to do: it takes a while."""
    if not sys.stderr.isatty():
        return
    key = "sweeps.weightings" if options.no_bands else "sweeps.weightings_and_bands"
    print(wording.say(key, options.lang, sample=options.sample), file=sys.stderr, flush=True)


def say_resumed(how: Sweeping, lang: wording.Language) -> None:
    """Say on standard error what a run has taken from its cache, if anything."""
    cache = how["cache"]
    if cache is not None and (cache.taken or cache.repaired):
        said = wording.say("sweeps.resumed", lang, taken=cache.taken, repaired=cache.repaired)
        print(said, file=sys.stderr)


def _workers(text: str | None) -> int:
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_WORKERS):
        place = Place(field="--workers")
        raise UsageError(Problem("sweeps.workers", place, text, {"most": MOST_WORKERS}))
    return int(text)


def _cache(text: str | None) -> Cache | None:
    if text is None:
        return None
    from optimizer.insight.sweeps.cache import Cache

    cache = Cache(Path(text))
    if not cache.is_usable():
        raise UsageError(Problem("sweeps.cache", Place(field="--cache"), text))
    return cache


def _shown(lang: wording.Language) -> Callable[[int, int], None]:
    """Return what shows progress to a person at a terminal, and to nobody else."""
    if not sys.stderr.isatty():
        return lambda _done, _of: None

    def show(done: int, of: int) -> None:
        end = "\n" if done == of else ""
        said = wording.say("sweeps.progress", lang, done=done, of=of)
        print(f"\r{said}", end=end, file=sys.stderr, flush=True)

    return show
