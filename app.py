"""The entry of the pages: navigation and language, nothing else. ``streamlit run app.py``."""

from __future__ import annotations

import runpy
from pathlib import Path

import streamlit as st

from app_pages import identity, state
from app_pages.components.frame import guarded
from app_pages.components.screen import is_dark
from app_pages.components.who import refuse_exposed
from app_pages.components.words import t
from optimizer.decision import rights

PAGES = Path(__file__).parent / "app_pages"
STATIC = PAGES / "static"
ALLOCATION = PAGES / "allocation.py"


def _home() -> None:
    """Draw the allocation page at the root too: it is what a new user should see."""
    runpy.run_path(str(ALLOCATION))


@guarded
def main() -> None:
    """Choose the page that the address names, and run it."""
    state.start()
    st.set_page_config(page_title=t("app.name"), page_icon="📊", layout="wide")
    language = state.language()
    theme = "dark" if is_dark() else "light"
    st.logo(str(STATIC / f"logo_{language}_{theme}.svg"), size="medium")
    if identity.exposed():
        refuse_exposed()
        return
    person = identity.person()
    allocation = st.Page(ALLOCATION, title=t("allocation.name"), url_path="allocation")
    # Streamlit serves the default page at the root only: this one gives /allocation its own.
    home = st.Page(_home, title=t("app.name"), default=True, visibility="hidden")
    data = st.Page("app_pages/data.py", title=t("data.name"), url_path="data")
    project = st.Page("app_pages/project.py", title=t("project.name"), url_path="project")
    compare = st.Page("app_pages/compare.py", title=t("compare.name"), url_path="scenarios")
    plans = st.Page(
        "app_pages/scenario_files.py", title=t("scenario_files.name"), url_path="scenario_files"
    )
    experts = st.Page("app_pages/experts.py", title=t("experts.name"), url_path="experts")
    weights = st.Page("app_pages/weights.py", title=t("weights.name"), url_path="weights")
    frontier = st.Page("app_pages/frontier.py", title=t("frontier.name"), url_path="frontier")
    whatif = st.Page("app_pages/whatif.py", title=t("whatif.name"), url_path="whatif")
    approval = st.Page("app_pages/approval.py", title=t("approval.name"), url_path="approval")
    brief = st.Page("app_pages/brief.py", title=t("brief.name"), url_path="brief")
    dossier = st.Page("app_pages/dossier.py", title=t("dossier.name"), url_path="dossier")
    audit = st.Page("app_pages/audit.py", title=t("audit.name"), url_path="record")
    groups = {
        t("nav.data"): [data],
        t("nav.allocate"): [allocation, project, plans, home],
        t("nav.compare"): [compare, frontier],
        t("nav.analyse"): [weights, experts, whatif],
        t("nav.decide"): [brief, approval],
        t("nav.audit"): [audit, dossier] if rights.may(person, "read_record") else [dossier],
    }
    if rights.may(person, "accounts"):
        _accounts_only([page for group in groups.values() for page in group])
        return
    st.navigation(groups, position="top").run()


def _accounts_only(others: list[st.Page]) -> None:
    """Lead the administrator to the accounts, whatever address was asked for."""
    accounts = st.Page("app_pages/accounts.py", title=t("accounts.name"), url_path="accounts")
    chosen = st.navigation([accounts, *others], position="hidden")
    if chosen != accounts:
        st.switch_page(accounts)
    chosen.run()


main()
