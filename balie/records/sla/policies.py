"""Who may see and change what is promised; nothing of it is about a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK
from balie.access.permissions.extensions import FieldClass, Verb

VIEW, MANAGE = "sla.view", "sla.manage"
VERBS = [
    Verb(VIEW, _("See service level agreements"), (*DESK, "administrator", "service")),
    Verb(MANAGE, _("Change service level agreements"), ("supervisor", "administrator")),
]

_I = FieldClass.INTERNAL
FIELD_CLASSES = {
    "sla.agreement": {"key": _I, "name": _I},
    "sla.contractagreement": {"kind": _I},
    "sla.clock": {"subject_kind": _I},
    "sla.clockevent": {"reason": _I},
}
