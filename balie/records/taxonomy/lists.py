"""The lists the organisation keeps, as their settings pages are addressed and named."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balie.records.taxonomy.models import Brand, Category, Cause, CustomerType, Purpose, Result, Term


@dataclass(frozen=True)
class TermList:
    """`slug` in the address; `extra` the fields beside the name; `meaning` one line of help."""

    slug: str
    model: type[Term]
    name: str | Promise
    meaning: str | Promise
    extra: tuple[str, ...] = ()


LISTS = {
    each.slug: each
    for each in (
        TermList("purposes", Purpose, _("Purposes"), _("What a question is for.")),
        TermList(
            "categories", Category, _("Categories"), _("What a question or ticket is about, and which team gets it."), ("parent", "team")
        ),
        TermList("results", Result, _("Results"), _("How a contact or a ticket ends."), ("applies_to",)),
        TermList("causes", Cause, _("Causes"), _("Why a ticket came to be, chosen at closing.")),
        TermList("customer-types", CustomerType, _("Customer types"), _("The segments of the customer typology.")),
        TermList("brands", Brand, _("Brands"), _("Names the organisation answers under."), ("mail_name",)),
    )
}
