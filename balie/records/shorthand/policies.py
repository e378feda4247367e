"""Who gives shorthand to a team, and how private it is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import LEADS
from balie.access.permissions.extensions import FieldClass, Verb

SHARE = "shorthand.share"
VERBS = [Verb(SHARE, _("Give shorthand to one’s teams"), LEADS)]
FIELD_CLASSES = {"shorthand.shorthand": {"key": FieldClass.INTERNAL, "words": FieldClass.INTERNAL}}
