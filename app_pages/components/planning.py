"""Several scenarios planned beside the page: each once, with progress, stopped on request."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app_pages import state
from app_pages.background import Task
from app_pages.components.running import tasks
from app_pages.components.words import t
from app_pages.services.compare import Wanted, plan_work

#: Seconds that the page waits at once: a small year needs no progress.
_AT_ONCE = 1.5
#: Seconds between two looks.
_LOOK = 0.5


def all_planned(wanted: Sequence[Wanted]) -> bool:
    """Plan what is not planned yet; return whether everything is, and draw how far it is."""
    plans = state.plans()
    if all(plans.get(one.key) is not None for one in wanted):
        return True
    key = f"plan_{hash(tuple(one.key for one in wanted))}"
    task = tasks().get(key)
    if task is None:
        _cancel_others()
        task = tasks()[key] = Task(plan_work(wanted, plans))
        task.wait(_AT_ONCE)
    if task.running:
        _follow(key, wanted)
        return False
    if all(plans.get(one.key) is not None for one in wanted):
        return True
    rest = sum(plans.get(one.key) is None for one in wanted)
    st.warning(t("compare.stopped", count=rest))
    st.button(t("compare.go_on"), key=f"go_on_{key}", on_click=_forget, args=(key,))
    return False


def _forget(key: str) -> None:
    tasks().pop(key, None)


def _cancel_others() -> None:
    """Stop planning what is no longer asked for."""
    for key, task in list(tasks().items()):
        if key.startswith("plan_"):
            task.cancel()
            tasks().pop(key)


@st.fragment(run_every=_LOOK)
def _follow(key: str, wanted: Sequence[Wanted]) -> None:
    task = tasks().get(key)
    if task is None or not task.running:
        st.rerun()
        return
    done = len(task.found)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(t("compare.working", done=done, count=len(wanted)))
        st.button(t("compare.stop"), key=f"stop_{key}", on_click=task.cancel)
    st.progress(done / len(wanted))
