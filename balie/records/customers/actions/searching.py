"""Keep the search index beside the file."""

from __future__ import annotations

from collections.abc import Iterable

from balie.foundation.search.actions import Entry, forget, index_many
from balie.records.customers.models import Customer, Holding, MailAddress, Phone, PostalAddress
from balie.records.customers.rules import search_keys

KIND = "customer"


def index_customer(customer: Customer) -> None:
    """Make the file findable as it is now; a merged file is found no more."""
    index_customers([customer])


def index_customers(customers: Iterable[Customer]) -> None:
    """The same for many, in four reads; for loading and for rebuilding the index."""
    current = {customer.pk: customer for customer in customers if customer.merged_into_id is None}
    phones = _by_customer(Phone.objects.filter(customer__in=current))
    mails = _by_customer(MailAddress.objects.filter(customer__in=current))
    addresses = _by_customer(PostalAddress.objects.filter(customer__in=current))
    holdings = _by_customer(Holding.objects.filter(customer__in=current))
    index_many(
        entry_of(customer, phones.get(pk, []), mails.get(pk, []), addresses.get(pk, []), holdings.get(pk, []))
        for pk, customer in current.items()
    )


def forget_customer(customer: Customer) -> None:
    forget(KIND, customer.pk)


def entry_of(
    customer: Customer,
    phones: Iterable[Phone] = (),
    mails: Iterable[MailAddress] = (),
    addresses: Iterable[PostalAddress] = (),
    holdings: Iterable[Holding] = (),
) -> Entry:
    """What of the file is found. Secret fields never stand here."""
    places = list(addresses)
    held = list(holdings)
    names = [name for name in (customer.spoken_name, customer.sort_key) if name]
    return Entry(
        kind=KIND,
        object_id=customer.pk,
        title=customer.spoken_name,
        body="\n".join([*(f"{at.street} {at.house_number} {at.postcode} {at.city}" for at in places), *(each.name for each in held)]),
        keys=search_keys(
            names=names,
            number=customer.number,
            phones=[phone.number for phone in phones],
            mails=[mail.address for mail in mails],
            addresses=[(at.postcode, at.house_number, at.street, at.city) for at in places],
            serials=[each.serial_number for each in held],
            codes=[customer.vat_number],
        ),
        at=customer.changed_at,
        language=customer.language,
    )


def _by_customer[Part: (Phone, MailAddress, PostalAddress, Holding)](rows: Iterable[Part]) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = {}
    for row in rows:
        found.setdefault(row.customer_id, []).append(row)
    return found
