"""The demo's organisation, Zenne Energie: its brands and categories."""

from __future__ import annotations

from datetime import datetime

from balie.access.accounts.models import Team
from balie.foundation.text.labels import LANGUAGES
from balie.records.taxonomy.actions import add_term, create_organisation
from balie.records.taxonomy.models import Brand, Category

MAIL_DOMAIN = "zenne.example"
BRANDS = {"energie": "Zenne Energie", "winkel": "Zenne Winkel"}
# key: parent, team, (nl, fr, en, de)
CATEGORIES: dict[str, tuple[str, str, tuple[str, str, str, str]]] = {
    "meter": ("", "energie", ("Meter", "Compteur", "Meter", "Zähler")),
    "meterstand": ("meter", "energie", ("Meterstand", "Relevé d’index", "Meter reading", "Zählerstand")),
    "digitale-meter": ("meter", "energie", ("Digitale meter", "Compteur numérique", "Digital meter", "Digitaler Zähler")),
    "storing": ("", "energie", ("Storing", "Panne", "Fault", "Störung")),
    "verhuis": ("", "energie", ("Verhuis", "Déménagement", "Moving house", "Umzug")),
    "contract": ("", "energie", ("Contract en tarief", "Contrat et tarif", "Contract and tariff", "Vertrag und Tarif")),
    "factuur": ("", "facturen", ("Factuur", "Facture", "Invoice", "Rechnung")),
    "betaling": (
        "factuur",
        "facturen",
        ("Betaling en afbetaling", "Paiement et plan de paiement", "Payment and instalments", "Zahlung und Raten"),
    ),
    "bestelling": ("", "winkel", ("Bestelling", "Commande", "Order", "Bestellung")),
    "levering": ("bestelling", "winkel", ("Levering", "Livraison", "Delivery", "Lieferung")),
    "retour": ("bestelling", "winkel", ("Terugzending", "Retour", "Return", "Rücksendung")),
    "laadpaal": ("", "winkel", ("Laadpaal", "Borne de recharge", "Charging point", "Ladesäule")),
    "klacht": ("", "klachten", ("Klacht", "Réclamation", "Complaint", "Beschwerde")),
}


def load(at: datetime) -> None:
    create_organisation(name="Zenne Energie", mail_domain=MAIL_DOMAIN, by=None, at=at)
    for key, name in BRANDS.items():
        add_term(Brand, key=key, name=dict.fromkeys(LANGUAGES, name), mail_name=name, by=None, at=at)
    teams = {team.key: team for team in Team.objects.all()}
    made: dict[str, Category] = {}
    for key, (parent, team, names) in CATEGORIES.items():
        words = dict(zip(LANGUAGES, names, strict=True))
        made[key] = add_term(Category, key=key, name=words, parent=made.get(parent), team=teams[team], by=None, at=at)
