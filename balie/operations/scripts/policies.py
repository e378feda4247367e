"""Who may follow, write and approve scripts, and how private what stands in them is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import FieldClass, Verb

FOLLOW, WATCH, WRITE, APPROVE = "scripts.follow", "scripts.watch", "scripts.write", "scripts.approve"
VERBS = [
    Verb(FOLLOW, _("Follow scripts beside a contact"), (*DESK, "service")),
    Verb(WATCH, _("See how scripts are followed"), LEADS),
    Verb(WRITE, _("Write scripts"), ("supervisor", "knowledge", "administrator")),
    Verb(APPROVE, _("Approve scripts that somebody else wrote"), ("supervisor", "administrator")),
]

_I, _P = FieldClass.INTERNAL, FieldClass.PERSONAL
FIELD_CLASSES = {
    "scripts.script": {"key": _I, "name": _I},
    "scripts.version": {"state": _I, "remark": _I, "content": _I, "joined": _I},
    "scripts.opening": {"channel": _I, "direction": _I, "queue": _I, "number": _I, "language": _I},
    "scripts.run": {"language": _I, "status": _I, "node": _I},
    "scripts.runevent": {"kind": _I, "node": _I, "data": _P, "said": _P, "language": _I},
}
