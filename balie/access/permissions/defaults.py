"""The roles an organisation starts with."""

from __future__ import annotations

from balie.foundation.text.labels import Label, label

ROLES: dict[str, Label] = {
    "operator": label("Operator", "Opérateur", "Operator", "Operator"),
    "lead": label("Teamleider", "Chef d’équipe", "Team leader", "Teamleitung"),
    "supervisor": label("Supervisor", "Superviseur", "Supervisor", "Supervisor"),
    "knowledge": label("Kennisredacteur", "Rédacteur des connaissances", "Knowledge editor", "Wissensredaktion"),
    "privacy": label("Privacyverantwoordelijke", "Délégué à la protection des données", "Privacy officer", "Datenschutzbeauftragte"),
    "auditor": label("Auditor", "Auditeur", "Auditor", "Prüfer"),
    "administrator": label("Beheerder", "Administrateur", "Administrator", "Administrator"),
    "service": label("Dienstaccount", "Compte de service", "Service account", "Dienstkonto"),
}
DESK = ("operator", "lead", "supervisor")
LEADS = ("lead", "supervisor")
