"""Where identity stands on screen, how a number is recognised, and how verbs stand while their customer is on the line."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.extensions import Assurance, Standing, Verb
from balie.conversation.contacts.extensions import ContactPanel
from balie.conversation.contacts.models import Contact
from balie.conversation.identity import queries, rules
from balie.conversation.identity.extensions import Way
from balie.conversation.identity.models import Check, Reopening
from balie.conversation.identity.policies import SETTINGS
from balie.foundation.ui.addresses import url
from balie.foundation.ui.extensions import SettingsPage
from balie.records.catalogue.models import Contract
from balie.records.customers.extensions import Along, Panel
from balie.records.customers.models import Customer, Phone


def standing_for(by: User, verb: Verb, subject: Any) -> Standing | None:
    """What `verb` needs and what was reached, where `by` has a contact under hand with the subject's customer."""
    customer = _customer_of(subject)
    contacts = queries.held_with(by, customer.pk) if customer else []
    if customer is None or not contacts or any(queries.is_new_here(each, customer) for each in contacts):
        return None
    demands, at = queries.all_demands(), timezone.now()
    purposes = [purpose for each in contacts for purpose in queries.purposes_of(each)]
    needed = Assurance(rules.needed(verb.name, purposes, demands, usual=verb.tier))
    best = max(contacts, key=lambda each: queries.assurance_of(each, at=at))
    reached = queries.assurance_of(best, at=at)
    if reached >= needed:
        return Standing(needed, reached, "", "")
    sight = queries.sight_for(by, best.number, level=needed, at=at)
    return Standing(needed, reached, sight.missing, queries.panel_url(best.number, needed))


def panel_of(contact: Contact) -> str | None:
    return url("identity:panel", contact.number)


def state_of(viewer: User, customer: Customer) -> Panel | None:
    """In the customer's column, while they are on the line: how sure one is, and by what."""
    state = queries.state_of(viewer, customer, at=timezone.now())
    if state is None:
        return None
    reached, by = state
    return Panel(_("Identity"), [(_("state"), queries.level_words(reached)), (_("by"), ", ".join(by))])


def _customer_of(subject: Any) -> Customer | None:
    match subject:
        case Customer():
            return subject
        case Contract():
            return subject.holder
    return None


def _rings_from_file() -> Exists:
    """A call from a number that stands in the customer's file; whoever rings can make another believe so."""
    call = {"customer__contacts": OuterRef("pk"), "customer__contacts__channel": Contact.Channel.CALL}
    return Exists(Phone.objects.filter(number=OuterRef("party"), **call))


ALONG = [
    Along(Check, _("identity checks")),
    Along(Reopening, _("identity checks that went on")),
]
CONTACT_PANELS = [ContactPanel(_("Who is it?"), panel_of)]
SETTINGS_PAGES = [SettingsPage(_("Identity check"), "identity:settings", "lock", SETTINGS, _("Organisation"))]
WAYS = [Way("number", _("rings from a number in the file"), _rings_from_file)]
