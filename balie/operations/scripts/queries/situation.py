"""Around a contact: how it came, what for, where its customer is reached and how sure one is of them. All in two queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, Model, OuterRef, QuerySet, Subquery

from balie.access.permissions.extensions import Assurance
from balie.conversation.contacts.models import Contact, Question
from balie.conversation.identity.queries import assurance_of, with_identity
from balie.conversation.telephony.models import Call
from balie.foundation.statements.prepared import Given, Prepared
from balie.records.customers.models import MailAddress, Phone, PostalAddress
from balie.records.taxonomy.models import Organisation

HOME_ZONE = "Europe/Brussels"


@dataclass(frozen=True)
class Situation:
    """`number` was dialled and `queue` is the one its callers wait in; `purpose` that of the last question that has one. Empty: not known."""

    contact: Contact
    at: datetime
    assurance: Assurance
    number: str
    queue: str
    purpose: str
    phone: str
    mail: str
    postcode: str
    city: str
    organisation: str
    zone: str


def situation_of(contact: Contact, *, at: datetime) -> Situation:
    [found] = _SITUATION.records(pk=contact.pk)
    known = {name: getattr(found, f"_{name}") or "" for name in _NAMES}
    return Situation(found, at, assurance_of(found, at=at), **{**known, "zone": known["zone"] or HOME_ZONE})


def _rows() -> QuerySet[Contact]:
    rows = with_identity(Contact.objects.filter(pk=Given("pk", BigIntegerField())))
    return rows.select_related("customer__customer_type", "brand").annotate(**_asked())


def _of_customer(model: type[Model], field: str) -> Subquery:
    """The first of the customer."""
    rows = model._default_manager.filter(customer=OuterRef("customer")).order_by("-is_primary", "pk")
    return Subquery(rows.values(field)[:1])


def _of_call(field: str) -> Subquery:
    return Subquery(Call.objects.filter(contact=OuterRef("pk")).values(field)[:1])


def _of_organisation(field: str) -> Subquery:
    return Subquery(Organisation.objects.values(field)[:1])


def _of_question() -> Subquery:
    """The purpose of the last question that has one."""
    rows = Question.objects.filter(contact=OuterRef("pk"), purpose__isnull=False).order_by("-position")
    return Subquery(rows.values("purpose__key")[:1])


def _asked() -> dict[str, Subquery]:
    return {
        "_number": _of_call("number__digits"),
        "_queue": _of_call("number__queue__key"),
        "_purpose": _of_question(),
        "_phone": _of_customer(Phone, "number"),
        "_mail": _of_customer(MailAddress, "address"),
        "_postcode": _of_customer(PostalAddress, "postcode"),
        "_city": _of_customer(PostalAddress, "city"),
        "_organisation": _of_organisation("name"),
        "_zone": _of_organisation("zone"),
    }


_NAMES = ("number", "queue", "purpose", "phone", "mail", "postcode", "city", "organisation", "zone")
_SITUATION = Prepared(_rows)
