"""What of a customer's contracts may be asked to know who somebody is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from balie.foundation.text.normalise import digits
from balie.records.catalogue.models import Contract
from balie.records.customers.extensions import Fact, FactKeeper


def known_of(customer_id: int) -> dict[str, list[str]]:
    """The numbers of the contracts the customer holds, also those that ended: people keep their papers."""
    held = Contract.objects.filter(holder=customer_id).order_by("pk").values_list("number", flat=True)
    return {"contract_number": [str(number) for number in held]}


KEEPER = FactKeeper(
    (Fact("contract_number", _("Contract number"), _("What is your contract number?"), digits, Contract, "number"),), known_of
)
