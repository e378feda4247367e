"""What the mail server that we trust says of spam: SpamAssassin's and rspamd's headers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 120
_YES = re.compile(r"\s*yes\b", re.IGNORECASE)
_SCORE = re.compile(r"\b(?:score|hits)=(-?[0-9]{1,4}(?:\.[0-9]{1,3})?)", re.IGNORECASE)
_RSPAMD = re.compile(r"[^:;]{0,80}:\s*true\s*\[(-?[0-9.]{1,8})\s*/\s*(-?[0-9.]{1,8})\]", re.IGNORECASE)
# These a filter before ours may have written for somebody else; rspamd's our own server adds below all others.
_ABOVE_ONLY = {"x-spam-flag", "x-spam-status", "x-spam"}


def spam_verdict(headers: Iterable[tuple[str, str]], *, receiver: str) -> str:
    """The header and score by which our server calls the mail spam; empty when it does not, or none is trusted (`receiver` empty).

    SpamAssassin's count above the second Received alone, as results of checks do: what stands below was there before the mail
    reached us. rspamd's may stand anywhere; who forges one puts his own mail aside. A server's “no spam” says nothing.
    """
    if not receiver.strip():
        return ""
    received = 0
    for name, value in headers:
        key = name.casefold()
        received += key == "received"
        if key in _ABOVE_ONLY and received < 2 and _YES.match(value):
            score = _SCORE.search(value)
            return f"{name} {score[1]}"[:LONGEST] if score else name[:LONGEST]
        if key == "x-spamd-result" and (result := _RSPAMD.match(value)):
            return f"{name} {result[1]} / {result[2]}"[:LONGEST]
    return ""
