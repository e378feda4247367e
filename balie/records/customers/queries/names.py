"""Customers' names as people read, say and write them."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from balie.records.customers.models import Customer


def salutation_of(customer: Customer, *, language: str = "") -> str:
    """How a letter to the customer begins, in its own language: “Geachte heer Peeters”, “Dag Jan”."""
    with translation.override(language or customer.language):
        if customer.kind == Customer.Kind.ORGANISATION:
            return pgettext("letter to an organisation", "Dear Sir or Madam")
        if customer.form_of_address == Customer.Address.INFORMAL and customer.given_name:
            return pgettext("informal", "Hello %(name)s") % {"name": customer.given_name}
        return _formal(customer)


def _formal(customer: Customer) -> str:
    name = customer.family_name or customer.spoken_name
    match customer.salutation:
        case Customer.Salutation.MR:
            return _("Dear Mr %(name)s") % {"name": name}
        case Customer.Salutation.MRS:
            return _("Dear Ms %(name)s") % {"name": name}
    return _("Dear %(name)s") % {"name": customer.spoken_name}


def said_name(customer: Customer, *, language: str = "") -> str:
    """How the customer is addressed aloud: “meneer Peeters”, “Jan”, the organisation's name."""
    with translation.override(language or customer.language):
        if customer.kind == Customer.Kind.ORGANISATION:
            return customer.organisation_name
        if customer.form_of_address == Customer.Address.INFORMAL and customer.given_name:
            return customer.given_name
        match customer.salutation:
            case Customer.Salutation.MR:
                return pgettext("spoken", "Mr %(name)s") % {"name": customer.family_name or customer.given_name}
            case Customer.Salutation.MRS:
                return pgettext("spoken", "Ms %(name)s") % {"name": customer.family_name or customer.given_name}
        return customer.spoken_name
