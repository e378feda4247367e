"""The lists the organisation keeps, as their settings pages are addressed and named."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from balie.records.taxonomy.extensions import TERM_LISTS, TermList
from balie.records.taxonomy.models import Brand, Category, Cause, CustomerType, Purpose, Result

LISTS = {
    each.slug: each
    for each in (
        TermList("purposes", Purpose, _("Purposes"), _("What a question is for, and whether it needs a ticket."), ("asks_for",)),
        TermList(
            "categories", Category, _("Categories"), _("What a question or ticket is about, and which team gets it."), ("parent", "team")
        ),
        TermList("results", Result, _("Results"), _("How a contact or a ticket ends."), ("applies_to",)),
        TermList("causes", Cause, _("Causes"), _("Why a ticket came to be, chosen at closing.")),
        TermList("customer-types", CustomerType, _("Customer types"), _("The segments of the customer typology."), ("goes_before",)),
        TermList("brands", Brand, _("Brands"), _("Names the organisation answers under."), ("mail_name",)),
    )
}


def lists() -> Mapping[str, TermList]:
    """Slug → list: taxonomy's own, then those of the apps above."""
    return LISTS | {each.slug: each for each in TERM_LISTS.fillings()}
