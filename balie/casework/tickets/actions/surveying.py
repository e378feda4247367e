"""How satisfied the customer is: asked once after a ticket ended, answered once behind a link of their own."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets import rules
from balie.casework.tickets.actions.holding import Changed, keep
from balie.casework.tickets.actions.progress import hears_at, news_of, send_news
from balie.casework.tickets.actions.spam import SPAM
from balie.casework.tickets.events import TicketClosed, TicketStateChanged, TicketUndone
from balie.casework.tickets.models import Survey, SurveyRule, Ticket
from balie.conversation.email import actions as mail
from balie.conversation.email.models import Outgoing
from balie.conversation.email.standard_texts import SURVEY
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.text.normalise import one_line
from balie.records.customers.models import Consent, MailAddress
from balie.records.taxonomy.models import Brand

MANAGE = "settings.manage"
LINK = "survey.link"
MOST_QUIET = 3650
_SIGNER = Signer(salt="tickets.survey", sep=".")


class AlreadyAnswered(Refusal):
    """The question was answered before: the first answer stands."""

    code = "survey_answered"
    sentence = _("You have answered already. Thank you: your first answer is kept.")


class TooLateToAnswer(Refusal):
    """The link works for two weeks."""

    code = "survey_expired"
    status = HTTPStatus.GONE
    sentence = _("This question is too old to be answered. Write to us if something is wrong still.")


def ask_satisfaction(event: TicketClosed) -> None:
    """Reaction: the customer is asked, where the organisation chose so; never for spam, nor a machine, nor a third party."""
    ticket = Ticket.objects.select_related("customer", "brand", "owner", "team", "result").get(pk=event.ticket_id)
    rule = _rule_of(ticket.brand_id)
    if rule is None or not rule.is_on or ticket.result is None or ticket.result.key == SPAM:
        return
    address = hears_at(ticket)
    if address is None or not _is_theirs(ticket, address) or not _may_ask(ticket, address, rule, at=event.at):
        return
    survey, _new = Survey.objects.get_or_create(
        ticket=ticket,
        closing=ticket.reopened_count,
        defaults={
            "customer_id": ticket.customer_id,
            "address": address.casefold(),
            "language": ticket.language,
            "asked_at": event.at,
            "expires_at": event.at + rules.SURVEY_FOR,
        },
    )
    if survey.answered_at is None:
        key, values = _dedupe_key(survey), {LINK: link_to(survey)}
        send_news(ticket, news_of(ticket, SURVEY, address, language=survey.language, dedupe_key=key, values=values), at=event.at)


def withdraw_survey(event: TicketStateChanged | TicketUndone) -> None:
    """Reaction: a ticket that is open again asks nothing yet; a question that has left stays."""
    if isinstance(event, TicketStateChanged) and (event.new not in rules.OPEN or event.old in rules.OPEN):
        return
    surveys = Survey.objects.filter(ticket=event.ticket_id, answered_at=None).select_related("ticket")
    for survey in surveys:
        if survey.ticket.is_open:
            mail.take_back_notices(survey.ticket.number)
            if not Outgoing.objects.filter(dedupe_key=_dedupe_key(survey)).exists():
                survey.delete()


def survey_of(token: str, *, at: datetime) -> Survey:
    """The question behind a link. Raises `NotFound`, `AlreadyAnswered`, `TooLateToAnswer`."""
    return _answerable(_found(token), at=at)


@transaction.atomic
def answer_survey(token: str, *, score: int | None, sentence: str = "", at: datetime) -> Survey:
    """Keep the customer's one answer, and show it on the ticket. Raises as `survey_of`, and `Invalid` without a score."""
    found = Survey.objects.select_for_update().get(pk=_found(token).pk)
    survey = _answerable(found, at=at)
    if score not in rules.SCORES:
        raise Invalid(field="score", reason=_("Choose one of the five."))
    survey.score, survey.sentence, survey.answered_at = score, one_line(sentence)[:500], at
    survey.save(update_fields=["score", "sentence", "answered_at"])
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=survey.ticket_id)
    was, ticket.satisfaction = ticket.satisfaction, score
    keep(ticket, "rated", Changed("satisfaction", was, score, survey.sentence[:300]), by=None, at=at, fields=["satisfaction"])
    return survey


@transaction.atomic
def save_survey_rule(brand: Brand | None, *, is_on: bool, quiet_days: int, by: User | None, at: datetime) -> SurveyRule:
    """Ask the customers of the brand, or not; None: of every brand without a rule. Raises `Invalid` on quiet_days."""
    ensure_may(by, MANAGE)
    if not 0 <= quiet_days <= MOST_QUIET:
        raise Invalid(field="quiet_days", reason=_("Write a number of days from 0 to 3650."))
    rule, _new = SurveyRule.objects.update_or_create(brand=brand, defaults={"is_on": is_on, "quiet_days": quiet_days})
    record(
        "tickets.survey_rule_saved",
        rule,
        by=by,
        at=at,
        data={"brand": brand.key if brand else "", "is_on": is_on, "quiet_days": quiet_days},
    )
    return rule


@transaction.atomic
def remove_survey_rule(brand: Brand, *, by: User | None, at: datetime) -> None:
    """The rule for all holds for the brand again."""
    ensure_may(by, MANAGE)
    for rule in SurveyRule.objects.filter(brand=brand):
        record("tickets.survey_rule_removed", rule, by=by, at=at, data={"brand": brand.key})
        rule.delete()


def link_to(survey: Survey) -> str:
    """The address that answers it, whole; only we can have made it."""
    return settings.BALIE_URL + reverse("tickets:survey", args=[_SIGNER.sign(str(survey.pk))])


def _found(token: str) -> Survey:
    try:
        pk = int(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise NotFound()
    found = Survey.objects.select_related("ticket__brand").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def _answerable(survey: Survey, *, at: datetime) -> Survey:
    if survey.answered_at is not None:
        raise AlreadyAnswered()
    if at > survey.expires_at:
        raise TooLateToAnswer()
    return survey


def _rule_of(brand_id: int | None) -> SurveyRule | None:
    found = {rule.brand_id: rule for rule in SurveyRule.objects.filter(Q(brand=None) | Q(brand=brand_id))}
    return found.get(brand_id) or found.get(None)


def _is_theirs(ticket: Ticket, address: str) -> bool:
    """The customer's own address, or that of whoever asked; nobody else who wrote in the conversation is asked."""
    if address.casefold() == ticket.requester_address.casefold():
        return True
    return MailAddress.objects.filter(customer=ticket.customer_id or 0, address=address.casefold()).exists()


def _may_ask(ticket: Ticket, address: str, rule: SurveyRule, *, at: datetime) -> bool:
    """Who said no to it, or was asked lately, is left in peace; the same address counts as the same customer."""
    whose = Q(address=address.casefold()) | (Q(customer=ticket.customer_id) if ticket.customer_id else Q())
    others = Survey.objects.filter(whose).exclude(ticket=ticket, closing=ticket.reopened_count)
    last = others.order_by("-asked_at").values_list("asked_at", flat=True).first()
    return rules.may_ask(last, rule.quiet_days, at=at) and not _said_no(ticket.customer_id)


def _said_no(customer_id: int | None) -> bool:
    said = Consent.objects.filter(customer=customer_id or 0, purpose=Consent.Purpose.SATISFACTION)
    return said.order_by("-at", "-pk").values_list("is_given", flat=True).first() is False


def _dedupe_key(survey: Survey) -> str:
    return f"survey {survey.ticket_id} {survey.closing}"
