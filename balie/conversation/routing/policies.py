"""Who may see and change operators' states, and how private what routing keeps is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import FieldClass, Verb

BE_READY, VIEW, MANAGE = "routing.be_ready", "routing.view_operators", "routing.manage_operators"
SETTINGS = "settings.manage"
VERBS = [
    Verb(BE_READY, _("Say whether one can be given work"), (*DESK,)),
    Verb(VIEW, _("See operators’ states, skills and load"), LEADS),
    Verb(MANAGE, _("Change operators’ states, skills and languages"), LEADS),
]

_I, _P = FieldClass.INTERNAL, FieldClass.PERSONAL
FIELD_CLASSES = {
    "routing.channellimit": {"channel": _I, "beside": _I},
    "routing.decision": {"subject_kind": _I, "channel": _I, "facts": _I},
    "routing.logentry": {"kind": _I, "facts": _I},
    "routing.matcher": {"owner": _I},
    "routing.offer": {"state": _I},
    "routing.queue": {
        "key": _I,
        "name": _I,
        "channel": _I,
        "languages": _I,
        "then": _I,
        "when_closed": _I,
        "incident": _I,
    },
    "routing.snapshot": {"board": _I},
    "routing.waiting": {"channel": _I, "subject_kind": _I, "language": _I, "skills": _I, "end": _I},
    "routing.lease": {"subject_kind": _I, "channel": _I, "end": _I, "reason": _P},
    "routing.notreadyreason": {"key": _I, "name": _I},
    "routing.operatorstate": {"state": _I},
}
