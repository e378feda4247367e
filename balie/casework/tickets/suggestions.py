"""What tickets suggest beside what is being written: those solved that were alike, and an open one of the same customer on the same matter."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.permissions.masking import Mask
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.queries.detail import ticket_for
from balie.foundation.search.extensions import Result
from balie.foundation.statements.prepared import Given, Prepared
from balie.foundation.suggestions.extensions import Place, Situation, SuggestionKind
from balie.foundation.ui.addresses import url

TOPIC, KIND = "ticket", "ticket"
MOST_OPEN = 20
SOLVED = (Ticket.State.SOLVED, Ticket.State.CLOSED)


def situation_of(viewer: User, number: int) -> Situation:
    """A reply or a note in this ticket. Raises `WrongNumber` and `NotFound`."""
    ticket = ticket_for(viewer, number)
    return Situation(TOPIC, ticket.pk, ticket, ticket.customer_id, ticket.language)


def open_of_customer(viewer: User, situation: Situation) -> list[int]:
    """The last open tickets of whom this is with, but for the one at hand."""
    if situation.whose is None:
        return []
    found = [pk for (pk,) in _OPEN(viewer, customer=situation.whose)]
    return [pk for pk in found if not _is_at_hand(situation, pk)]


def load_open(viewer: User, _situation: Situation, ids: Sequence[int]) -> list[Result]:
    return _load(viewer, ids, Ticket.OPEN_STATES)


def load_solved(viewer: User, situation: Situation, ids: Sequence[int]) -> list[Result]:
    """With how it ended, which is what one wants to know."""
    return _load(viewer, [pk for pk in ids if not _is_at_hand(situation, pk)], SOLVED)


def _load(viewer: User, ids: Sequence[int], states: Sequence[str]) -> list[Result]:
    mask = Mask(viewer)
    return [
        Result(pk, mask.text(subject), url("tickets:ticket", number), number, mask.text(sentence), at)
        for pk, number, subject, sentence, at, state in _FOUND(viewer, ids=list(ids))
        if state in states
    ]


def _is_at_hand(situation: Situation, pk: int) -> bool:
    return situation.topic == TOPIC and situation.object_id == pk


_OPEN = Prepared(
    lambda viewer: (
        Ticket.objects.visible_to(viewer)
        .open()
        .filter(customer=Given("customer", BigIntegerField()))
        .order_by("-changed_at", "-id")
        .values_list("pk")[:MOST_OPEN]
    )
)
_FOUND = Prepared(
    lambda viewer: (
        Ticket.objects.visible_to(viewer)
        .filter(pk__among=Given("ids", ArrayField(BigIntegerField())))
        .values_list("pk", "number", "subject", "result_sentence", "changed_at", "state")
    )
)
PLACES = [Place(TOPIC, situation_of)]
DUPLICATES = SuggestionKind("duplicate", KIND, _("open for this customer"), "ticket", load_open, among=open_of_customer)
SIMILAR = SuggestionKind("similar", KIND, _("solved before"), "ticket", load_solved)
