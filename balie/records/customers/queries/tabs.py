"""The tabs of the customer's file, its own and those of other apps, and the parts beside it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from balie.access.accounts.models import User
from balie.records.customers.extensions import ENTITLED, FILE_TABS
from balie.records.customers.models import Customer


def tabs_for(viewer: User, customer: Customer, active: str) -> list[dict[str, Any]]:
    """As `ui.tabs` takes them; what other apps keep stands behind the timeline."""
    base = f"/customers/{customer.number}/"
    others = [tab for fill in FILE_TABS.fillings() if (tab := fill(viewer, customer))]
    tabs = [
        ("overview", _("Overview"), base),
        ("timeline", _("Timeline"), f"{base}timeline/"),
        *((tab.key, tab.name, tab.url) for tab in others),
        ("changes", _("Changes"), f"{base}changes/"),
    ]
    return [{"label": name, "url": url, "active": key == active} for key, name, url in tabs]


def entitled_parts(viewer: User, number: int) -> list[str]:
    """The addresses of the parts that tell what the customer is entitled to."""
    return [address for fill in ENTITLED.fillings() if (address := fill(viewer, number))]
