"""Who may see and change contracts, and how private they are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import Assurance, FieldClass, Verb

VIEW, CHANGE, USE = "catalogue.view", "catalogue.change", "catalogue.use"
VERBS = [
    Verb(VIEW, _("See service contracts"), (*DESK, "knowledge", "privacy", "service")),
    Verb(CHANGE, _("Make, change and end service contracts"), (*LEADS, "service"), tier=Assurance.CHECKED),
    Verb(USE, _("Note what a customer uses of a contract"), (*DESK, "service")),
]

_I, _P = FieldClass.INTERNAL, FieldClass.PERSONAL
FIELD_CLASSES = {
    **{f"catalogue.{kind}": {"key": _I, "name": _I} for kind in ("service", "contracttype", "entitlementkind")},
    "catalogue.contract": {"covers": _I, "note": _P},
    "catalogue.entitlement": {"period": _I},
    "catalogue.use": {"note": _P},
}
