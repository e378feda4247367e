"""Verbs on identity; the only writers of its tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import all_verbs, ensure_may
from balie.access.permissions.extensions import Assurance
from balie.conversation.contacts.actions import AlreadyFinished
from balie.conversation.contacts.models import Contact
from balie.conversation.identity import queries, rules
from balie.conversation.identity.models import Check, Demand, Level, Reopening, TierSetting
from balie.conversation.identity.policies import CHECK, REOPEN, SETTINGS
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.live import nudge
from balie.records.customers.extensions import Fact
from balie.records.customers.models import Customer
from balie.records.taxonomy.models import Purpose

LONGEST_ANSWER = 200


class CheckClosed(Refusal):
    """Too much was answered wrongly about this customer."""

    code = "check_closed"
    sentence = _("Too many answers were wrong: this may not be asked any more.")


@transaction.atomic
def check_fact(contact: Contact, key: str, *, answer: str = "", is_right: bool | None = None, by: User, at: datetime) -> Check:
    """Keep whether the other party knew a fact: `answer` is compared and forgotten, or the operator says whether it `is_right`.

    Raises `AlreadyFinished`, `CheckClosed`, `NotFound` for a fact the file does not hold, and `Invalid` on answer.
    """
    held, customer = _held(contact, verb=CHECK, by=by)
    fact, known = _asked(customer, key)
    _ensure_open(held, key, at=at)
    how = Check.How.TYPED if is_right is None else Check.How.TICKED
    if is_right is None:
        is_right = _is_known(fact, answer, known)
    elif not queries.may_compare(by, fact, known):
        raise Invalid(field="answer", reason=_("Type what was answered: this is compared without being shown."))
    check = Check.objects.create(contact=held, customer=customer, fact=key, how=how, is_right=is_right, at=at, by=by)
    record("identity.checked", held, by=by, at=at, data={"fact": key, "how": str(how), "right": is_right})
    _tell(held, customer)
    return check


@transaction.atomic
def reopen_check(contact: Contact, *, by: User, at: datetime) -> None:
    """Let the check of the contact's customer go on after too many wrong answers."""
    held, customer = _held(contact, verb=REOPEN, by=by)
    Reopening.objects.create(customer=customer, contact=held, at=at, by=by)
    record("identity.reopened", held, by=by, at=at, data={"customer": customer.pk})
    _tell(held, customer)


@transaction.atomic
def set_tier(tier: rules.Tier, *, by: User, at: datetime) -> TierSetting:
    """Decide what it takes to reach a level. Raises `Invalid` naming least, most_wrong or then."""
    ensure_may(by, SETTINGS)
    facts = [key for key in queries.all_facts() if key in tier.facts]
    least = 0 if tier.level == Assurance.CLAIMED else 1
    if not least <= tier.least <= len(facts):
        raise Invalid(
            field="least", reason=_("Choose from {least} to {most}: as many facts as are ticked.").format(least=least, most=len(facts))
        )
    if not 1 <= tier.most_wrong <= 20:
        raise Invalid(field="most_wrong", reason=_("Choose from 1 to 20."))
    if tier.level not in Level.values or tier.then not in TierSetting.Then.values:
        raise Invalid(field="then", reason=_("Choose one of the list."))
    values = {"facts": facts, "least": tier.least, "most_wrong": tier.most_wrong, "then": tier.then}
    ways = [key for key in queries.all_ways() if key in tier.ways]
    row, _made = TierSetting.objects.update_or_create(level=tier.level, defaults={**values, "ways": ways})
    record("identity.tier_set", row, by=by, at=at, data={"level": int(tier.level), "facts": [*facts], "least": tier.least, "ways": [*ways]})
    return row


@transaction.atomic
def demand(verb: str, purpose: Purpose | None, level: int, *, by: User, at: datetime) -> Demand:
    """Decide the level that a verb takes, for a purpose or for all; without a verb what is asked before one speaks of the purpose."""
    ensure_may(by, SETTINGS)
    if verb and verb not in tiered_verbs():
        raise Invalid(field="verb", reason=_("Choose one of the list."))
    if level not in {Assurance.NONE, *Level.values}:
        raise Invalid(field="level", reason=_("Choose one of the list."))
    row, _made = Demand.objects.update_or_create(verb=verb, purpose=purpose, defaults={"level": level})
    record("identity.demanded", row, by=by, at=at, data={"verb": verb, "purpose": purpose.key if purpose else "", "level": int(level)})
    return row


@transaction.atomic
def drop_demand(row: Demand, *, by: User, at: datetime) -> None:
    """Let what is usual hold again."""
    ensure_may(by, SETTINGS)
    record("identity.demand_dropped", row, by=by, at=at, data={"verb": row.verb, "level": row.level})
    row.delete()


def tiered_verbs() -> dict[str, str]:
    """Name → meaning of the verbs that can take a check: those whose app gave them a tier."""
    return {name: str(verb.meaning) for name, verb in all_verbs().items() if verb.tier}


def _held(contact: Contact, *, verb: str, by: User) -> tuple[Contact, Customer]:
    """The contact as it is now, and its customer, who is locked, so that answers given at once are counted one after another."""
    rows = Contact.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    held = rows.filter(pk=contact.pk).select_related("customer").first()
    if held is None:
        raise NotFound()
    ensure_may(by, verb, held)
    if held.finished_at is not None:
        raise AlreadyFinished(number=held.number)
    if held.customer is None:
        raise Invalid(field="fact", reason=_("Say first whose contact this is."))
    if not queries.sees_file(by, held.customer):
        raise NotFound()
    return held, Customer.objects.select_for_update(no_key=True).get(pk=held.customer.pk)


def _asked(customer: Customer, key: str) -> tuple[Fact, Sequence[str]]:
    fact, known = queries.all_facts().get(key), queries.held_facts(customer.pk).get(key)
    if fact is None or not known:
        raise NotFound()
    return fact, known


def _ensure_open(held: Contact, key: str, *, at: datetime) -> None:
    """A fact may be asked while a level that asks it is open."""
    asking = [tier for tier in queries.all_tiers().values() if key in tier.facts]
    if not asking:
        raise NotFound()
    _checks, wrong = queries.checks_of(held, at=at)
    if all(rules.is_closed(tier, wrong) for tier in asking):
        raise CheckClosed()


def _is_known(fact: Fact, answer: str, known: Sequence[str]) -> bool:
    typed = answer.strip()[:LONGEST_ANSWER]
    if not typed:
        raise Invalid(field="answer", reason=_("Type what was answered."))
    if not fact.read(typed):
        raise Invalid(field="answer", reason=_("This can be no answer to it: type it again."))
    return rules.is_match(typed, known, fact.read)


def _tell(held: Contact, customer: Customer) -> None:
    nudge(f"contact:{held.number}", f"customer:{customer.number}")
