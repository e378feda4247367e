"""The demo's problems: what several customers have, with solutions that were tried on their tickets."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from balie.casework.problems.actions import Way, add_solution, link_ticket, note_trial, open_problem
from balie.casework.tickets.models import Ticket
from balie.foundation.text.labels import Label, label
from balie.records.knowledge.models import Article
from balie.records.taxonomy.models import Category

SEED, MOST_LINKED = 20261124, 6


@dataclass(frozen=True)
class Told:
    """A problem of a category; `solutions`: what is done, minutes, for which urgencies, how often it works of ten."""

    category: str
    name: Label
    workaround: Label
    solutions: tuple[tuple[Label, int, tuple[int, ...], int], ...]


TOLD = (
    Told(
        "digitale-meter",
        label(
            "Het scherm van de meter blijft donker",
            "L’écran du compteur reste noir",
            "The meter’s display stays dark",
            "Die Anzeige des Zählers bleibt dunkel",
        ),
        label(
            "Verbruik aflezen in de klantenzone",
            "Lire la consommation dans l’espace client",
            "Read the consumption in the customer zone",
            "Verbrauch im Kundenbereich ablesen",
        ),
        (
            (
                label(
                    "De knop tien seconden ingedrukt houden",
                    "Maintenir le bouton dix secondes",
                    "Hold the button for ten seconds",
                    "Den Knopf zehn Sekunden gedrückt halten",
                ),
                5,
                (),
                7,
            ),
            (
                label(
                    "De hoofdschakelaar uit en weer aan",
                    "Couper puis rallumer l’interrupteur général",
                    "Main switch off and on again",
                    "Hauptschalter aus und wieder ein",
                ),
                10,
                (2, 3),
                4,
            ),
            (
                label(
                    "De netbeheerder vervangt het scherm",
                    "Le gestionnaire de réseau remplace l’écran",
                    "The grid operator replaces the display",
                    "Der Netzbetreiber tauscht die Anzeige",
                ),
                240,
                (1, 2),
                9,
            ),
        ),
    ),
    Told(
        "storing",
        label(
            "Geen stroom na een meterwissel",
            "Pas de courant après un changement de compteur",
            "No power after a meter was changed",
            "Kein Strom nach einem Zählerwechsel",
        ),
        label(
            "Een verlengkabel bij de buren",
            "Une rallonge chez les voisins",
            "An extension lead from the neighbours",
            "Ein Verlängerungskabel vom Nachbarn",
        ),
        (
            (
                label(
                    "De differentieelschakelaar weer aanzetten",
                    "Réenclencher le différentiel",
                    "Switch the residual-current device on again",
                    "Den FI-Schalter wieder einschalten",
                ),
                5,
                (),
                6,
            ),
            (
                label(
                    "De wachtdienst komt nog vandaag",
                    "La garde passe encore aujourd’hui",
                    "Fault duty comes today",
                    "Der Störungsdienst kommt noch heute",
                ),
                180,
                (1,),
                9,
            ),
            (
                label(
                    "Een afspraak met de netbeheerder",
                    "Un rendez-vous avec le gestionnaire de réseau",
                    "An appointment with the grid operator",
                    "Ein Termin mit dem Netzbetreiber",
                ),
                60,
                (2, 3),
                8,
            ),
        ),
    ),
    Told(
        "factuur",
        label("Voorschot dubbel aangerekend", "Acompte facturé deux fois", "Advance charged twice", "Abschlag doppelt berechnet"),
        label(
            "Eén factuur betalen en de andere laten wachten",
            "Payer une facture et laisser l’autre en attente",
            "Pay one invoice and leave the other",
            "Eine Rechnung zahlen, die andere ruhen lassen",
        ),
        (
            (label("Een creditnota maken", "Établir une note de crédit", "Make a credit note", "Eine Gutschrift erstellen"), 10, (), 9),
            (
                label(
                    "Verrekenen met het volgende voorschot",
                    "Imputer sur l’acompte suivant",
                    "Set off against the next advance",
                    "Mit dem nächsten Abschlag verrechnen",
                ),
                5,
                (3,),
                8,
            ),
        ),
    ),
    Told(
        "laadpaal",
        label(
            "De laadpaal verliest zijn verbinding",
            "La borne perd sa connexion",
            "The charging point loses its connection",
            "Der Ladepunkt verliert die Verbindung",
        ),
        label(
            "Laden met de badge in plaats van de app",
            "Charger avec le badge au lieu de l’app",
            "Charge with the badge instead of the app",
            "Mit der Karte statt der App laden",
        ),
        (
            (
                label(
                    "De laadpaal vijf minuten zonder stroom zetten",
                    "Couper la borne cinq minutes",
                    "Leave the charging point without power for five minutes",
                    "Den Ladepunkt fünf Minuten stromlos machen",
                ),
                10,
                (),
                7,
            ),
            (
                label(
                    "De software vernieuwen op afstand",
                    "Mettre à jour le logiciel à distance",
                    "Renew the software remotely",
                    "Die Software aus der Ferne erneuern",
                ),
                30,
                (),
                8,
            ),
        ),
    ),
)


def load(at: datetime) -> None:
    dice = random.Random(SEED)  # noqa: S311  the same demo each time
    for told in TOLD:
        category = Category.objects.get(key=told.category)
        problem = open_problem(told.name, workaround=told.workaround, categories=[category], by=None, at=at)
        article = Article.objects.filter(categories=category, retired_at=None).order_by("pk").first()
        made = [
            add_solution(problem.number, Way(name, minutes, article if position == 0 else None, urgencies), by=None, at=at)
            for position, (name, minutes, urgencies, _works) in enumerate(told.solutions)
        ]
        for ticket in Ticket.objects.filter(category=category, owner__isnull=False).order_by("pk")[:MOST_LINKED]:
            link_ticket(problem.number, ticket, by=ticket.owner, at=at)
            for solution, (_name, _minutes, _urgencies, works) in zip(made, told.solutions, strict=True):
                if ticket.is_open or dice.random() < 0.3:
                    continue
                note_trial(solution.pk, ticket, has_worked=dice.randrange(10) < works, by=ticket.owner, at=at)
