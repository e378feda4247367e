"""The verbs of recordings, and how private their fields are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import FieldClass, Verb

RECORD, LISTEN, ERASE, SETTINGS = "recordings.record", "recordings.listen", "recordings.erase", "settings.manage"
VERBS = [
    Verb(RECORD, _("Record one's calls, and pause the recording"), DESK),
    Verb(LISTEN, _("Listen to recordings, with a reason"), (*LEADS, "privacy")),
    Verb(ERASE, _("Erase recordings, or keep them beyond their time"), ("privacy",)),
]

_I, _S = FieldClass.INTERNAL, FieldClass.SECRET
FIELD_CLASSES = {
    "recordings.recording": {"key": _S, "state": _I, "failure": _I},
    "recordings.listening": {"reason": _I},
}
