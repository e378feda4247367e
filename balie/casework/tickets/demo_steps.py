"""What the demo's people did of the procedures, what closing asks of them, and what customers thought of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from balie.access.accounts.models import User
from balie.casework.procedures.models import RunStep
from balie.casework.tickets import actions, rules
from balie.casework.tickets.actions.surveying import link_to
from balie.casework.tickets.models import Survey, Ticket
from balie.records.taxonomy.models import Brand, Category

# How many steps were done, by how the story ends; all of a solved one.
DONE = {"new": 0, "open": 1, "customer": 2, "third": 2}
NOTES = {"nl": "Nagevraagd en genoteerd.", "fr": "Vérifié et noté.", "en": "Asked and written down.", "de": "Nachgefragt und notiert."}
WHY = {
    "nl": "De klant deed het zelf al.",
    "fr": "Le client l’avait déjà fait.",
    "en": "The customer had done it already.",
    "de": "Der Kunde hatte es schon getan.",
}
# Score and sentence, in the order the tickets ended.
ANSWERS = ((5, "Vlug en vriendelijk."), (4, ""), (2, "J’ai dû appeler trois fois."))


def decide_closing(at: datetime) -> None:
    """A complaint asks more than other questions before it is closed; the shop's customers are not asked how satisfied they are."""
    usual: dict[str, Any] = {"asks_result": True, "asks_cause": False, "asks_told": False, "asks_steps": True, "reopen_days": 60}
    actions.save_closing_rule(None, **usual, by=None, at=at)
    complaint: dict[str, Any] = {"asks_result": True, "asks_cause": True, "asks_told": True, "asks_steps": True, "reopen_days": 180}
    actions.save_closing_rule(Category.objects.get(key="klacht"), **complaint, by=None, at=at)
    for key, is_on in (("energie", True), ("winkel", False)):
        actions.save_survey_rule(Brand.objects.get(key=key), is_on=is_on, quiet_days=30, by=None, at=at)


def follow(ticket: Ticket, end: str, *, by: User, began: datetime) -> None:
    """The steps of the ticket's procedure, as far as the story got: half an hour for each, a skipped one where it may be."""
    rows = RunStep.objects.filter(run__ticket_run__ticket=ticket).select_related("step").order_by("step__position")
    for at, row in enumerate(rows[: DONE.get(end, len(rows))], 1):
        moment = began + timedelta(minutes=10 + 20 * at)
        if row.step.may_skip and (row.step.proof == "file" or ticket.number % 2):
            actions.skip_step(ticket.number, row.pk, reason=WHY[ticket.language], by=by, at=moment)
        else:
            note = NOTES[ticket.language] if row.step.proof == "note" else ""
            reference = f"FLV-{ticket.number % 100000}" if row.step.proof == "reference" else ""
            actions.finish_step(ticket.number, row.pk, note=note, reference=reference, by=by, at=moment)


def answer_surveys(at: datetime) -> None:
    """The first customers whose ticket was solved said how satisfied they are."""
    solved = Ticket.objects.filter(state=Ticket.State.SOLVED, solved_at__isnull=False).order_by("solved_at", "pk")
    for ticket, (score, sentence) in zip(solved[: len(ANSWERS)], ANSWERS, strict=False):
        asked = ticket.solved_at or at
        survey = Survey.objects.create(
            ticket=ticket,
            customer_id=ticket.customer_id,
            closing=ticket.reopened_count,
            address=ticket.requester_address.casefold(),
            language=ticket.language,
            asked_at=asked,
            expires_at=asked + rules.SURVEY_FOR,
        )
        token = link_to(survey).rstrip("/").rpartition("/")[2]
        actions.answer_survey(token, score=score, sentence=sentence, at=asked + timedelta(hours=3))
