"""Data: can this file be used, what must be mended, and what would it change?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app_pages import service, state
from app_pages.components import frame
from app_pages.components.problems import ROW_HEIGHT, problem_table, table_height
from app_pages.components.words import t
from app_pages.service import KINDS, Kind
from app_pages.state import Accepted
from optimizer.errors import Problem
from optimizer.intake.diff import changes
from optimizer.intake.tables import Applications, Table
from optimizer.intake.year import Year

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEGABYTE = 1_000_000


@st.cache_resource(max_entries=8, show_spinner=False)
def _read(
    kind: Kind, digest: str, stamp: str, _files: dict[str, bytes], _year: Year
) -> tuple[Applications | Table | None, tuple[Problem, ...]]:
    del digest, stamp  # the key
    return service.read_upload(kind, _files, _year)


@frame.guarded
def page() -> None:
    """Take a file, read it, show what is wrong and what changed, and let it be accepted."""
    frame.context_bar("data")
    name = state.year_name()
    year = state.year(name)
    kind: Kind = (
        st.segmented_control(
            t("data.kind"),
            KINDS,
            default=KINDS[0],
            required=True,
            format_func=lambda code: t(f"data.kind.{code}"),
            label_visibility="collapsed",
            key="data_kind",
        )
        or KINDS[0]
    )
    left, right = st.columns([62, 38], gap="medium", vertical_alignment="bottom")
    with left:
        edition = st.session_state["edition"]
        files = st.file_uploader(
            t(f"data.upload.{kind}"),
            type=["xlsx", "csv"],
            accept_multiple_files=True,
            key=f"upload_{kind}_{edition}",
        )
    content = {f.name: f.getvalue() for f in files}
    if not content:
        _buttons(right, year, kind, ())
        _current(name, year, kind)
        return
    digest = hashlib.sha256(b"\x00".join(n.encode() + c for n, c in sorted(content.items())))
    read, problems = _read(kind, digest.hexdigest(), service.stamp(name), content, year)
    _buttons(right, year, kind, problems)
    upload_name = min(content, key=len)
    _report(name, year, kind, upload_name, read, problems, digest.hexdigest())


def _buttons(place, year: Year, kind: Kind, problems: Sequence[Problem]) -> None:
    """Draw the downloads: the empty template, and the list of problems where there are any."""
    language = state.language()
    with place, st.container(horizontal=True):
        st.download_button(
            t("data.template"),
            data=lambda: service.template(kind, year, language),
            file_name=t(f"data.template_file.{kind}", year=year.call.year),
            mime=XLSX,
            on_click="ignore",
        )
        if problems:
            st.download_button(
                t("data.problems"),
                data=lambda: service.problem_list(problems, language),
                file_name=t("data.problems_file", year=year.call.year),
                mime=XLSX,
                on_click="ignore",
            )


def _size(content: Applications | Table | None) -> int:
    return 0 if content is None else len(content)


def _held(year: Year, kind: Kind) -> Applications | Table:
    return {"applications": year.applications, "scores": year.scores, "ledger": year.ledger}[kind]


def _current(name: str, year: Year, kind: Kind) -> None:
    """Draw what is in use now, the way back to the bundled file, and the notices of reading."""
    used = state.accepted(name).get(kind)
    count = _size(_held(year, kind))
    if used is None:
        frame.headline(t(f"data.now.{kind}", year=name, count=count))
        st.caption(t("data.first"))
    else:
        frame.headline(t("data.now_uploaded", count=count))
        st.text(used.name)
        st.button(t("data.restore"), on_click=_restore, args=(name, kind))
    notices = [p for p in year.notices if p.level == "notice"]
    if notices:
        st.subheader(t("data.notices", count=len(notices)), anchor=False)
        problem_table(notices, key="year")


def _report(
    name: str,
    year: Year,
    kind: Kind,
    file_name: str,
    read: Applications | Table | None,
    problems: Sequence[Problem],
    digest: str,
) -> None:
    """Draw the answer about an uploaded file, its problems, its changes, and the decision."""
    errors = sum(p.level == "error" for p in problems)
    notices = len(problems) - errors
    count = _size(read)
    st.text(file_name)
    code = "unreadable" if read is None and not errors else "errors" if errors else "clean"
    frame.headline(t(f"data.{code}", count=count, errors=errors, notices=notices))
    changed = _changes(year, kind, read)
    frame.strip(
        [
            (t("data.read"), str(count) if read is not None else "—", None),
            (t("data.errors"), str(errors), None),
            (t("data.notices_short"), str(notices), None),
            (t("data.changed"), "—" if changed is None else str(len(changed)), None),
        ]
    )
    if problems:
        _problem_list(problems, errors, notices)
    if changed is not None:
        _changed(changed)
    with st.container(horizontal=True, vertical_alignment="center"):
        usable = read is not None and not errors
        used = state.accepted(name).get(kind)
        same = used is not None and used.digest == digest
        st.button(
            t("data.accept"),
            disabled=not usable or same,
            type="secondary" if st.context.theme.type == "dark" else "primary",
            on_click=_accept,
            args=(name, kind, Accepted(file_name, digest, read) if read is not None else None),
        )
        st.button(t("data.discard"), on_click=state.renew_widgets)
        if same:
            st.caption(t("data.same"))
        elif not usable:
            st.caption(t("data.why_disabled", errors=errors))


def _problem_list(problems: Sequence[Problem], errors: int, notices: int) -> None:
    counts = {"all": len(problems), "error": errors, "notice": notices}
    pill = st.pills(
        t("data.filter"),
        list(counts),
        default="all",
        required=True,
        format_func=lambda code: t(f"data.filter.{code}", count=counts[code]),
        label_visibility="collapsed",
        key="problem_filter",
    )
    problem_table([p for p in problems if pill in {"all", p.level}], key=f"upload_{pill}")


def _changes(year: Year, kind: Kind, read: Applications | Table | None):
    """Return what the file would change, field by field; only applications are compared."""
    if kind != "applications" or not isinstance(read, Applications):
        return None
    return changes(year.applications, read)


def _changed(changed) -> None:
    """Draw what changed; placeholder until the comparison's shape is settled."""


def _accept(name: str, kind: Kind, upload: Accepted | None) -> None:
    state.accept(name, kind, upload)
    state.renew_widgets()


def _restore(name: str, kind: Kind) -> None:
    state.accept(name, kind, None)
    state.renew_widgets()


page()
