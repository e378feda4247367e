"""Customers for measuring: one to five tickets, with a telephone, an address, a mail address and a meter each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from balie.foundation.installation.loading import copy_rows, reserve_ids, reserve_numbers
from balie.foundation.search.loading import index_new, rebuilt_after
from balie.foundation.text.normalise import plain
from balie.records.customers.actions.searching import entry_of
from balie.records.customers.demo import HOLDINGS, NAMES, PLACES
from balie.records.customers.models import Customer, Holding, MailAddress, Phone, PostalAddress
from balie.records.customers.rules import sort_key

TICKETS_EACH = 5
SEED = 20261124
_ENDS = ["aert", "bos", "dael", "eghem", "ier", "mans", "ens", "inckx", "oot", "veld", "waert", "yck", "court", "ville", "berg", "stein"]
_STARTS = [first + vowel + last for first in "BCDGHKLMPRSTVW" for vowel in ("a", "e", "o", "ie", "au") for last in ("l", "r", "nd", "ck")]


def load_many(tickets: int, at: datetime) -> None:
    """A fifth as many customers as tickets, at least one."""
    dice = random.Random(SEED + tickets)  # noqa: S311 - invented data, not secrets
    count = max(1, tickets // TICKETS_EACH)
    people = list(_people(count, dice, at))
    columns = ["id", "number", "given_name", "family_name", "sort_key", "language", "created_at", "changed_at"]
    copy_rows(Customer, columns, ([getattr(each, name) for name in columns] for each in people))
    phones = [Phone(customer=each, number=_phone(at_, dice), is_primary=True) for at_, each in enumerate(people)]
    mails = [MailAddress(customer=each, address=_mail(each), is_primary=True) for each in people]
    addresses = [_address(each, dice) for each in people]
    holdings = [Holding(customer=each, name=dice.choice(HOLDINGS), serial_number=f"1SAG{dice.randrange(10**9, 10**10)}") for each in people]
    copy_rows(Phone, ["customer_id", "number", "is_primary"], ((each.customer_id, each.number, True) for each in phones))
    copy_rows(MailAddress, ["customer_id", "address", "is_primary"], ((each.customer_id, each.address, True) for each in mails))
    places = ["customer_id", "street", "house_number", "postcode", "city", "is_primary"]
    copy_rows(PostalAddress, places, ([getattr(each, name) for name in places] for each in addresses))
    copy_rows(Holding, ["customer_id", "name", "serial_number"], ((each.customer_id, each.name, each.serial_number) for each in holdings))
    parts = zip(people, phones, mails, addresses, holdings, strict=True)
    with rebuilt_after():
        index_new(entry_of(each, [phone], [mail], [address], [holding]) for each, phone, mail, address, holding in parts)


def _people(count: int, dice: random.Random, at: datetime) -> Iterator[Customer]:
    ids, numbers = reserve_ids(Customer, count), reserve_numbers(Customer.KIND_DIGIT, count)
    for pk, number in zip(ids, numbers, strict=True):
        language = dice.choices(["nl", "fr", "de", "en"], [60, 32, 4, 4])[0]
        given = dice.choice(NAMES[language][0])
        family = dice.choice(NAMES[language][1]) if dice.random() < 0.2 else dice.choice(_STARTS) + dice.choice(_ENDS)
        made = at - timedelta(minutes=dice.randrange(60, 60 * 24 * 1500))
        yield Customer(
            pk=pk,
            number=number,
            given_name=given,
            family_name=family,
            sort_key=sort_key(kind="person", given_name=given, family_name=family),
            language=language,
            created_at=made,
            changed_at=made,
        )


def _phone(position: int, dice: random.Random) -> str:
    """0470 00 xx xx is not given out in Belgium; several customers may share one of its ten thousand, as households do."""
    return f"+3247000{(position + dice.randrange(3)) % 10_000:04d}"


def _mail(customer: Customer) -> str:
    return f"{plain(customer.given_name)}.{plain(customer.family_name).replace(' ', '')}.{customer.pk}@post.example"


def _address(customer: Customer, dice: random.Random) -> PostalAddress:
    place = dice.choice(PLACES)
    house = str(dice.randrange(1, 240))
    return PostalAddress(
        customer=customer, street=place.street, house_number=house, postcode=place.postcode, city=place.city, is_primary=True
    )
