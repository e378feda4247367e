"""Who sees what customers ask most."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK
from balie.access.permissions.extensions import FieldClass, Verb

VIEW = "answers.view"
VERBS = [Verb(VIEW, _("See what customers ask most, and the best answers"), (*DESK, "knowledge", "service"))]
FIELD_CLASSES: dict[str, dict[str, FieldClass]] = {}
