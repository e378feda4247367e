"""Who may promise, and how private promises are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import FieldClass, Verb

VIEW, MAKE, SETTLE, VIEW_TEAM = "promises.view", "promises.make", "promises.settle_others", "promises.view_team"
SETTINGS = "settings.manage"
VERBS = [
    Verb(VIEW, _("See promises made to customers"), (*DESK, "privacy", "service")),
    Verb(MAKE, _("Promise customers something by a moment"), (*DESK, "service")),
    Verb(SETTLE, _("Keep, move or end promises of colleagues"), LEADS),
    Verb(VIEW_TEAM, _("See how colleagues keep their promises"), LEADS),
]

_I, _P = FieldClass.INTERNAL, FieldClass.PERSONAL
FIELD_CLASSES = {
    "promises.move": {"reason": _P},
    "promises.promise": {"what": _P, "reason": _P, "state": _I, "subject_kind": _I},
}
