"""Who may refer customers to another person or service, and how private a referral is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK
from balie.access.permissions.extensions import FieldClass, Verb
from balie.conversation.contacts.policies import is_visible

REFER = "referrals.refer"
VERBS = [Verb(REFER, _("Refer customers to another person or service"), (*DESK, "service"), may=is_visible)]

_I, _P = FieldClass.INTERNAL, FieldClass.PERSONAL
FIELD_CLASSES = {"referrals.referral": {"language": _I, "told": _I, "remark": _P, "sent_to": _P}}
