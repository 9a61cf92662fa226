"""Pages for people's browsers: they fetch nothing, name no referrer, and are kept nowhere."""

import base64
import hashlib
from dataclasses import dataclass

from markupsafe import Markup

from bot.templating import render

_STYLE = """
:root{color-scheme:light dark;--paper:#f4f3ef;--card:#fff;--ink:#1d1c1d;--soft:#5c5b5c;--key:#1f4d3d}
@media(prefers-color-scheme:dark){:root{--paper:#161a18;--card:#222825;--ink:#eceae4;--soft:#a9aaa6;--key:#2f7a60}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--paper);color:var(--ink);
font:1.05rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans JP",sans-serif}
main{width:100%;max-width:30rem;padding:2rem;background:var(--card);border-radius:14px;
box-shadow:0 1px 3px rgba(0,0,0,.15);overflow-wrap:anywhere}
h1{margin:.2rem 0 .8rem;font-size:1.6rem;line-height:1.25}
p{margin:0 0 1rem}
p:last-child{margin-bottom:0}
.from{margin:0;color:var(--key);font-weight:700;font-size:.95rem}
.small{color:var(--soft);font-size:.92rem}
.address{padding:.6rem .8rem;border:1px solid var(--soft);border-radius:8px;
font-family:ui-monospace,monospace;user-select:all}
button,.button{display:inline-block;margin:.4rem 0 1.2rem;padding:.75rem 1.4rem;border:0;border-radius:8px;
background:var(--key);color:#fff;font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
button:focus-visible,.button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A title, what happened, and what to do next. `button` sends a form back here, `link` leads on to `url`;
    `address` is there to copy."""

    title: str
    text: str
    button: str = ""
    link: str = ""
    url: str = ""
    address: str = ""
    note: str = ""
    language: str = "en"

    def html(self) -> str:
        """The whole page; everything put into it is escaped."""
        # Our own style, and its hash must stay what the policy says.
        return render("page.html", page=self, style=Markup(_STYLE))  # noqa: S704
