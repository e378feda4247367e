"""The verbs of telephony, and how private its fields are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import FieldClass, Verb

CALL, WATCH, SETTINGS = "telephony.call", "telephony.watch", "settings.manage"
VERBS = [
    Verb(CALL, _("Call people and answer their calls"), DESK),
    Verb(WATCH, _("See running calls, and listen, whisper or take part in them"), LEADS),
]

_I, _P, _S = FieldClass.INTERNAL, FieldClass.PERSONAL, FieldClass.SECRET
FIELD_CLASSES = {
    "telephony.trunk": {"user": _I, "secret": _S},
    "telephony.phone": {"secret": _S, "address": _I},
    "telephony.call": {"party": _P, "party_name": _P, "state": _I, "outcome": _I},
    "telephony.callback": {"party": _P},
    "telephony.judgement": {"number": _P, "verdict": _I},
}
