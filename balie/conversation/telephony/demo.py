"""The demo's telephone: two numbers, and a telephone for each operator. Who calls from this machine is taken as from a line."""

from __future__ import annotations

from datetime import datetime

from balie.access.accounts.models import Team, User
from balie.conversation.routing.models import Queue
from balie.conversation.telephony.actions import add_phone, save_number
from balie.foundation.text.labels import label
from balie.records.taxonomy.models import Brand

NUMBERS = {
    "100": ("energie", label("Energie", "Énergie", "Energy", "Energie")),
    "101": ("winkel", label("Webwinkel", "Boutique en ligne", "Web shop", "Webshop")),
}
PHONES = ("operator", "operator2", "lead", "supervisor")


def load(at: datetime) -> None:
    teams = {team.key: team for team in Team.objects.all()}
    brands = {brand.key: brand for brand in Brand.objects.all()}
    queues = {queue.key: queue for queue in Queue.objects.all()}
    people = {user.username: user for user in User.objects.filter(username__in=PHONES)}
    for digits, (key, name) in NUMBERS.items():
        save_number(
            digits, name=name, team=teams[key], queue=queues.get(key), brand=brands[key], call_back_owner=people["operator"], by=None, at=at
        )
    for username in PHONES:
        add_phone(username, user=people[username], by=None, at=at)
