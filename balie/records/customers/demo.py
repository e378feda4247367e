"""The demo's customers: invented people and companies between the coast, Brussels and Eupen.

Telephone numbers: 0470 00 xx xx is not given out in Belgium; 01 99 00 xx xx (France, ARCEP) and 030 23125 xxx
(Germany, BNetzA) are kept for fiction. Mail addresses end in `.example` (RFC 2606).
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple

from balie.access.accounts.models import User
from balie.foundation.text.normalise import plain
from balie.records.customers.actions import add_note, create_customer, record_consent, save_holding, save_relation
from balie.records.customers.models import Customer, Relation
from balie.records.taxonomy.models import CustomerType

SEED = 20261123


class Place(NamedTuple):
    postcode: str
    city: str
    street: str
    language: str


class Company(NamedTuple):
    name: str
    place: Place
    contact: str
    kind: str


PLACES = [
    Place("9000", "Gent", "Coupure Links", "nl"),
    Place("2018", "Antwerpen", "Lange Leemstraat", "nl"),
    Place("8400", "Oostende", "Torhoutsesteenweg", "nl"),
    Place("3000", "Leuven", "Tiensestraat", "nl"),
    Place("8500", "Kortrijk", "Doorniksestraat", "nl"),
    Place("2800", "Mechelen", "Onze-Lieve-Vrouwestraat", "nl"),
    Place("1700", "Dilbeek", "Ninoofsesteenweg", "nl"),
    Place("9300", "Aalst", "Molenstraat", "nl"),
    Place("1000", "Brussel", "Hooikaai", "nl"),
    Place("1050", "Ixelles", "Rue du Bailli", "fr"),
    Place("1030", "Schaerbeek", "Avenue Rogier", "fr"),
    Place("1060", "Saint-Gilles", "Rue de la Victoire", "fr"),
    Place("1180", "Uccle", "Chaussée d’Alsemberg", "fr"),
    Place("1200", "Woluwe-Saint-Lambert", "Avenue Georges Henri", "fr"),
    Place("4700", "Eupen", "Klosterstraße", "de"),
]
NAMES = {
    "nl": (
        ["Jan", "Sarah", "Pieter", "Els", "Lotte", "Wim", "Fatima", "Tom", "Griet", "Bart", "Ilse", "Mehmet", "Katrien", "Dirk"],
        ["Peeters", "Vandenbroucke", "De Smet", "Janssens", "Van Damme", "Mertens", "Claeys", "Goossens", "El Amrani", "Yilmaz"],
    ),
    "fr": (
        ["Amélie", "Karim", "Sophie", "Luc", "Chantal", "Mathieu", "Nadia", "Benoît", "Inès", "Philippe"],
        ["Dupont", "Lefèvre", "Lambert", "Benali", "Mukendi", "Delvaux", "Simon", "Hubert", "Renard"],
    ),
    "de": (["Anneliese", "Jürgen", "Monika"], ["Schröder", "Keutgen", "Niessen"]),
    "en": (["Priya", "Owen", "Fiona"], ["Sharma", "Hughes", "Walsh"]),
}
COMPANIES = [
    Company("Garage De Smet bv", PLACES[0], "Wim De Smet", "company"),
    Company("Bakkerij Goossens", PLACES[7], "Ilse Goossens", "self-employed"),
    Company("Gemeente Dilbeek", PLACES[6], "Katrien Mertens", "public-body"),
    Company("Basisschool De Regenboog vzw", PLACES[5], "Griet Claeys", "association"),
    Company("Boulangerie Lefèvre", PLACES[11], "Sophie Lefèvre", "self-employed"),
    Company("Clinique du Bailli", PLACES[9], "Luc Hubert", "company"),
    Company("Schreinerei Keutgen", PLACES[14], "Jürgen Keutgen", "company"),
]
HOLDINGS = ["Digitale meter elektriciteit", "Gasmeter", "Zonnepanelen, omvormer", "Laadpaal Zenne One", "Thuisbatterij 5 kWh"]
NOTES = {
    "nl": ["Belt liefst na 17 uur terug.", "Slechthorend: traag en duidelijk spreken.", "Betaalt met afbetalingsplan tot juni."],
    "fr": ["Préfère être rappelé après 17 heures.", "Malentendante : parler lentement."],
    "de": ["Bitte nach 17 Uhr zurückrufen."],
    "en": ["Works nights: ring after 14:00."],
}


def load(at: datetime) -> None:
    """Fifty-four persons and seven companies with their contact persons; the same ones each time."""
    dice = random.Random(SEED)  # noqa: S311 - invented data, not secrets
    types = {each.key: each for each in CustomerType.objects.all()}
    manager = User.objects.filter(username="lead").first()
    phones = count(1)
    for number in range(54):
        place = PLACES[number % len(PLACES)] if number % 9 else PLACES[dice.randrange(9, 14)]
        language = "en" if number % 17 == 8 else place.language
        _person(dice, place, language, types, next(phones), at - timedelta(days=dice.randrange(30, 900)), number)
    for company in COMPANIES:
        _company(dice, company, types, manager, phones, at - timedelta(days=dice.randrange(200, 1500)))


def _person(
    dice: random.Random, place: Place, language: str, types: dict[str, CustomerType], phone: int, at: datetime, number: int
) -> Customer:
    given, family = NAMES[language][0], NAMES[language][1]
    customer = _named(
        given[number % len(given)],
        family[(number // len(given) * 3 + number) % len(family)],
        place,
        language,
        phone,
        dice,
        at,
        types["household"],
    )
    for name in dice.sample(HOLDINGS, dice.choice([1, 1, 2])):
        save_holding(customer, name=name, serial_number=_serial(dice), since=_day(dice), by=None, at=at)
    if not number % 4:
        add_note(customer, text=dice.choice(NOTES[language]), by=User.objects.get(username="operator"), at=at)
    record_consent(customer, purpose="marketing_mail", is_given=bool(number % 3), how="website", by=None, at=at)
    return customer


def _named(
    given: str, family: str, place: Place, language: str, phone: int, dice: random.Random, at: datetime, kind: CustomerType
) -> Customer:
    women = {"Sarah", "Els", "Lotte", "Fatima", "Griet", "Ilse", "Katrien", "Amélie", "Sophie", "Chantal", "Nadia", "Inès"}
    fields: dict[str, Any] = {
        "salutation": "mrs" if given in women | {"Anneliese", "Monika", "Priya", "Fiona"} else "mr",
        "form_of_address": "formal" if dice.random() < 0.85 else "informal",
        "style": "expert" if dice.random() < 0.15 else "plain",
        "born_on": date(dice.randrange(1940, 2004), dice.randrange(1, 13), dice.randrange(1, 28)),
    }
    return create_customer(
        given_name=given,
        family_name=family,
        language=language,
        customer_type=kind,
        phones=[_phone(language, phone)],
        mail_addresses=[f"{plain(given)}.{plain(family).replace(' ', '')}@post.example" if phone < 40 else f"klant{phone}@post.example"],
        addresses=[_address(place, dice)],
        country="BE",
        by=None,
        at=at,
        **fields,
    )


def _company(
    dice: random.Random, company: Company, types: dict[str, CustomerType], manager: User | None, phones: Any, at: datetime
) -> None:
    organisation = create_customer(
        kind=Customer.Kind.ORGANISATION,
        organisation_name=company.name,
        language=company.place.language,
        customer_type=types[company.kind],
        account_manager=manager,
        phones=[_phone("nl", next(phones))],
        mail_addresses=[f"info@{plain(company.name).replace(' ', '')}.example"],
        addresses=[_address(company.place, dice)],
        country="BE",
        by=None,
        at=at,
    )
    given, family = company.contact.split(" ", 1)
    person = _named(given, family, company.place, company.place.language, next(phones) + 40, dice, at, types[company.kind])
    save_relation(person, other=organisation, role=Relation.Role.CONTACT_PERSON, by=None, at=at)
    save_holding(organisation, name=HOLDINGS[0], serial_number=_serial(dice), since=_day(dice), by=None, at=at)


def _phone(language: str, number: int) -> str:
    if language == "de":
        return f"+49 30 23125 {number:03d}"
    return f"+33 1 99 00 {number // 100:02d} {number % 100:02d}" if number % 19 == 7 else f"0470 00 {number // 100:02d} {number % 100:02d}"


def _address(place: Place, dice: random.Random) -> dict[str, str]:
    number = str(dice.randrange(1, 240))
    return {"street": place.street, "house_number": number, "postcode": place.postcode, "city": place.city, "country": "BE"}


def _serial(dice: random.Random) -> str:
    return f"1SAG{dice.randrange(10**9, 10**10)}"


def _day(dice: random.Random) -> date:
    return date(dice.randrange(2019, 2026), dice.randrange(1, 13), dice.randrange(1, 28))
