"""Who may give customers articles during a contact, and how private what was given is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK
from balie.access.permissions.extensions import FieldClass, Verb
from balie.conversation.contacts.policies import is_visible

GIVE = "handouts.give"
VERBS = [Verb(GIVE, _("Send customers articles, by mail or by a link"), (*DESK, "service"), may=is_visible)]

_I, _P = FieldClass.INTERNAL, FieldClass.PERSONAL
FIELD_CLASSES = {"handouts.handout": {"variant": _I, "language": _I, "secret_hash": FieldClass.SECRET, "sent_to": _P}}
