"""Who may read and write articles and bulletins, and how private what stands in them is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.access.permissions.defaults import DESK, LEADS
from balie.access.permissions.extensions import FieldClass, Verb

VIEW, WRITE = "knowledge.view", "knowledge.write"
READ_BULLETINS, WRITE_BULLETINS = "knowledge.read_bulletins", "knowledge.write_bulletins"
VERBS = [
    Verb(VIEW, _("Read articles, and say whether they helped"), (*DESK, "knowledge", "service")),
    Verb(WRITE, _("Write articles, publish them and treat what is said of them"), ("knowledge", "supervisor", "service")),
    Verb(READ_BULLETINS, _("Read bulletins"), (*DESK, "knowledge")),
    Verb(WRITE_BULLETINS, _("Write bulletins, and see who has read them"), (*LEADS, "knowledge")),
]

_P, _I = FieldClass.PUBLIC, FieldClass.INTERNAL
FIELD_CLASSES = {
    "knowledge.article": {"audience": _I},
    "knowledge.edition": {"language": _P, "title": _I},
    "knowledge.feedback": {"language": _P, "remark": _I},
}
