"""What is done to all tickets that are part of another: one message to each of their customers, one result for all."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.actions import ensure_may
from balie.casework.tickets.actions.bulk_jobs import ask_bulk, start_bulk
from balie.casework.tickets.actions.holding import held
from balie.casework.tickets.actions.writing import reply
from balie.casework.tickets.models import BulkJob, Ticket
from balie.casework.tickets.queries.answering import recipients_of
from balie.casework.tickets.queries.incidents import open_parts
from balie.casework.tickets.queries.templates import values_for
from balie.conversation.contacts.models import Message
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.placeholders import fill

TELL, CLOSE = "tell", "close_part"


class NoAddress(Refusal):
    """There is no mail address to write to."""

    code = "no_address"
    sentence = _("No mail address is known: ring this customer.")


@transaction.atomic
def tell_parts(number: int, words: Mapping[str, str], *, by: User, at: datetime) -> BulkJob:
    """One message to the customers of every open ticket that is part of this one, each in their language, by a job that begins now.

    `words`: language → text, with the placeholders of templates; who speaks another gets the first there is. Raises `Invalid`.
    """
    given = {code: text.strip() for code in LANGUAGES if (text := words.get(code, "")).strip()}
    if not given:
        raise Invalid(field="words", reason=_("There is nothing to send yet."))
    return _begin(TELL, number, {"words": given, "key": str(uuid.uuid4())}, by=by, at=at)


@transaction.atomic
def close_parts(number: int, *, by: User, at: datetime) -> BulkJob:
    """Solve every open ticket that is part of this one as this one was, by a job that begins now. Raises `Invalid` while it has no result."""
    ticket = held(number, by=by, verb="tickets.close")
    if ticket.result_id is None or ticket.is_open:
        raise Invalid(field="result", reason=_("Close this ticket first: its parts get the same result."))
    given = {"result": ticket.result_id, "cause": ticket.cause_id, "sentence": ticket.result_sentence}
    return _begin(CLOSE, number, given, by=by, at=at)


def tell_part(number: int, words: Mapping[str, str], *, key: str, by: User, at: datetime) -> Message:
    """The message to the customer of one ticket; the same `key` sends nothing twice."""
    ticket = Ticket.objects.visible_to(by).select_related("customer", "brand", "team").filter(number=number).first()
    if ticket is None:
        raise NotFound()
    to, _copies = recipients_of(ticket)
    if not to:
        raise NoAddress
    language = ticket.language if ticket.language in words else next(code for code in LANGUAGES if code in words)
    text = fill(words[language], values_for(ticket, by=by, language=language))
    return reply(number, text=text, to=to, subject=ticket.subject, by=by, at=at, dedupe_key=f"{key} {number}")


def _begin(verb: str, number: int, given: Mapping[str, object], *, by: User, at: datetime) -> BulkJob:
    ensure_may(by, "tickets.reply" if verb == TELL else "tickets.close")
    ticket = held(number, by=by, verb="tickets.change")
    job = ask_bulk(verb, given, open_parts(by, ticket), by=by, at=at)
    return start_bulk(job.pk, by=by, at=at)
