"""Who may look up and keep the directory, and how private what stands in it is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK
from balie.access.permissions.extensions import FieldClass, Verb

VIEW, WRITE = "directory.view", "directory.write"
VERBS = [
    Verb(VIEW, _("Look up people and services to refer customers to"), (*DESK, "knowledge", "service")),
    Verb(WRITE, _("Keep the directory of people and services to refer to"), ("knowledge", "supervisor", "service")),
]

_I = FieldClass.INTERNAL
FIELD_CLASSES = {
    "directory.entry": {
        "sorts_as": _I,
        "place": _I,
        "words": _I,
        "languages": _I,
        "phone": _I,
        "mail": _I,
        "website": _I,
        "address": _I,
        "week": _I,
        "holidays": _I,
    }
}
