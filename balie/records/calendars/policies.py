"""Who may see opening hours, and how private they are."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK
from balie.access.permissions.extensions import FieldClass, Verb

VERBS = [Verb("calendars.view", _("See opening hours"), (*DESK, "knowledge", "administrator", "service"))]

_I = FieldClass.INTERNAL
FIELD_CLASSES = {
    "calendars.calendar": {"key": _I, "name": _I, "zone": _I, "week": _I, "holidays": _I},
    "calendars.calendarversion": {"hours": _I},
    "calendars.ownday": {"name": _I, "slots": _I},
    "calendars.season": {"name": _I, "week": _I},
}
