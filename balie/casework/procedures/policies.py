"""Who may follow, watch and change procedures, and how private what stands in them is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import FieldClass, Verb

FOLLOW, WATCH, MANAGE = "procedures.follow", "procedures.watch", "procedures.manage"
VERBS = [
    Verb(FOLLOW, _("Tick off the steps of procedures"), (*DESK, "service")),
    Verb(WATCH, _("See where procedures were not followed"), LEADS),
    Verb(MANAGE, _("Change procedures"), ("supervisor", "administrator")),
]

_I, _P = FieldClass.INTERNAL, FieldClass.PERSONAL
FIELD_CLASSES = {
    "procedures.procedure": {"key": _I, "name": _I},
    "procedures.version": {"state": _I, "remark": _I},
    "procedures.step": {"doer": _I, "margin_since": _I, "proof": _I},
    "procedures.runstep": {"state": _I, "note": _P, "reference": _P, "reason": _P},
    "procedures.deviation": {"kind": _I},
}
