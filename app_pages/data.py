"""Say whether a file can be used, what must be mended, and what it would change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app_pages import identity, service, state
from app_pages.access import may_use
from app_pages.components import frame, imported, overview
from app_pages.components.problems import problem_table
from app_pages.components.screen import is_dark
from app_pages.components.words import t
from app_pages.service import KINDS, Kind
from app_pages.services import imports
from app_pages.state import Accepted
from optimizer.decision import rights
from optimizer.errors import DataError, Problem, RefusedError
from optimizer.intake.diff import Change, changes
from optimizer.intake.tables import Applications, Table
from optimizer.intake.year import Year

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read and waits for a decision."""

    name: str  # of the year
    kind: Kind
    file: str
    digest: str
    content: Applications | Table | None
    problems: tuple[Problem, ...]
    files: Mapping[str, bytes]

    @property
    def errors(self) -> int:
        """How many problems stop the file."""
        return sum(p.level == "error" for p in self.problems)


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
    _kept()
    kind: Kind = (
        st.segmented_control(
            t("data.kind"),
            KINDS,
            default=KINDS[0],
            required=True,
            format_func={code: t(f"data.kind.{code}") for code in KINDS}.__getitem__,
            label_visibility="collapsed",
            key="data_kind",
        )
        or KINDS[0]
    )
    if not may_use("data"):
        _current(name, year, kind)
        return
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
    read, problems = _read(kind, digest.hexdigest(), state.inputs(), content, year)
    _buttons(right, year, kind, problems)
    upload_name = min(content, key=len)
    upload = Upload(name, kind, upload_name, digest.hexdigest(), read, problems, content)
    _report(upload, year)


def _buttons(place: DeltaGenerator, year: Year, kind: Kind, problems: Sequence[Problem]) -> None:
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
    held: dict[Kind, Applications | Table] = {
        "applications": year.applications,
        "scores": year.scores,
        "ledger": year.ledger,
    }
    return held[kind]


OVERVIEWS: dict[Kind, Callable[[Year], None]] = {
    "applications": overview.applications,
    "scores": overview.scores,
    "ledger": overview.ledger,
}


def _current(name: str, year: Year, kind: Kind) -> None:
    """Draw what is in use now, the way back to the bundled file, and the notices of reading."""
    used = state.accepted(name).get(kind)
    count = _size(_held(year, kind))
    if used is None:
        frame.headline(t(f"data.now.{kind}", year=name, count=count))
        if may_use("data"):
            st.caption(t("data.first"))
    else:
        frame.headline(t("data.now_uploaded", count=count))
        st.text(used.name)
    if used is not None and may_use("data"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(t("data.restore"), on_click=_restore, args=(name, kind))
            if rights.may(identity.person(), "draft"):
                st.button(t("data.keep"), on_click=_keep, args=(name, kind, used))
        st.caption(t("data.keep_about"))
    notices = [p for p in year.notices if p.level == "notice"]
    if notices:
        st.subheader(t("data.notices", count=len(notices)), anchor=False)
        problem_table(notices, key="year")
    OVERVIEWS[kind](year)


def _report(upload: Upload, year: Year) -> None:
    """Draw the answer about an uploaded file, its problems, its changes, and the decision."""
    errors, notices = upload.errors, len(upload.problems) - upload.errors
    count = _size(upload.content)
    usable = upload.content is not None and not errors
    frame.headline(
        t(
            "data.clean" if usable else "data.errors",
            count=count,
            errors=errors,
            notices=notices,
        )
    )
    changed = _changes(year, upload.kind, upload.content)
    frame.strip(
        [
            (t("data.read"), str(count) if upload.content is not None else "—", None),
            (t("data.errors_short"), str(errors), None),
            (t("data.notices_short"), str(notices), None),
            (t("data.changed"), "—" if changed is None else str(len(changed)), None),
        ]
    )
    if upload.problems:
        _problem_list(upload.problems, errors, notices)
    if changed is not None:
        imported.changed(changed)
    _decision(upload, usable=usable)


def _decision(upload: Upload, *, usable: bool) -> None:
    """Draw accept and discard, with the reason beside a button that cannot be used."""
    used = state.accepted(upload.name).get(upload.kind)
    same = used is not None and used.digest == upload.digest
    taken = None
    if upload.content is not None:
        taken = Accepted(upload.file, upload.digest, upload.content, upload.files)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("data.accept"),
            disabled=not usable or same,
            type="secondary" if is_dark() else "primary",
            on_click=_accept,
            args=(upload.name, upload.kind, taken),
        )
        st.button(t("data.discard"), on_click=state.renew_widgets)
        if same:
            st.caption(t("data.same"))
        elif not usable:
            st.caption(t("data.why_disabled", errors=upload.errors))


def _problem_list(problems: Sequence[Problem], errors: int, notices: int) -> None:
    counts = {"all": len(problems), "error": errors, "notice": notices}
    pill = st.pills(
        t("data.filter"),
        list(counts),
        default="all",
        required=True,
        format_func={c: t(f"data.filter.{c}", count=n) for c, n in counts.items()}.__getitem__,
        label_visibility="collapsed",
        key="problem_filter",
    )
    problem_table([p for p in problems if pill in {"all", p.level}], key=f"upload_{pill}")


def _changes(
    year: Year, kind: Kind, read: Applications | Table | None
) -> tuple[Change, ...] | None:
    """Return what the file would change, field by field; only applications are compared."""
    if kind != "applications" or not isinstance(read, Applications):
        return None
    return changes(year.applications, read)


def _accept(name: str, kind: Kind, upload: Accepted | None) -> None:
    state.accept(name, kind, upload)
    state.renew_widgets()


def _keep(name: str, kind: Kind, used: Accepted) -> None:
    """Put what was accepted into the year's folder, for everybody and for plans."""
    try:
        imports.keep(name, kind, used.files)
    except (DataError, RefusedError) as error:
        st.session_state["kept"] = error.problems
        return
    except OSError:
        st.session_state["kept"] = (Problem("pages.data.keep_failed"),)
        return
    st.session_state["kept"] = ()
    state.accept(name, kind, None)
    state.renew_widgets()


def _kept() -> None:
    """Say, once, what came of putting files into the year's folder."""
    problems = st.session_state.pop("kept", None)
    if problems:
        st.error(t("data.not_kept", count=len(problems)))
        problem_table(problems, key="kept")
    elif problems is not None:
        st.success(t("data.kept"))


def _restore(name: str, kind: Kind) -> None:
    state.accept(name, kind, None)
    state.renew_widgets()


page()
