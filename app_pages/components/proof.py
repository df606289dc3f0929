"""How it is known that no plan is better: one sentence, and its details behind it."""

from __future__ import annotations

import streamlit as st

from app_pages import service, state
from app_pages.components.words import t
from optimizer.formats.outcome import Outcome
from optimizer.formats.solution import Branch, Solution, Tree
from optimizer.wording import say

#: Awards that could differ, named in the details.
_NAMED = 12


def leaves(tree: Tree | None) -> int:
    """Return how many parts a closed tree has; 0 without one."""
    waiting, count = [tree], 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, Branch):
            waiting += [node.at_most, node.beyond]
        elif node is not None:
            count += 1
    return count


def proof(outcome: Outcome, *, handed_out: bool) -> None:
    """Draw the folded line with its details, and the certificate where it is ``handed_out``."""
    solution = outcome.solution
    if solution.awards is None:
        return
    with st.expander(say(f"text.proof.{_kind(solution)}", state.language(), **_gap(solution))):
        st.text(t(f"proof.how.{solution.proof}", leaves=sum(map(leaves, _trees(solution)))))
        for value, bound, scale in zip(
            solution.objective, solution.bound, solution.objective_scale, strict=True
        ):
            st.text(t("proof.entry", value=f"{value:,}", bound=f"{bound:,}", scale=f"{scale:,}"))
        st.text(t(f"proof.ties.{solution.ties}"))
        if solution.tie_rule != "none":
            st.text(t(f"proof.rule.{solution.tie_rule}"))
        _could_differ(solution)
        st.caption(t("proof.check"))
        if handed_out:
            st.download_button(
                t("proof.certificate"),
                data=lambda: service.certificate(outcome),
                file_name="certificate.json",
                mime="application/json",
                on_click="ignore",
            )


def _trees(solution: Solution) -> tuple[Tree | None, ...]:
    return solution.certificate.trees


def _kind(solution: Solution) -> str:
    if solution.status == "optimal":
        return "optimal"
    return "equal" if solution.bound == solution.objective else "within"


def _gap(solution: Solution) -> dict[str, str]:
    bound, value = sum(solution.bound), sum(solution.objective)
    return {"gap": f"{100 * (bound - value) / bound:.4f}" if bound else "0"}


def _could_differ(solution: Solution) -> None:
    ids = solution.certificate.could_differ
    if ids is None:
        st.text(t("proof.differ_unknown"))
    elif ids:
        named = tuple(ids[:_NAMED])
        st.text(t("proof.differ", count=len(ids), ids=named))
    else:
        st.text(t("proof.differ_none"))
