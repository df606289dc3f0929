"""``audit``: does the record hold, and the record as a table."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.commands.decisions_common import moment, person_of, store_of
from optimizer.commands.inputs import read_file, save
from optimizer.commands.printing import CHECK_FAILED, DONE, print_json, problem_document
from optimizer.errors import Place, Problem, UsageError
from optimizer.wording import say, say_problem

if TYPE_CHECKING:
    from optimizer.decision.store import Work

DICTIONARY = "dictionary.csv"


@contextmanager
def _reading(options: argparse.Namespace, right: str) -> Iterator[Work]:
    """Open the store for reading; ``--as`` asks for the right, and a refusal is recorded."""
    with closing(store_of(options)) as store:
        if options.user:
            from optimizer.decision.service import Decisions

            now = moment()
            Decisions(store).may_read(person_of(options, store, now), now, right)
        # Without a name: who can open the store can read it, no page stands between.
        with store.read() as work:
            yield work


def verify(options: argparse.Namespace) -> int:
    """Check chain, head, published heads, and every plan against its last event."""
    from optimizer.decision.record.verify import check_store, parse_head

    heads = []
    for text in options.head or ():
        head = parse_head(text)
        if head is None:
            raise UsageError(Problem("dossier.bad_head", Place(field="--head"), text))
        heads.append(head)
    with _reading(options, "verify_record") as work:
        reading, findings = check_store(work, heads)
    if options.json:
        documents = [problem_document(one, options.lang) for one in findings]
        head_now = {"seq": reading.head.seq, "hash": reading.head.hash}
        print_json({"findings": documents, "verified": not findings, "head": head_now})
    elif findings:
        print(say("record.bad", options.lang, count=len(findings)))
        for one in findings:
            print(say_problem(one, options.lang))
    else:
        print(say("record.good", options.lang, count=reading.head.seq, head=str(reading.head)))
    return CHECK_FAILED if findings else DONE


def experts(options: argparse.Namespace) -> int:
    """Keep the names behind experts' codes."""
    from optimizer.decision.record.experts import read_names
    from optimizer.decision.service import Decisions

    path = Path(options.file)
    names = read_names(read_file(path), path.name)
    with closing(store_of(options)) as store:
        now = moment()
        Decisions(store).load_experts(person_of(options, store, now), now, names)
    if options.json:
        print_json({"count": len(names)})
    else:
        print(say("record.experts_kept", options.lang, count=len(names)))
    return DONE


def open_name(options: argparse.Namespace) -> int:
    """Open the name behind an expert's code."""
    from optimizer.decision.service import Decisions

    with closing(store_of(options)) as store:
        now = moment()
        who = person_of(options, store, now)
        name = Decisions(store).open_expert(who, now, options.code, options.reason)
    if options.json:
        print_json({"code": options.code, "name": name})
    else:
        print(name)
    return DONE


def export(options: argparse.Namespace) -> int:
    """Write the record as CSV, and what its columns hold."""
    from optimizer.decision.record.export import Search, as_csv, found
    from optimizer.documents.record_dictionary import dictionary

    search = Search(options.who, options.plan, options.action_is, options.since, options.until)
    with _reading(options, "export_record") as work:
        events = list(found(work.events(), search))
    if options.json:
        print_json({"events": events})
        return DONE
    out = Path(options.out)
    save(out.parent, {out.name: as_csv(events), f"{out.stem}.{DICTIONARY}": dictionary()})
    print(say("record.written", options.lang, file=out.name, count=len(events)))
    return DONE
