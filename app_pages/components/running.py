"""A task beside the page: a button that starts it, how far it is, a button that stops it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app_pages import state
from app_pages.background import Task, Work
from app_pages.components.words import t
from optimizer.wording import say_problem

#: Finished and running tasks that a session keeps.
_KEPT = 8
#: Seconds between two looks at a running task.
_LOOK = 0.5


def tasks() -> dict[str, Task[Any]]:
    """Return the session's tasks by key, the latest last."""
    kept: dict[str, Task[Any]] = st.session_state.setdefault("tasks", {})
    return kept


def tracked(
    key: str,
    work: Work[Any],
    draw: Callable[[Sequence[Any]], None],
    *,
    start: str,
    about: str,
    solves: int = 0,
) -> None:
    """Draw a task: its button at first, then what it finds while it runs, and at the end.

    Parameters
    ----------
    key
        What the task is about, with the fingerprint of the outcome.
    work
        What it does.
    draw
        Draws what was found so far.
    start, about
        Sentences: the button, and what it does.
    solves
        How many solves there will be at most; 0: not known.
    """
    task = tasks().get(key)
    if task is None:
        st.caption(about)
        st.button(start, key=f"start_{key}", on_click=_start, args=(key, work))
    elif task.running:
        _follow(key, draw, solves)
    else:
        if task.stopped or task.failed is not None:
            # What was stopped or failed may be asked for again.
            st.button(start, key=f"start_{key}", on_click=_start, args=(key, work))
        _finished(task, draw)


def _start(key: str, work: Work[Any]) -> None:
    kept = tasks()
    kept.pop(key, None)
    for old in list(kept)[: max(len(kept) - _KEPT + 1, 0)]:
        kept.pop(old).cancel()
    kept[key] = Task(work)


@st.fragment(run_every=_LOOK)
def _follow(key: str, draw: Callable[[Sequence[Any]], None], solves: int) -> None:
    task = tasks().get(key)
    if task is None or not task.running:
        # The whole page is drawn once more, and without looking again.
        st.rerun()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(t("running.solves", count=task.solves))
        st.button(t("running.stop"), key=f"stop_{key}", on_click=task.cancel)
    if solves:
        st.progress(min(max(task.solves - 1, 0) / solves, 1.0))
    if task.found:
        draw(list(task.found))


def _finished(task: Task[Any], draw: Callable[[Sequence[Any]], None]) -> None:
    if task.failed is not None:
        for problem in getattr(task.failed, "problems", ()):
            st.error(say_problem(problem, state.language()))
    if task.stopped:
        st.caption(t("running.stopped", count=task.solves))
    if task.found or not (task.failed or task.stopped):
        draw(list(task.found))
