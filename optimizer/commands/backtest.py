"""``backtest``: the ledger's earlier awards under a policy."""

from __future__ import annotations

import argparse

from optimizer.commands.inputs import year_of
from optimizer.commands.printing import DONE, print_json


def backtest(options: argparse.Namespace) -> int:
    """Try the ledger's awards under the year's policy, or under another."""
    from optimizer.documents.backtest_text import backtest_document, backtest_text
    from optimizer.insight.law.backtest import backtest as tried
    from optimizer.policy.read import read_policy
    from optimizer.policy.versions import find

    year = year_of(options.year)
    policy = year.policy if options.policy is None else read_policy(find(options.policy))
    found = tried(year, policy)
    if options.json:
        print_json(backtest_document(found, policy))
    else:
        print(backtest_text(found, policy, options.lang))
    return DONE
