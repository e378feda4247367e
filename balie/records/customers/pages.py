"""Customers in the rail and the palette."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.foundation.ui.extensions import Command

COMMANDS = [
    Command(_("Customers"), "customers:index", "customer", key="c", verb="customers.view", in_rail=True),
    Command(_("New customer"), "customers:create", "plus", verb="customers.create"),
]
