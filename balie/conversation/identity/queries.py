"""Reads of identity: what to ask, what was checked, how sure one is; and how a verb stands while its customer is on the line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balie.access.accounts.models import User
from balie.access.permissions.actions import may
from balie.access.permissions.extensions import Assurance, FieldClass
from balie.access.permissions.masking import Mask, field_class
from balie.conversation.contacts.models import Contact, Question
from balie.conversation.contacts.policies import is_visible
from balie.conversation.identity import rules
from balie.conversation.identity.defaults import ASKED_FIRST, TIERS, WRONG_COUNTS_HOURS
from balie.conversation.identity.extensions import HELD, WAYS, Way
from balie.conversation.identity.models import Check, Demand, Level, Reopening, TierSetting
from balie.conversation.identity.policies import CHECK, REOPEN
from balie.foundation.errors import NotFound
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.text.numbers import group
from balie.foundation.ui.addresses import url
from balie.foundation.ui.filters import phone
from balie.records.customers.extensions import FACTS, Fact
from balie.records.customers.models import Customer, Phone


@dataclass(frozen=True)
class FactLine:
    """A fact to ask. `shown` is what the file holds, as far as the viewer may read it: only then may it be ticked."""

    key: str
    name: str | Promise
    ask: str | Promise
    shown: str

    @property
    def is_tickable(self) -> bool:
        return bool(self.shown)


@dataclass(frozen=True)
class CheckLine:
    fact: str
    name: str
    how: str
    is_right: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class Sight:
    """Of one contact: how sure one is, what `level` still takes, and what was checked, newest first.

    `closed` says what to do after too many wrong answers, "" while the check is open; `recognised` how the channel knows
    the customer.
    """

    contact: Contact
    level: Assurance
    reached: Assurance
    lack: rules.Lack
    facts: list[FactLine] = field(default_factory=list)
    checks: list[CheckLine] = field(default_factory=list)
    recognised: list[str | Promise] = field(default_factory=list)
    closed: str = ""
    may_check: bool = False
    may_reopen: bool = False

    @property
    def is_reached(self) -> bool:
        return self.reached >= self.level

    @property
    def words(self) -> str:
        return level_words(self.reached)

    @property
    def missing(self) -> str:
        """What is still needed for the level, in one sentence; "" when it is reached."""
        if self.is_reached:
            return ""
        if self.closed:
            return self.closed
        if not self.lack.can_reach:
            return _("the file holds too little to check this.")
        names = ", ".join(str(each.name).lower() for each in self.facts)
        return ngettext("ask one of: {names}.", "ask {count} of: {names}.", self.lack.least).format(count=self.lack.least, names=names)


def sight_for(viewer: User, number: int, *, level: int = 0, at: datetime | None = None) -> Sight:
    """How sure one is in this contact, and what `level` still asks; 0: what its purposes take. Raises `NotFound`."""
    found = with_identity(Contact.objects.visible_to(viewer)).filter(number=number).first()
    if found is None:
        raise NotFound()
    demands = all_demands()
    aim = level or rules.needed("", purposes_of(found), demands, usual=ASKED_FIRST)
    return _sight(viewer, found, level=aim, at=at or timezone.now())


def with_identity(rows: QuerySet[Contact]) -> QuerySet[Contact]:
    """The contacts with the purposes of their questions, what their channel recognises, and what the levels take, in the one query."""
    purposes = Question.objects.filter(contact=OuterRef("pk"), purpose__isnull=False).values("purpose")
    ways = {f"_way_{key}": way.holds() for key, way in all_ways().items()}
    tiers = TierSetting.objects.values(row=JSONObject(**{name: name for name in _TIER}))
    return rows.select_related("customer").annotate(_purposes=ArraySubquery(purposes), _tiers=ArraySubquery(tiers), **ways)


def held_with(user: User, customer_id: int) -> list[Contact]:
    """The contacts that `user` has under hand with this customer, the newest few."""
    return [each for each in _UNDER_HAND.records(operator=user.pk, customer=customer_id) if is_visible(user, each)]


def all_demands() -> dict[tuple[str, int | None], int]:
    return {(each.verb, each.purpose_id): each.level for each in Demand.objects.all()}


def all_tiers() -> dict[int, rules.Tier]:
    """Level → what it takes, as the organisation decided."""
    return _tiers(TierSetting.objects.values(*_TIER))


def tiers_of(contact: Contact) -> dict[int, rules.Tier]:
    """As `all_tiers`, read with the contact."""
    return _tiers(contact.__dict__["_tiers"])


def demand_lines() -> list[Demand]:
    """What the organisation decided, verbs first."""
    return list(Demand.objects.select_related("purpose").order_by("-verb", "purpose__position", "pk"))


def all_facts() -> dict[str, Fact]:
    return {fact.key: fact for keeper in FACTS.fillings() for fact in keeper.facts}


def all_ways() -> dict[str, Way]:
    return {way.key: way for way in WAYS.fillings()}


def held_facts(customer_id: int) -> dict[str, list[str]]:
    """Fact's key → what the file holds of it; only the facts it holds."""
    known = {key: values for keeper in FACTS.fillings() for key, values in keeper.known(customer_id).items()}
    return {key: values for key, values in known.items() if values}


def purposes_of(contact: Contact) -> list[int]:
    found: list[int] = contact.__dict__["_purposes"]
    return found


def checks_of(contact: Contact, *, at: datetime) -> tuple[list[Check], list[str]]:
    """(what was checked in the contact about its customer, in order; the fact of each wrong answer that still counts).

    Wrong answers about the customer count in every contact, so that ringing again gives no new guesses.
    """
    since = at - timedelta(hours=WRONG_COUNTS_HOURS)
    reopened = Reopening.objects.filter(customer=OuterRef("customer")).order_by("-at").values("at")[:1]
    rows = (
        Check.objects.filter(Q(contact=contact) | Q(at__gt=since), customer=contact.customer_id)
        .annotate(reopened_at=Subquery(reopened))
        .select_related("by")
        .order_by("at", "pk")
    )
    found = list(rows)
    wrong = [each.fact for each in found if not each.is_right and each.at > (each.__dict__["reopened_at"] or since) and each.at > since]
    return [each for each in found if each.contact_id == contact.pk], wrong


def ways_holding(contact: Contact) -> list[Way]:
    return [way for key, way in all_ways().items() if contact.__dict__[f"_way_{key}"]]


def sees_file(viewer: User, customer: Customer | None) -> bool:
    """Whether the viewer may know of the file: a contact may be more open than it."""
    return customer is not None and viewer.has("customers.view") and is_visible(viewer, customer)


def is_new_here(contact: Contact, customer: Customer) -> bool:
    """Whether the file was made while the contact ran, or in haste: it holds nothing yet that a check could protect."""
    return customer.is_incomplete or customer.created_at >= contact.started_at


def panel_url(number: int, level: int) -> str:
    """The address of the check, for a level where one is asked."""
    return url("identity:panel", number) + (f"?level={int(level)}" if level else "")


def level_words(level: int) -> str:
    return str(Level(level).label) if level in Level.values else _("not known")


def is_secret(fact: Fact) -> bool:
    return field_class(fact.model, fact.field) == FieldClass.SECRET


def may_compare(viewer: User, fact: Fact, known: Sequence[str]) -> bool:
    """Whether the viewer may be shown what the file holds, and so compare an answer with it."""
    return bool(_shown(Mask(viewer), fact, known))


def assurance_of(contact: Contact, *, at: datetime) -> Assurance:
    """The level reached in a contact from `with_identity`, whoever asks."""
    if contact.customer_id is None:
        return Assurance.NONE
    checks, wrong = checks_of(contact, at=at)
    return _reached(contact, tiers_of(contact), checks, wrong)


def state_of(viewer: User, customer: Customer, *, at: datetime) -> tuple[Assurance, list[str]] | None:
    """(how sure the viewer is of the customer on the line, by what); None with nobody on the line."""
    contacts = held_with(viewer, customer.pk)
    if not contacts:
        return None
    checks, wrong = checks_of(contacts[0], at=at)
    right = rules.right_facts(rules.Answered(each.fact, each.is_right) for each in checks)
    names = [str(fact.name).lower() for key, fact in all_facts().items() if key in right]
    return _reached(contacts[0], tiers_of(contacts[0]), checks, wrong), names or [str(way.name) for way in ways_holding(contacts[0])]


MOST_HELD = 5
_TIER = ("level", "facts", "least", "most_wrong", "then", "ways")


def _tiers(rows: Iterable[Mapping[str, Any]]) -> dict[int, rules.Tier]:
    decided = {row["level"]: rules.Tier(**{**row, "facts": tuple(row["facts"]), "ways": tuple(row["ways"])}) for row in rows}
    return {level: decided.get(level, usual) for level, usual in TIERS.items()}


def _under_hand() -> QuerySet[Contact]:
    operator, customer = Given("operator", BigIntegerField()), Given("customer", BigIntegerField())
    is_held = Q(operator=operator)
    for held in HELD.fillings():
        is_held |= Q(pk__in=held(operator))
    return with_identity(Contact.objects.open()).filter(is_held, customer=customer).order_by("-started_at")[:MOST_HELD]


_UNDER_HAND = Prepared(_under_hand)


def _reached(contact: Contact, tiers: Mapping[int, rules.Tier], checks: Iterable[Check], wrong: list[str]) -> Assurance:
    answered = [rules.Answered(each.fact, each.is_right) for each in checks]
    ways = {way.key for way in ways_holding(contact)}
    return Assurance(rules.reached(tiers.values(), answered, wrong=wrong, ways=ways))


def _sight(viewer: User, contact: Contact, *, level: int, at: datetime) -> Sight:
    aim = Assurance(level)
    if contact.customer_id is None or not sees_file(viewer, contact.customer):
        return Sight(contact, aim, Assurance.NONE, rules.Lack(0, (), can_reach=False))
    tiers = tiers_of(contact)
    checks, wrong = checks_of(contact, at=at)
    held = held_facts(contact.customer_id)
    answered = [rules.Answered(each.fact, each.is_right) for each in checks]
    tier = tiers.get(aim)
    lack = rules.lack(tier, answered, held=held) if tier else rules.Lack(0, (), can_reach=True)
    closed = tier is not None and rules.is_closed(tier, wrong)
    is_open = contact.finished_at is None
    return Sight(
        contact=contact,
        level=aim,
        reached=_reached(contact, tiers, checks, wrong),
        lack=lack,
        facts=_fact_lines(viewer, lack.facts, held),
        checks=_check_lines(checks),
        recognised=[way.name for way in ways_holding(contact)],
        closed=_closed_words(viewer, tier.then, held) if tier and closed else "",
        may_check=is_open and may(viewer, CHECK, contact),
        may_reopen=is_open and closed and may(viewer, REOPEN, contact),
    )


def _fact_lines(viewer: User, keys: Collection[str], held: Mapping[str, list[str]]) -> list[FactLine]:
    facts, mask = all_facts(), Mask(viewer)
    return [FactLine(key, facts[key].name, facts[key].ask, _shown(mask, facts[key], held[key])) for key in keys if key in facts]


def _shown(mask: Mask, fact: Fact, values: Sequence[str]) -> str:
    """What the operator may compare with; nothing of a secret, nor of what the mask would change."""
    if is_secret(fact) or any(mask(fact.model, fact.field, value) != value for value in values):
        return ""
    return " / ".join(_told(fact, value) for value in values)


def _told(fact: Fact, value: str) -> str:
    match fact.key:
        case "born_on":
            return date_format(datetime.fromisoformat(value).date())
        case "phone":
            return str(phone(value))
        case "customer_number" | "contract_number":
            return group(int(value))
    return value


def _check_lines(checks: list[Check]) -> list[CheckLine]:
    facts = all_facts()
    return [
        CheckLine(
            fact=each.fact,
            name=str(facts[each.fact].name) if each.fact in facts else each.fact,
            how=str(each.get_how_display()),
            is_right=each.is_right,
            by=each.by.name,
            at=each.at,
        )
        for each in reversed(checks)
    ]


def _closed_words(viewer: User, then: str, held: Mapping[str, list[str]]) -> str:
    match then:
        case TierSetting.Then.CALL_BACK if held.get("phone"):
            number = Mask(viewer)(Phone, "number", held["phone"][0])
            return _("too many answers were wrong. Say that you will ring back, and ring {number}, the number in the file.").format(
                number=phone(number)
            )
        case TierSetting.Then.STOP:
            return _("too many answers were wrong. Do nothing in this contact that needs a check.")
    return _("too many answers were wrong. A lead decides whether the check goes on.")
