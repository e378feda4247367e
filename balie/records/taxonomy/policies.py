"""How private the organisation's words are: inside the house, not secret."""

from __future__ import annotations

from balie.access.permissions.extensions import FieldClass

_I = FieldClass.INTERNAL
FIELD_CLASSES = {
    "taxonomy.organisation": {"name": _I, "zone": _I, "mail_domain": _I, "country": _I, "languages": _I},
    "taxonomy.brand": {"name": _I, "mail_name": _I, "key": _I},
    **{f"taxonomy.{kind}": {"name": _I, "key": _I} for kind in ("purpose", "category", "cause", "customertype")},
    "taxonomy.result": {"name": _I, "key": _I, "applies_to": _I},
}
