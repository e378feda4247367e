"""The demo's menu: the number 102, in the caller's language, for a fault, an invoice or a message."""

from __future__ import annotations

from datetime import datetime

from balie.access.accounts.models import Skill, Team, User
from balie.conversation.ivr.actions import answer_by_menu, save_menu
from balie.conversation.ivr.rules.outline import Kind, Line
from balie.conversation.routing.models import Queue
from balie.conversation.telephony.actions import save_number
from balie.foundation.text.labels import label
from balie.records.taxonomy.models import Brand

NUMBER = "102"
FOR_WHAT = label(
    "Voor een storing, druk op één. Voor een factuur, druk op twee. Om een boodschap na te laten, druk op drie. Om dit nog eens te horen, druk op sterretje.",
    "Pour une panne, appuyez sur un. Pour une facture, appuyez sur deux. Pour laisser un message, appuyez sur trois. Pour réécouter, appuyez sur étoile.",
    "For a fault, press one. For an invoice, press two. To leave a message, press three. To hear this again, press star.",
    "Bei einer Störung drücken Sie die Eins. Für eine Rechnung drücken Sie die Zwei. Um eine Nachricht zu hinterlassen, drücken Sie die Drei. Um dies noch einmal zu hören, drücken Sie die Sterntaste.",
)


def load(at: datetime) -> None:
    queue = Queue.objects.filter(key="energie").first()
    if queue is None:
        return
    name = label("Energie, met keuzemenu", "Énergie, avec menu vocal", "Energy, with a menu", "Energie, mit Sprachmenü")
    number = save_number(
        NUMBER,
        name=name,
        team=Team.objects.get(key="energie"),
        queue=queue,
        brand=Brand.objects.get(key="energie"),
        call_back_owner=User.objects.get(username="operator"),
        by=None,
        at=at,
    )
    menu = save_menu("energie", lines(queue, Skill.objects.filter(key="facturen").first()), name=name, by=None, at=at)
    answer_by_menu(menu, [number], by=None, at=at)


def lines(queue: Queue, invoices: Skill | None) -> list[Line]:
    skill = invoices.pk if invoices else None
    return [
        Line(id="demo-language", kind=Kind.LANGUAGE, languages=("nl", "fr", "en", "de")),
        Line(id="demo-customer", kind=Kind.CUSTOMER),
        Line(id="demo-for-what", kind=Kind.ASK, words=FOR_WHAT),
        Line(id="demo-fault", kind=Kind.CHOICE, depth=1, key="1", words=label("Storing", "Panne", "Fault", "Störung")),
        Line(
            id="demo-invoice",
            kind=Kind.CHOICE,
            depth=1,
            key="2",
            words=label("Factuur", "Facture", "Invoice", "Rechnung"),
            skill=skill,
            least=2,
        ),
        Line(id="demo-message", kind=Kind.CHOICE, depth=1, key="3", words=label("Boodschap", "Message", "Message", "Nachricht")),
        Line(id="demo-voicemail", kind=Kind.VOICEMAIL, depth=2),
        Line(id="demo-anew", kind=Kind.CHOICE, depth=1, key="*", words=label("Opnieuw", "Réécouter", "Again", "Noch einmal")),
        Line(id="demo-again", kind=Kind.AGAIN, depth=2),
        Line(id="demo-queue", kind=Kind.QUEUE, queue=queue.pk),
    ]
