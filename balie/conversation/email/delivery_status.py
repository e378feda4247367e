"""What the status of a report or a refusal (RFC 3463, “5.1.1”) means, in words; what the server said stays beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext_noop

from balie.conversation.email.reasons import told

CAME_BACK = gettext_noop("came back")
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_WORDS: Mapping[str, str] = {
    "5.1.1": gettext_noop("the address does not exist"),
    "5.1.2": gettext_noop("the domain of the address does not exist or takes no mail"),
    "5.1.3": gettext_noop("the address is not well written"),
    "5.1.6": gettext_noop("the mailbox has moved"),
    "5.1.10": gettext_noop("the domain of the address does not exist or takes no mail"),
    "5.2.1": gettext_noop("the mailbox is not in use"),
    "5.2.2": gettext_noop("the mailbox is full"),
    "5.2.3": gettext_noop("the mail is too large for the receiver"),
    "5.3.4": gettext_noop("the mail is too large for the receiver"),
    "5.4.1": gettext_noop("the receiver’s server does not answer"),
    "5.4.4": gettext_noop("the domain of the address does not exist or takes no mail"),
    "5.4.7": gettext_noop("the receiver’s server did not take it in time"),
    "5.7.1": gettext_noop("the receiver’s server refuses it by its own rules"),
}
# What an address itself is the cause of.
_OF_THE_ADDRESS = ("5.1.", "5.2.1", "5.2.2", "5.4.4", "5.0.0")


def status_in(said: str) -> str:
    """The status somewhere in what a server said; empty without one."""
    found = _STATUS.search(said)
    return found.group(1) if found else ""


def in_words(status: str) -> str:
    """A sentence for `reasons.told`; empty for a status without words of its own."""
    return _WORDS.get(status, _WORDS["5.7.1"] if status.startswith("5.7.") else "")


def with_status_in_words(reason: str) -> str:
    """A refusal with what its status means before it; one without a known status stays as it is."""
    words = in_words(status_in(reason))
    return told(words, reason) if words else reason


def is_of_the_address(status: str) -> bool:
    """Whether mail to the address will fail again, whatever it says; a status that is not told counts as such."""
    return not status or status.startswith(_OF_THE_ADDRESS)
