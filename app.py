"""The entry of the pages: navigation and language, nothing else. ``streamlit run app.py``."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app_pages import state
from app_pages.components.frame import guarded
from app_pages.components.screen import is_dark
from app_pages.components.words import t

STATIC = Path(__file__).parent / "app_pages" / "static"


@guarded
def main() -> None:
    """Choose the page that the address names, and run it."""
    state.start()
    st.set_page_config(page_title=t("app.name"), page_icon="📊", layout="wide")
    language = state.language()
    theme = "dark" if is_dark() else "light"
    st.logo(str(STATIC / f"logo_{language}_{theme}.svg"), size="medium")
    allocation = st.Page("app_pages/allocation.py", title=t("allocation.name"), default=True)
    data = st.Page("app_pages/data.py", title=t("data.name"), url_path="data")
    project = st.Page("app_pages/project.py", title=t("project.name"), url_path="project")
    groups = {
        t("nav.data"): [data],
        t("nav.allocate"): [allocation, project],
    }
    st.navigation(groups, position="top").run()


main()
