"""``dossier``: a decision as one file, and its check with no store and no solver."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from optimizer.commands.decisions_common import moment, person_of, store_of
from optimizer.commands.inputs import read_file, save
from optimizer.commands.printing import CHECK_FAILED, DONE, note, print_json, problem_document
from optimizer.errors import Place, Problem, UsageError
from optimizer.wording import say, say_problem


def export(options: argparse.Namespace) -> int:
    """Write the dossier of a decision."""
    from optimizer.decision.dossier import export as exporting

    with closing(store_of(options)) as store:
        if options.user:
            from optimizer.decision.service import Decisions

            now = moment()
            who = person_of(options, store, now)
            data = Decisions(store).dossier(who, now, options.decision)
        else:
            # Who can open the store can read it: no page stands between.
            with store.read() as work:
                data = exporting.export(work, options.decision)
    out = Path(options.out)
    save(out.parent, {out.name: data})
    if options.json:
        print_json({"file": out.name, "bytes": len(data)})
    else:
        print(say("dossier.written", options.lang, file=out.name, count=len(data)))
    return DONE


def verify(options: argparse.Namespace) -> int:
    """Check a dossier."""
    from optimizer.decision.dossier.verify import verify as verified
    from optimizer.decision.record.verify import parse_head

    heads = []
    for text in options.head or ():
        head = parse_head(text)
        if head is None:
            raise UsageError(Problem("dossier.bad_head", Place(field="--head"), text))
        heads.append(head)
    path = Path(options.file)
    findings = verified(read_file(path), path.name, heads)
    wrong = [one for one in findings if one.level == "error"]
    if options.json:
        documents = [problem_document(one, options.lang) for one in findings]
        print_json({"findings": documents, "verified": not wrong})
    else:
        for one in findings:
            if one.level != "error":
                note(say_problem(one, options.lang))
        print(say("dossier.bad" if wrong else "dossier.good", options.lang, count=len(wrong)))
        for one in wrong:
            print(say_problem(one, options.lang))
    return CHECK_FAILED if wrong else DONE
