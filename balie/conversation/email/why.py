"""Why a mail that came in is in its state: a code with its facts, told in the language of who reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balie.conversation.email.models import RawMail
from balie.conversation.email.parsing import OverBudget, Unparsable

Reason = RawMail.Reason
LONGEST = 300

# Facts that are codes or English themselves; any other is told as it stands.
TOLD: Mapping[str, str | Promise] = {
    "raw": _("its size"),
    "parts": _("its many parts"),
    "depth": _("its parts within parts"),
    "header": _("one long header"),
    "headers": _("its many headers"),
    "time": _("the time to read it"),
    "memory": _("the memory to read it"),
    "null return path": _("no address for an answer"),
    "a delivery report": _("a delivery report"),
    "sent by a mail system": _("sent by a mail system"),
    "a no-reply sender": _("a no-reply sender"),
    "the subject of an automatic answer": _("the subject of an automatic answer"),
    "a subject as of an automatic answer": _("a subject as of an automatic answer"),
    "sent from our own address": _("sent from our own address"),
    "Message-ID of ours": _("Message-ID of ours"),
}


@dataclass(frozen=True)
class Why:
    """`facts` fill what stands in braces in the reason's words."""

    reason: Reason
    facts: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return in_words(self.reason, self.facts)


def why(reason: Reason, **facts: object) -> Why:
    """With its facts cut to a length that can be kept."""
    return Why(reason, {name: str(value)[:LONGEST] for name, value in facts.items()})


def unread(refusal: OverBudget | Unparsable) -> Why:
    """Why nothing could be read in the mail."""
    if isinstance(refusal, OverBudget):
        return why(Reason.OVER_BUDGET, what=refusal.what)
    facts = {"kind": refusal.kind} if refusal.kind else {}
    return why(Reason(refusal.code), **facts)


def in_words(reason: str, facts: Mapping[str, str]) -> str:
    """In the reader's language; empty without a reason."""
    if not reason:
        return ""
    told = {name: str(TOLD.get(value, value)) for name, value in facts.items()}
    return str(Reason(reason).label).format(**told)
