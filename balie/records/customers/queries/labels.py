"""The names of a file's fields, as forms, conflicts, previews and the history show them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FIELD_NAMES = {
    "kind": _("Kind"),
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "organisation_name": _("Name of the organisation"),
    "language": _("Language"),
    "salutation": _("Salutation"),
    "form_of_address": _("Form of address"),
    "style": _("Way of explaining"),
    "preferred_channel": _("Reached best by"),
    "special_needs": _("Special needs"),
    "customer_type": _("Customer type"),
    "account_manager": _("Account manager"),
    "born_on": _("Date of birth"),
    "vat_number": _("VAT number"),
    "national_number": _("National number"),
    "iban": _("Account number"),
    "is_prospect": _("Prospect"),
    "is_incomplete": _("Still to complete"),
}
