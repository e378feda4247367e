"""The demo's contracts: three types, what they cover and entitle to, and customers that have one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from balie.access.accounts.models import User
from balie.foundation.text.labels import LANGUAGES
from balie.records.calendars.models import Calendar
from balie.records.catalogue.actions import Entitled, save_contract, use_entitlement
from balie.records.catalogue.models import Contract, ContractType, Entitlement, EntitlementKind, Service
from balie.records.customers.models import Customer
from balie.records.taxonomy.actions import add_term

# Each key with its name in Dutch, French, English and German.
TYPES = {
    "basis": ("Basis", "Basis", "Basic", "Basis"),
    "comfort": ("Comfort", "Confort", "Comfort", "Komfort"),
    "goud": ("Goud", "Or", "Gold", "Gold"),
}
SERVICES = {
    "meter": ("Meter en aansluiting", "Compteur et raccordement", "Meter and connection", "Zähler und Anschluss"),
    "laadpaal": ("Laadpaal", "Borne de recharge", "Charging point", "Ladesäule"),
    "zonnepanelen": ("Zonnepanelen en batterij", "Panneaux solaires et batterie", "Solar panels and battery", "Solaranlage und Batterie"),
    "advies": ("Energieadvies", "Conseil énergétique", "Energy advice", "Energieberatung"),
}
KINDS = {
    "interventies": ("Interventies ter plaatse", "Interventions sur place", "Visits on site", "Einsätze vor Ort"),
    "wisselstukken": ("Gratis wisselstukken", "Pièces de rechange gratuites", "Free spare parts", "Kostenlose Ersatzteile"),
    "nazicht": ("Jaarlijks nazicht", "Entretien annuel", "Yearly check", "Jährliche Wartung"),
    "advies-uren": ("Uren advies", "Heures de conseil", "Hours of advice", "Beratungsstunden"),
}
type Right = tuple[str, int | None, str]
YEAR, MONTH = Entitlement.Period.YEAR.value, Entitlement.Period.MONTH.value
RIGHTS: dict[str, list[Right]] = {
    "basis": [("interventies", 2, YEAR)],
    "comfort": [("interventies", 6, YEAR), ("nazicht", 1, YEAR)],
    "goud": [("interventies", 10, YEAR), ("wisselstukken", None, YEAR), ("nazicht", 1, YEAR), ("advies-uren", 2, MONTH)],
}
COVERED = {"basis": ["meter"], "comfort": ["meter", "zonnepanelen"], "goud": list(SERVICES)}
# (organisation, type, begins so many days ago, ends in so many days or never, interventions used)
CONTRACTS: list[tuple[str, str, int, int | None, int]] = [
    ("Garage De Smet bv", "goud", 200, 165, 3),
    ("Clinique du Bailli", "goud", 400, None, 9),
    ("Gemeente Dilbeek", "comfort", 700, 30, 5),
    ("Bakkerij Goossens", "basis", 366, -1, 2),
    ("Boulangerie Lefèvre", "comfort", -1, 364, 0),
    ("Schreinerei Keutgen", "basis", 90, 275, 1),
]
MOST_PERSONS = 8


def load(at: datetime) -> None:
    types = _terms(ContractType, TYPES, at)
    services, kinds = _terms(Service, SERVICES, at), _terms(EntitlementKind, KINDS, at)
    day, always = (Calendar.objects.get(key=key) for key in ("balie", "storingen"))
    by = User.objects.filter(username="operator").first()

    def make(holder: Customer, key: str, begun: int, ends: int | None, used: int) -> None:
        today = timezone.localtime(at).date()
        contract = save_contract(
            Contract(holder=holder),
            type=types[key],
            calendar=always if key == "goud" else day,
            services=[services[each] for each in COVERED[key]],
            entitlements=[Entitled(kinds[kind], quantity, period) for kind, quantity, period in RIGHTS[key]],
            first_on=today - timedelta(days=begun),
            last_on=None if ends is None else today + timedelta(days=ends),
            by=None,
            at=at - timedelta(days=max(begun, 0) + 7),
        )
        right = contract.entitlements.get(kind=kinds["interventies"])
        for number in range(used):
            on = (contract.last_on if contract.last_on and contract.last_on < today else today) - timedelta(days=3 * number + 1)
            use_entitlement(contract, right.pk, used_on=on, by=by, at=at)

    for name, key, begun, ends, used in CONTRACTS:
        make(Customer.objects.get(organisation_name=name), key, begun, ends, used)
    persons = Customer.objects.filter(kind=Customer.Kind.PERSON, roles=None).order_by("pk")[:MOST_PERSONS]
    for number, person in enumerate(persons):
        make(person, ("basis", "comfort")[number % 2], 40 * number + 20, 345 - 40 * number, number % 2)


def _terms[T: (ContractType, Service, EntitlementKind)](
    model: type[T], words: dict[str, tuple[str, str, str, str]], at: datetime
) -> dict[str, T]:
    return {key: add_term(model, key=key, name=dict(zip(LANGUAGES, names, strict=True)), by=None, at=at) for key, names in words.items()}
