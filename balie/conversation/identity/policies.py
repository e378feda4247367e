"""Who may check identities, and how private what is kept of a check is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import FieldClass, Verb
from balie.conversation.contacts.policies import is_visible

CHECK, REOPEN = "identity.check", "identity.reopen"
SETTINGS = "settings.manage"
VERBS = [
    Verb(CHECK, _("Check who the other party of a contact is"), (*DESK, "service"), may=is_visible),
    Verb(REOPEN, _("Let an identity check go on after too many wrong answers"), LEADS, may=is_visible),
]

_I = FieldClass.INTERNAL
FIELD_CLASSES = {
    "identity.check": {"fact": _I, "how": _I},
    "identity.demand": {"verb": _I},
    "identity.tiersetting": {"facts": _I, "then": _I, "ways": _I},
}
