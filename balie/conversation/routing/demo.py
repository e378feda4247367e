"""The demo's queues, reasons of not being ready, what work asks, and who is at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from balie.access.accounts.models import Skill, Team, User
from balie.conversation.routing.actions import choose_state, require, save_queue, save_reason
from balie.conversation.routing.models import NotReadyReason
from balie.foundation.text.labels import LANGUAGES, label
from balie.records.taxonomy.models import Category

REASONS = {
    "middagpauze": label("Middagpauze", "Pause de midi", "Lunch", "Mittagspause"),
    "pauze": label("Korte pauze", "Courte pause", "Short break", "Kurze Pause"),
    "opleiding": label("Opleiding", "Formation", "Training", "Schulung"),
    "overleg": label(
        "Overleg met de teamleider", "Entretien avec le chef d’équipe", "Talk with the team leader", "Gespräch mit der Teamleitung"
    ),
    "nawerk": label("Werk buiten de lijsten", "Travail hors listes", "Work outside the lists", "Arbeit außerhalb der Listen"),
}

QUEUES = {
    "energie": label("Energie", "Énergie", "Energy", "Energie"),
    "winkel": label("Winkel", "Magasin", "Shop", "Geschäft"),
}


def load(at: datetime) -> None:
    for key, name in QUEUES.items():
        team = Team.objects.filter(key=key).first()
        if team is not None:
            save_queue(key, fields={"name": name, "team": team, "languages": list(LANGUAGES)}, by=None, at=at)
    for key, name in REASONS.items():
        save_reason(key, name=name, by=None, at=at)
    skills = {each.key: each for each in Skill.objects.all()}
    for category in Category.objects.filter(team__key="facturen").order_by("pk")[:1]:
        require(skills["facturen"], 2, category=category, by=None, at=at)
    people = {each.username: each for each in User.objects.all()}
    lead = people["lead"]
    reason = NotReadyReason.objects.get(key="overleg")
    choose_state(people["operator2"], "available", by=people["operator2"], at=at - timedelta(hours=2))
    choose_state(lead, "not_ready", reason=reason, by=lead, at=at - timedelta(minutes=20))
