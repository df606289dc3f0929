"""The phenomena of a made year as a table of the documentation."""

from __future__ import annotations

from scenarios.generator.year import MadeYear

HEAD = """\
| phenomenon | clause | application | what it shows | becomes |
| --- | --- | --- | --- | --- |"""
EITHER = "one stays"


def phenomena(made: MadeYear) -> str:
    """Return one line an application made on purpose, by phenomenon."""
    lines = [HEAD]
    for tag, rows in made.places.items():
        for number, special in rows:
            becomes = EITHER if special.expects == "either" else special.expects
            amount = f", {special.entitled}" if special.entitled else ""
            cells = (f"`{tag}`", special.clause, number, special.note, becomes + amount)
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
