"""How articles are spoken of on screen."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balie.records.knowledge.rules import Standing

# One that holds needs no word.
STANDINGS = {
    Standing.DRAFT: pgettext_lazy("article", "not published"),
    Standing.COMING: _("does not hold yet"),
    Standing.PAST: _("holds no more"),
    Standing.RETIRED: pgettext_lazy("article", "retired"),
}
TONES = {Standing.DRAFT: "amber", Standing.COMING: "amber", Standing.PAST: "red", Standing.RETIRED: "red"}
VIEWS = {
    "": pgettext_lazy("articles", "All"),
    "review": _("To look at"),
    "remarks": _("With remarks"),
    "drafts": pgettext_lazy("articles", "Not published"),
    "languages": _("A language is missing"),
    "past": _("Past or retired"),
}
