"""The words an organisation starts with; it renames, adds and retires as it likes."""

from __future__ import annotations

from balie.foundation.text.labels import Label, label

PURPOSES: dict[str, Label] = {
    "information": label("Informatie", "Information", "Information", "Auskunft"),
    "assistance": label("Bijstand", "Assistance", "Assistance", "Hilfe"),
    "order": label("Bestelling", "Commande", "Order", "Bestellung"),
    "sale": label("Verkoop", "Vente", "Sale", "Verkauf"),
    "complaint": label("Klacht", "Réclamation", "Complaint", "Beschwerde"),
    "administration": label("Gegevens of factuur", "Données ou facture", "Details or invoice", "Daten oder Rechnung"),
    "appointment": label("Afspraak", "Rendez-vous", "Appointment", "Termin"),
    "advertising": label("Reclame", "Publicité", "Advertising", "Werbung"),
    "other": label("Iets anders", "Autre", "Something else", "Anderes"),
}
# What questions for a purpose ask for, where the operator need not judge it.
ASKS_FOR = {"information": {"asks_for": "answer"}, "complaint": {"asks_for": "ticket"}}
CONTACT_RESULTS: dict[str, Label] = {
    "answered": label("Beantwoord", "Répondu", "Answered", "Beantwortet"),
    "ticket-made": label("Ticket gemaakt", "Ticket créé", "Ticket made", "Ticket erstellt"),
    "referred": label("Doorverwezen", "Redirigé", "Referred", "Weiterverwiesen"),
    "call-back": label("Terugbellen afgesproken", "Rappel convenu", "Call-back agreed", "Rückruf vereinbart"),
    "not-reached": label("Niet bereikt", "Non joint", "Not reached", "Nicht erreicht"),
    "broken-off": label("Gesprek afgebroken", "Appel interrompu", "Conversation broken off", "Gespräch abgebrochen"),
    "not-for-us": label("Niet voor ons", "Pas pour nous", "Not for us", "Nicht für uns"),
}
TICKET_RESULTS: dict[str, Label] = {
    "repaired": label("Hersteld", "Réparé", "Repaired", "Behoben"),
    "workaround": label("Omweg gegeven", "Contournement donné", "Workaround given", "Umgehung mitgeteilt"),
    "explained": label("Uitgelegd", "Expliqué", "Explained", "Erklärt"),
    "refused": label("Geweigerd", "Refusé", "Refused", "Abgelehnt"),
    "withdrawn": label("Ingetrokken door de klant", "Retiré par le client", "Withdrawn by the customer", "Vom Kunden zurückgezogen"),
    "double": label("Dubbel", "Doublon", "Double", "Doppelt"),
}
CAUSES: dict[str, Label] = {
    "fault": label("Defect", "Panne", "Fault", "Defekt"),
    "use": label("Gebruik", "Utilisation", "Use", "Bedienung"),
    "our-mistake": label("Fout van ons", "Erreur de notre part", "Our mistake", "Fehler unsererseits"),
    "supplier": label("Leverancier", "Fournisseur", "Supplier", "Lieferant"),
    "unclear-information": label("Onduidelijke informatie", "Information peu claire", "Unclear information", "Unklare Information"),
    "unknown": label("Onbekend", "Inconnue", "Unknown", "Unbekannt"),
}
CUSTOMER_TYPES: dict[str, Label] = {
    "household": label("Particulier", "Particulier", "Household", "Privatkunde"),
    "self-employed": label("Zelfstandige", "Indépendant", "Self-employed", "Selbstständige"),
    "company": label("Bedrijf", "Entreprise", "Company", "Unternehmen"),
    "public-body": label("Overheid", "Administration publique", "Public body", "Behörde"),
    "association": label("Vereniging", "Association", "Association", "Verein"),
}
CATEGORIES: dict[str, Label] = {
    "general": label("Algemeen", "Général", "General", "Allgemein"),
}
