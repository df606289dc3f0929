"""``store backup`` and ``store restore``: the decisions as one file, and back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.commands.decisions_common import moment, place_of, store_of
from optimizer.commands.printing import DONE, print_json
from optimizer.wording import say

if TYPE_CHECKING:
    from optimizer.decision.store.backup import Copied


def backup(options: argparse.Namespace) -> int:
    """Write a backup."""
    from optimizer.decision.store.backup import backup as copy_to

    with store_of(options) as store:
        return _told(copy_to(store, Path(options.file)), "store.backed_up", options)


def restore(options: argparse.Namespace) -> int:
    """Make the store what a backup holds."""
    from optimizer.decision.store.backup import restore as copy_from

    done = copy_from(place_of(options), Path(options.file), now=moment(), force=options.force)
    return _told(done, "store.restored", options)


def _told(copied: Copied, code: str, options: argparse.Namespace) -> int:
    kept = str(copied.kept_before or "")
    place, events, head = copied.place, copied.events, copied.head
    if options.json:
        print_json({"place": place, "events": events, "head": head, "kept_before": kept})
        return DONE
    print(say(code, options.lang, value=place, events=events, head=head))
    if kept:
        print(say("store.kept_before", options.lang, value=kept))
    return DONE
