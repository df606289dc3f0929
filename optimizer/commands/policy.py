"""``policy lint`` and ``policy show``: the law as data."""

from __future__ import annotations

import argparse
from datetime import date

from optimizer.commands.printing import (
    BAD_DATA,
    DONE,
    print_json,
    problem_document,
)


def policy_lint(options: argparse.Namespace) -> int:
    """Check the law as data."""
    from optimizer.documents.policy_text import lint_document, lint_text
    from optimizer.policy.liability import maximum_liability
    from optimizer.policy.lint import lint
    from optimizer.policy.read import read_policy
    from optimizer.policy.versions import find

    policy = read_policy(find(options.file))
    problems = lint(policy)
    liability = maximum_liability(policy, date.max)
    if options.json:
        print_json(
            {
                "problems": [problem_document(p, options.lang) for p in problems],
                **lint_document(policy, liability),
            }
        )
    else:
        print(lint_text(policy, problems, liability, options.lang))
    return BAD_DATA if any(p.level == "error" for p in problems) else DONE


def policy_show(options: argparse.Namespace) -> int:
    """Show what holds on a day."""
    from optimizer.documents.policy_text import policy_document, policy_text
    from optimizer.policy.read import read_policy
    from optimizer.policy.versions import find

    policy = read_policy(find(options.file))
    if options.json:
        print_json(policy_document(policy, options.on or date.max))
    else:
        print(policy_text(policy, options.on or date.max, options.lang))
    return DONE
