"""HTML from outside: cleaned for the sandboxed frame, or read as text. Nothing here trusts what it is given."""

from __future__ import annotations

from balie.conversation.email.readable import html_to_text

__all__ = ["html_to_text"]
