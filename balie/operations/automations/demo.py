"""The demo's rules: one that works and does no harm, two to look at and try."""

from __future__ import annotations

from datetime import datetime

from balie.operations.automations import rules
from balie.operations.automations.actions import Content, save_rule, switch
from balie.operations.automations.models import Rule
from balie.operations.automations.rules import Condition, Deed
from balie.records.calendars.models import Calendar
from balie.records.taxonomy.models import Result


def load(at: datetime) -> None:
    day = Calendar.objects.filter(key="balie").first()
    result = Result.objects.exclude(applies_to=Result.AppliesTo.CONTACT).order_by("position", "pk").first()
    bill = Content(
        "Facturen een label geven",
        rules.OPENED,
        [Condition("subject", "contains", ("factuur",)), Condition("language", "is", ("nl",))],
        [Deed("add_tag", (("value", "factuur"),))],
    )
    switch(save_rule(Rule(position=0), bill, by=None, at=at), is_on=True, by=None, at=at)
    late = Content(
        "Klant wacht een halve dag",
        rules.AFTER_WROTE,
        [Condition("state", "one_of", ("new", "open")), Condition("priority", "one_of", ("1", "2"))],
        [
            Deed("notify", (("whom", "leads"),)),
            Deed("note", (("text", "{customer.name} wacht al een halve dag op antwoord over “{ticket.subject}”."),)),
        ],
        hours=4,
        calendar=day,
    )
    save_rule(Rule(position=0), late, by=None, at=at)
    if result is not None:
        close = Content("Opgelost na een week sluiten", rules.AFTER_SOLVED, [], [Deed("close", (("final", "1"),))], hours=168)
        save_rule(Rule(position=0), close, by=None, at=at)
