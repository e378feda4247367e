"""Who may do what with the customer file, and how private each of its fields is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import Assurance, FieldClass, Verb
from balie.access.permissions.masking import READ_PERSONAL


def reads_personal(user: User, _subject: Any) -> bool:
    """Who cannot read the details may not change them either: a mask would be saved over them."""
    return user.has(READ_PERSONAL)


VERBS = [
    Verb("customers.view", _("See customers"), (*DESK, "knowledge", "privacy", "service")),
    Verb("customers.create", _("Make customer files"), (*DESK, "service")),
    Verb("customers.change", _("Change customer files"), (*DESK, "privacy", "service"), may=reads_personal, tier=Assurance.CHECKED),
    Verb("customers.merge", _("Merge two customer files"), LEADS, may=reads_personal),
]

_I, _P, _S = FieldClass.INTERNAL, FieldClass.PERSONAL, FieldClass.SECRET
FIELD_CLASSES = {
    "customers.customer": {
        **dict.fromkeys(("given_name", "family_name", "organisation_name", "sort_key", "special_needs", "born_on", "vat_number"), _P),
        **dict.fromkeys(("kind", "language", "salutation", "form_of_address", "style", "preferred_channel"), _I),
        "national_number": _S,
        "iban": _S,
    },
    "customers.phone": {"number": _P, "note": _P},
    "customers.mailaddress": {"address": _P, "failing_reason": _P},
    "customers.postaladdress": {
        **dict.fromkeys(("street", "house_number", "box", "postcode", "city"), _P),
        "kind": _I,
        "country": _I,
    },
    "customers.relation": {"role": _I},
    "customers.holding": {"name": _I, "serial_number": _P, "note": _P},
    "customers.consent": {"purpose": _I, "how": _P},
    "customers.customernote": {"text": _P},
    "customers.customermerge": {"moved": _I, "primary": _I, "relations": _I, "before": _S, "after": _S},
    "customers.levelchange": {"reason": _P},
    "customers.reveal": {"field": _I, "reason": _P},
}
