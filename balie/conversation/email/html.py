"""HTML from outside, for the sandboxed frame or as text; nothing here trusts what it is given."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from balie.conversation.email.cleaning import CleanHtml, clean
from balie.conversation.email.guard import clean_guarded
from balie.conversation.email.parsing import OverBudget, Unparsable
from balie.conversation.email.readable import html_to_text
from balie.foundation.text.rich import is_costly

__all__ = ["MAX_HTML", "CleanHtml", "document", "html_to_text", "sanitise"]

# Beyond this the text is shown instead: a screen is no place for it.
MAX_HTML: Final = 2_000_000


def sanitise(html: str, *, pictures: Mapping[str, str], with_links: bool = True) -> CleanHtml:
    """`html` by our allowlist; a picture `cid:x` becomes `pictures["x"]`, a remote one or one in the HTML itself what stands there under its
    address; others are left out, the remote ones counted. Without links their words stay, and nothing can be clicked.

    What could take long is cleaned in the guarded child process, and shown as text when even that is too much.
    """
    if len(html) > MAX_HTML:
        return _as_text(html)
    if not is_costly(html):
        return clean(html, pictures, with_links=with_links)
    try:
        return clean_guarded(html, pictures, with_links=with_links)
    except (OverBudget, Unparsable):
        return _as_text(html)


def _as_text(html: str) -> CleanHtml:
    return CleanHtml(f"<pre>{escape(html_to_text(html[:MAX_HTML]))}</pre>", 0)


def document(clean_html: str) -> str:
    """The whole page for the frame: `<iframe sandbox srcdoc>` or an answer from the second host; `clean_html` comes from `sanitise`."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        "style-src 'unsafe-inline'\">"
        '<meta name="referrer" content="no-referrer">'
        "<style>body{margin:12px;font:15px/1.5 system-ui,sans-serif;color:#182433;background:#fff;overflow-wrap:anywhere}"
        "img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}"
        "blockquote{margin:0 0 0 8px;padding-left:10px;border-left:2px solid #c8d3e1}</style>"
        f"</head><body>{clean_html}</body></html>"
    )
