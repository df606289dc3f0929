"""The entry of the pages: navigation and language, nothing else. ``streamlit run app.py``."""

from __future__ import annotations

import runpy
from functools import partial
from pathlib import Path

import streamlit as st

from app_pages import identity, state
from app_pages.access import PLACES, Access, Place, access, landing
from app_pages.components import frame
from app_pages.components.screen import is_dark
from app_pages.components.who import refuse_exposed
from app_pages.components.words import t
from optimizer.decision.types import Person

PAGES = Path(__file__).parent / "app_pages"
STATIC = PAGES / "static"


@frame.guarded
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
    groups: dict[str, list[st.Page]] = {}
    for place in PLACES:
        group = t(f"nav.{place.group}") if place.group else ""
        groups.setdefault(group, []).append(_page(place, person))
    # Streamlit serves the default page at the root only: what one begins with has an address too.
    begin = partial(_run, landing(person))
    home = st.Page(begin, title=t("app.name"), url_path="home", default=True, visibility="hidden")
    groups[""].append(home)
    st.navigation(groups, position="top").run()


def _page(place: Place, person: Person) -> st.Page:
    """Return a page; what is not this person's stays out of the navigation, and says so."""
    title = t(f"{place.script}.name")
    if access(person, place.script) is Access.NONE:
        away = partial(frame.elsewhere, title)
        return st.Page(away, title=title, url_path=place.address, visibility="hidden")
    return st.Page(f"app_pages/{place.script}.py", title=title, url_path=place.address)


def _run(script: str) -> None:
    """Draw the page that one begins with at the root."""
    runpy.run_path(str(PAGES / f"{script}.py"))


main()
