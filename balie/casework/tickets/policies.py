"""Who may do what to tickets, and how private their fields are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import FieldClass, Verb

MANAGE_VIEWS = "tickets.manage_views"
VERBS = [
    Verb("tickets.view", _("See tickets"), (*DESK, "knowledge", "privacy", "service")),
    Verb("tickets.open", _("Open tickets"), (*DESK, "service")),
    Verb("tickets.reply", _("Answer customers"), (*DESK, "service")),
    Verb("tickets.note", _("Write internal notes"), (*DESK, "service")),
    Verb("tickets.change", _("Change a ticket's fields, state and tags"), (*DESK, "service")),
    Verb("tickets.take", _("Take tickets"), DESK),
    Verb("tickets.assign", _("Give tickets to a colleague"), DESK),
    Verb("tickets.transfer", _("Transfer tickets"), (*DESK, "service")),
    Verb("tickets.declare_major", _("Declare a major incident"), ("lead", "supervisor")),
    Verb("tickets.merge", _("Merge tickets and take them apart"), (*DESK, "service")),
    Verb("tickets.hand_over", _("Hand over the work of a colleague who is away"), LEADS),
    Verb("tickets.see_refusals", _("See transfers that came back"), LEADS),
    Verb(MANAGE_VIEWS, _("Change and remove the saved lists of any team"), ("supervisor",)),
    Verb("tickets.close", _("Close tickets"), (*DESK, "service")),
    Verb("tickets.reopen", _("Open closed tickets again"), DESK),
]

_I, _P = FieldClass.INTERNAL, FieldClass.PERSONAL
FIELD_CLASSES = {
    "tickets.change": {"old": _P, "new": _P, "reason": _P, "verb": _I, "field": _I, "before": _I},
    "tickets.sidethread": {"address": _P},
    "tickets.statereason": {"name": _I},
    "tickets.ticket": {
        "subject": _P,
        "requester_name": _P,
        "requester_address": _P,
        "tags": _I,
        "result_sentence": _P,
    },
    "tickets.savedview": {"name": _I, "states": _I, "tag": _I},
    "tickets.bulkjob": {"verb": _I, "given": _P},
    "tickets.bulkrefusal": {"reason": _P},
    "tickets.merge": {"moved": _I, "added": _I, "shared": _I, "before": _I, "after": _I, "was": _I},
    "tickets.transfer": {"reason": _P, "refusal": _P, "state": _I},
    "tickets.handover": {"reason": _P, "given": _I, "promised": _I},
    "tickets.ticketnote": {"text": _P},
    "tickets.progressmessage": {"moment": _I},
    "tickets.survey": {"address": _P, "sentence": _P},
}
