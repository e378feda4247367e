"""Who sets menus up, and how private what they keep is."""

from __future__ import annotations

from balie.access.permissions.extensions import FieldClass

SETTINGS = "settings.manage"

_I, _P = FieldClass.INTERNAL, FieldClass.PERSONAL
FIELD_CLASSES = {
    "ivr.journey": {"typed": _P, "said": _I},
}
