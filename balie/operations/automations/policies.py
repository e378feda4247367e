"""Who may see and change the rules, and how private what they say is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.extensions import FieldClass, Verb

VIEW, MANAGE = "automations.view", "automations.manage"
VERBS = [
    Verb(VIEW, _("See the rules that treat tickets by themselves"), ("lead", "supervisor", "administrator", "auditor")),
    Verb(MANAGE, _("Change the rules that treat tickets by themselves"), ("supervisor", "administrator")),
]

_I, _P = FieldClass.INTERNAL, FieldClass.PERSONAL
FIELD_CLASSES = {
    "automations.rule": {"name": _I, "conditions": _I, "deeds": _I},
    "automations.ruleversion": {"content": _I},
    "automations.run": {"changed": _P, "said": _P},
}
