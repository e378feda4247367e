"""The people of the demo: who signs in, in which team, with which role."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from balie.access.accounts.actions import invite_user, save_team, set_teams
from balie.access.accounts.adapter import DEMO_PASSWORD
from balie.access.accounts.models import Skill, User, UserSkill
from balie.foundation.text.labels import Label, label

TEAMS: dict[str, tuple[Label, int]] = {
    "energie": (label("Energie", "Énergie", "Energy", "Energie"), 0),
    "winkel": (label("Webwinkel", "Boutique en ligne", "Web shop", "Webshop"), 0),
    "facturen": (label("Facturen", "Factures", "Invoices", "Rechnungen"), 0),
    "klachten": (label("Klachtendienst", "Service plaintes", "Complaints", "Beschwerdestelle"), 1),
}
SKILLS = {
    "meters": label("Meters", "Compteurs", "Meters", "Zähler"),
    "facturen": label("Facturen", "Factures", "Invoices", "Rechnungen"),
    "laadpalen": label("Laadpalen", "Bornes de recharge", "Charging points", "Ladesäulen"),
}


class Person(NamedTuple):
    username: str
    name: str
    role: str
    language: str
    spoken: tuple[str, ...]
    teams: tuple[str, ...]
    leads: tuple[str, ...] = ()


PEOPLE = [
    Person("operator", "Noor Baert", "operator", "nl", ("nl", "fr", "en"), ("energie", "winkel")),
    Person("operator2", "Youssef Lambert", "operator", "fr", ("fr", "nl"), ("energie", "facturen")),
    Person("lead", "Hilde Maes", "lead", "nl", ("nl", "fr", "en", "de"), (), ("energie",)),
    Person("supervisor", "Bram Wouters", "supervisor", "nl", ("nl", "fr", "en"), ("facturen",), ("winkel", "klachten")),
    Person("knowledge", "Sofie Claes", "knowledge", "nl", ("nl", "fr"), ("energie",)),
    Person("privacy", "Anne Dubois", "privacy", "fr", ("fr", "nl", "en"), ()),
    Person("auditor", "Koen Jacobs", "auditor", "nl", ("nl",), ()),
    Person("admin", "Marie Peeters", "administrator", "nl", ("nl", "fr", "en"), ()),
]


def load(at: datetime) -> None:
    for key, (name, level) in TEAMS.items():
        save_team(key, name=name, default_level=level, by=None, at=at)
    skills = {key: Skill.objects.create(key=key, name=name) for key, name in SKILLS.items()}
    for person in PEOPLE:
        user = _add(person, at)
        if person.role in {"operator", "lead"}:
            UserSkill.objects.bulk_create(UserSkill(user=user, skill=skill, level=3) for skill in skills.values())


def _add(person: Person, at: datetime) -> User:
    user, _link = invite_user(username=person.username, name=person.name, language=person.language, roles=[person.role], by=None, at=at)
    user.spoken_languages = list(person.spoken)
    user.set_password(DEMO_PASSWORD)
    user.save(update_fields=["spoken_languages", "password"])
    set_teams(user, person.teams, leads=person.leads, by=None, at=at)
    return user
