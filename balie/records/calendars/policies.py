"""How private opening hours are."""

from __future__ import annotations

from balie.access.permissions.extensions import FieldClass

_I = FieldClass.INTERNAL
FIELD_CLASSES = {"calendars.calendar": {"key": _I, "name": _I, "zone": _I, "week": _I}}
