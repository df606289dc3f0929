"""What only two files together show: scores of unknown applications, panels that differ."""

from __future__ import annotations

from optimizer.errors import Param, Place, Problem
from optimizer.intake.columns import SCORES
from optimizer.intake.keys import folded
from optimizer.intake.tables import Applications, Table


def cross_check(
    applications: Applications, scores: Table, source: str = "scores.xlsx"
) -> tuple[Problem, ...]:
    """Check the scores against the applications.

    Parameters
    ----------
    applications
        As read.
    scores
        As read.
    source
        Name of the file of the scores, for the places.

    Returns
    -------
    tuple of Problem
        Scores for an unknown application (with the right spelling where only width, case or
        spaces differ), and panels other than the application's own.
    """
    numbers = applications["application_no"]
    spelled = dict(zip(folded(numbers), numbers.tolist(), strict=True))
    panel_of = dict(zip(numbers.tolist(), applications["panel"].tolist(), strict=True))
    problems: list[Problem] = []
    headings = {column.key: column.zh for column in SCORES.columns}

    def report(code: str, row: int, key: str, params: dict[str, Param]) -> None:
        place = Place(source, SCORES.zh, int(scores.rows[row]), "", headings[key])
        problems.append(Problem(code, place, str(scores[key][row]), params))

    panels = scores["panel"].tolist()
    keys = folded(scores["application_no"])
    for row, number in enumerate(scores["application_no"].tolist()):
        if number in panel_of:
            own = panel_of[number]
            if own and panels[row] != own:
                report("intake.score.panel_differs", row, "panel", {"right": own})
        elif keys[row] in spelled:
            report("intake.no.spelled", row, "application_no", {"right": spelled[keys[row]]})
        else:
            report("intake.no.unknown", row, "application_no", {})
    return tuple(sorted(problems, key=lambda p: p.place.row))
