"""What a level takes until the organisation decides otherwise."""

from __future__ import annotations

from balie.access.permissions.extensions import Assurance
from balie.conversation.identity.rules import Tier

# Name and date of birth alone prove nothing: families and thieves know them. So two facts, and for the most three.
TIERS: dict[int, Tier] = {
    Assurance.CLAIMED: Tier(Assurance.CLAIMED, ("postcode",), least=0, most_wrong=3, then="lead"),
    Assurance.CHECKED: Tier(
        Assurance.CHECKED,
        ("customer_number", "contract_number", "born_on", "street", "postcode", "serial_number", "vat_number"),
        least=2,
        most_wrong=3,
        then="lead",
        ways=("mail",),
    ),
    Assurance.STRONG: Tier(
        Assurance.STRONG,
        ("iban_end", "serial_number", "contract_number", "customer_number", "born_on"),
        least=3,
        most_wrong=2,
        then="call_back",
    ),
}
ASKED_FIRST = Assurance.CHECKED
WRONG_COUNTS_HOURS = 24
