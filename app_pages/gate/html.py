"""The few pages of the gate: plain forms, no script, every value escaped."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from html import escape

from starlette.responses import HTMLResponse

from optimizer.wording import LANGUAGES, Language, say

_STYLE = """
:root{color-scheme:light dark;--ground:#fff;--card:#f5f7fa;--line:#d5dce4;--text:#101923;
--soft:#566270;--blue:#1d5b9e;--on:#fff;--bad:#9b2c34;--badground:#fcedee}
@media(prefers-color-scheme:dark){:root{--ground:#12161d;--card:#1a2029;--line:#323b48;
--text:#e6eaf0;--soft:#a9b4c2;--blue:#8fbcef;--on:#12161d;--bad:#f3a3aa;--badground:#3b1e22}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;
background:var(--ground);color:var(--text);font:15px/1.6 'PingFang SC','Microsoft YaHei',
'HarmonyOS Sans SC','Source Han Sans SC','Noto Sans CJK SC','Noto Sans SC',sans-serif}
main{width:100%;max-width:400px;background:var(--card);border:1px solid var(--line);
border-radius:4px;padding:28px}
p.app{margin:0;color:var(--soft)}h1{font-size:1.35rem;margin:0 0 16px}
label{display:block;margin:12px 0 4px}
input{width:100%;font:inherit;padding:8px 10px;border:1px solid var(--soft);border-radius:4px;
background:var(--ground);color:var(--text)}
button,a.button{display:block;width:100%;margin-top:20px;padding:9px;font:inherit;
font-weight:600;text-align:center;text-decoration:none;border:1px solid var(--blue);
border-radius:4px;background:var(--blue);color:var(--on);cursor:pointer}
a.button{background:none;color:var(--blue)}
:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
p.bad{background:var(--badground);color:var(--bad);border-radius:4px;padding:8px 12px;margin:0}
p.note{color:var(--soft);margin:12px 0 0;font-size:.93rem}
p.other{margin:20px 0 0;text-align:right}a{color:var(--blue)}
"""


def page(
    language: Language,
    address: str,
    title: str,
    *,
    fields: Sequence[tuple[str, str, str]] = (),
    hidden: Sequence[tuple[str, str]] = (),
    button: str = "",
    refused: str = "",
    note: str = "",
    link: tuple[str, str] | None = None,
    status: int = 200,
    other: bool = True,
) -> HTMLResponse:
    """Return one page with one form.

    Parameters
    ----------
    address
        Where the form goes, and where the page itself is.
    fields
        (name, label, what the browser may fill in) of each input; a password where the last
        speaks of one.
    hidden
        (name, value) sent along.
    refused
        Why the last attempt was refused.
    link
        (address, words) of another way.
    other
        Whether the page can be had in the other language at the same address.
    """
    mark = secrets.token_urlsafe(12)
    inner = [f'<p class="app">{_say("app", language)}</p><h1>{escape(title)}</h1>']
    if refused:
        inner.append(f'<p class="bad" role="alert">{escape(refused)}</p>')
    if button:
        inner.append(_form(address, (*hidden, ("lang", language)), fields, button))
    if note:
        inner.append(f'<p class="note">{escape(note)}</p>')
    if link is not None:
        inner.append(f'<a class="button" href="{escape(link[0])}">{escape(link[1])}</a>')
    if other:
        code = next(code for code in LANGUAGES if code != language)
        words = escape(say(f"pages.language.{code}", language))
        there = f"{escape(address)}?lang={code}"
        inner.append(f'<p class="other"><a href="{there}" lang="{code}">{words}</a></p>')
    text = (
        f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{escape(title)}</title><style nonce="{mark}">{_STYLE}</style></head>'
        f"<body><main>{''.join(inner)}</main></body></html>"
    )
    policy = (
        f"default-src 'none'; style-src 'nonce-{mark}'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {"content-security-policy": policy, "cache-control": "no-store"}
    return HTMLResponse(text, status, headers)


def _form(
    address: str,
    hidden: Sequence[tuple[str, str]],
    fields: Sequence[tuple[str, str, str]],
    button: str,
) -> str:
    parts = [f'<form method="post" action="{escape(address)}">']
    parts += [
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in hidden
    ]
    for i, (name, label, filled) in enumerate(fields):
        kind = "password" if "password" in filled else "text"
        first = " autofocus" if i == 0 else ""
        parts.append(
            f'<label for="{name}">{escape(label)}</label><input id="{name}" name="{name}" '
            f'type="{kind}" autocomplete="{filled}" autocapitalize="none" maxlength="200" '
            f"required{first}>"
        )
    parts.append(f'<button type="submit">{escape(button)}</button></form>')
    return "".join(parts)


def _say(code: str, language: Language) -> str:
    return escape(say(f"people.page.{code}", language))
