"""What automatic mail says: the organisation's own words where it wrote them (`foundation/text`), else these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from balie.foundation.text.queries import find_text

KIND = "automatic"
RECEIVED = "received"
RECEIVED_UNVERIFIED = "received-unverified"
SURVEY = "survey"


@dataclass(frozen=True)
class Standard:
    """`name` for who writes the words; `subject` and `body` as they go out until somebody did. `is_constant`: without placeholders."""

    name: str
    subject: str
    body: str
    is_constant: bool = False


STANDARD: Mapping[str, Standard] = {
    RECEIVED: Standard(
        gettext_noop("Your mail arrived: to a sender who was verified"),
        gettext_noop("We received your question: {ticket.subject}"),
        gettext_noop(
            "{customer.salutation},\n\nWe received your mail. Your question has number {ticket.number}; we answer as soon as we can.\n\n{brand.name}"
        ),
    ),
    RECEIVED_UNVERIFIED: Standard(
        gettext_noop("Your mail arrived: to any other sender"),
        gettext_noop("We received your mail"),
        gettext_noop(
            "Good day,\n\nWe received a mail from this address and answer as soon as we can. If you did not write to us, you need do nothing."
        ),
        is_constant=True,
    ),
    "taken": Standard(
        gettext_noop("A colleague took your question up"),
        gettext_noop("Your question {ticket.number}: we are working on it"),
        gettext_noop(
            "{customer.salutation},\n\nA colleague has taken up your question {ticket.number}. You will hear from us.\n\n{brand.name}"
        ),
    ),
    "transferred": Standard(
        gettext_noop("Your question went to another team"),
        gettext_noop("Your question {ticket.number}: passed on to the right team"),
        gettext_noop(
            "{customer.salutation},\n\nWe passed your question {ticket.number} on to the colleagues who know most about it. You need do nothing.\n\n{brand.name}"
        ),
    ),
    "customer": Standard(
        gettext_noop("We wait for your answer"),
        gettext_noop("Your question {ticket.number}: we need something from you"),
        gettext_noop(
            "{customer.salutation},\n\nTo go on with your question {ticket.number} we need your answer to our last message.\n\n{brand.name}"
        ),
    ),
    "third": Standard(
        gettext_noop("We wait for somebody else"),
        gettext_noop("Your question {ticket.number}: we wait for another party"),
        gettext_noop(
            "{customer.salutation},\n\nFor your question {ticket.number} we wait for another party. We keep an eye on it; you need do nothing.\n\n{brand.name}"
        ),
    ),
    "solved": Standard(
        gettext_noop("Your question is solved"),
        gettext_noop("Your question {ticket.number} is solved"),
        gettext_noop(
            "{customer.salutation},\n\nYour question {ticket.number} is solved. Is it not? Answer this mail and we go on with it.\n\n{brand.name}"
        ),
    ),
    "promised": Standard(
        gettext_noop("What we promised is due soon"),
        gettext_noop("Your question {ticket.number}: we are still working on it"),
        gettext_noop(
            "{customer.salutation},\n\nWe have not forgotten your question {ticket.number}. It is not answered in full yet, and we are still working on it. You need do nothing.\n\n{brand.name}"
        ),
    ),
    SURVEY: Standard(
        gettext_noop("How satisfied the customer is, after the end"),
        gettext_noop("Your question {ticket.number}: did we help you?"),
        gettext_noop(
            "{customer.salutation},\n\nYour question {ticket.number} is done. How satisfied are you with how we treated it? One choice is enough, and a sentence is welcome:\n\n{survey.link}\n\nThe link works for two weeks.\n\n{brand.name}"
        ),
    ),
}


def words_of(key: str, *, language: str) -> tuple[str, str, str]:
    """(language, subject, body) of the automatic text, its placeholders not filled yet."""
    standard, written = STANDARD[key], find_text(KIND, key, language=language)
    with translation.override(language):
        subject, body = gettext(standard.subject), gettext(standard.body)
    if written is None:
        return language, subject, body
    return written.language, written.title or subject, written.body
