"""The page of experts: figures at once, influence on request, never a word of blame."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest


def test_the_headline_has_figures_and_the_table_every_expert(
    open_page: Callable[..., AppTest],
) -> None:
    page = open_page("app_pages/experts.py")
    assert not page.exception
    assert not page.error
    headline = page.header[0].value
    table = page.dataframe[0].value
    assert f"{len(table)}位专家" in headline
    assert table["expert"].is_unique
    assert table["sheets"].sum() > 0
    assert table["severity"].abs().max() > 0


def test_influence_runs_on_request_and_names_what_hangs_on_one_expert(
    open_page: Callable[..., AppTest],
) -> None:
    page = open_page("app_pages/experts.py", lang="en")
    start = next(button for button in page.button if "start_experts_" in (button.key or ""))
    page = start.click().run()
    (task,) = page.session_state["tasks"].values()
    task.wait(100)
    page = page.run()
    assert not page.exception
    experts = len(page.dataframe[0].value)
    influence = page.dataframe[1].value
    assert len(influence) == experts
    assert influence["changed"].is_monotonic_decreasing
    assert any("Leaving out" in text.value for text in page.text)
