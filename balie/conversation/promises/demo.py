"""The demo's promises: some to keep today, one late, and some that ended well or not."""

from __future__ import annotations

from datetime import datetime, timedelta

from balie.access.accounts.models import User
from balie.conversation.promises.actions import break_promise, keep_promise, make_promise
from balie.conversation.promises.extensions import About
from balie.records.customers.models import Customer

HOUR = timedelta(hours=1)
# Who, what, made so long ago, due so long after now, how it ended.
TOLD: tuple[tuple[str, str, timedelta, timedelta, str], ...] = (
    ("operator", "Ik bel terug over de meterwissel", 3 * HOUR, 2 * HOUR, ""),
    ("operator", "Ik stuur de kopie van de factuur", 26 * HOUR, -1 * HOUR, ""),
    ("operator", "Ik laat weten wanneer de technieker komt", 5 * HOUR, 25 * HOUR, ""),
    ("operator2", "Je rappelle pour le décompte annuel", 4 * HOUR, 1 * HOUR, ""),
    ("operator2", "Je confirme le nouveau plan de paiement", 50 * HOUR, -20 * HOUR, "kept"),
    ("operator", "Ik bezorg het attest", 80 * HOUR, -60 * HOUR, "kept"),
    ("operator", "Ik vraag het na bij de netbeheerder", 100 * HOUR, -70 * HOUR, "late"),
    ("operator2", "Je demande une visite du technicien", 120 * HOUR, -90 * HOUR, "broken"),
)


def load(at: datetime) -> None:
    people = {each.username: each for each in User.objects.all()}
    customers = {code: list(Customer.objects.filter(language=code, kind="person").order_by("pk")[:8]) for code in ("nl", "fr")}
    for number, (username, what, ago, ahead, end) in enumerate(TOLD):
        owner = people[username]
        customer = customers[owner.language][number]
        made, due = at - ago, at + ahead
        about = About(customer.pk, customer.number, customer.pk, None, None, customer.level, ())
        promise = make_promise("customer", about, what=what, due_at=due, owner=owner, by=owner, at=made)
        if end == "broken":
            break_promise(promise.pk, reason="De klant is al geholpen", by=owner, at=due)
        elif end:
            keep_promise(promise.pk, by=owner, at=due + (2 * HOUR if end == "late" else -HOUR))
