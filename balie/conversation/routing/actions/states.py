"""Whether operators can be given work: one open record each, never changed but for its end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import Code, record
from balie.access.permissions.actions import ensure_may
from balie.conversation.routing import rules
from balie.conversation.routing.actions.log import note, note_operator
from balie.conversation.routing.board.facts import Kind, ms
from balie.conversation.routing.models import NotReadyReason, Offer, OperatorState
from balie.conversation.routing.policies import BE_READY, MANAGE
from balie.conversation.routing.queries import may_manage
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.live import nudge
from balie.foundation.text.labels import label

# The reason Balie itself gives: kept beside those of the organisation, offered to nobody.
MISSED_KEY = "missed"
MISSED_NAME = label("Oproepen gemist", "Appels manqués", "Missed what rang", "Anrufe verpasst")


class OnTheLine(Refusal):
    """Somebody is on the line, or being rung: only that ends the state."""

    code = "on_the_line"
    sentence = _("First end the conversation; what you choose then holds.")


@transaction.atomic
def choose_state(user: User, state: str, *, reason: NotReadyReason | None = None, by: User, at: datetime) -> OperatorState | None:
    """`by` says that `user` is available, not ready (with the reason) or, with "", not at the desk; None for that last one.

    One's own, or as a lead an operator's of one's team. Raises `OnTheLine`, and `Invalid` for a state nobody chooses or a reason that is missing.
    """
    ensure_may(by, BE_READY if by.pk == user.pk else MANAGE)
    if by.pk != user.pk and not may_manage(by, user):
        raise NotFound()
    if state not in rules.CHOSEN:
        raise Invalid(field="state", reason=_("This state is not chosen, it happens."))
    if state == rules.State.NOT_READY and (reason is None or reason.is_retired):
        raise Invalid(field="reason", reason=_("Say why: choose a reason of the list."))
    was = locked(user)
    if not rules.may_choose(was.state if was else "", state):
        raise OnTheLine()
    if state == rules.State.AVAILABLE and was is None:
        note_operator(user, at=at)  # who comes to the desk comes with what they can by now
    return _enter(user, was, state, reason if state == rules.State.NOT_READY else None, by=by, at=at)


@transaction.atomic
def note_state(user: User, state: rules.State, *, at: datetime) -> OperatorState | None:
    """What happened to an operator: an offer, a conversation, the wrap-up after it, a missed offer."""
    return _enter(user, locked(user), state, None, by=None, at=at)


@transaction.atomic
def note_missed(user: User, *, is_again: bool, at: datetime) -> OperatorState | None:
    """An offer was missed: nothing rings for a moment; again, and the operator is not ready until they say otherwise."""
    if not is_again:
        return note_state(user, rules.State.MISSED, at=at)
    reason, _made = NotReadyReason.objects.get_or_create(key=MISSED_KEY, defaults={"name": MISSED_NAME, "is_retired": True})
    return _enter(user, locked(user), rules.State.NOT_READY, reason, by=None, at=at)


def leave(user: User, *, at: datetime) -> None:
    """Not at the desk, whatever they were doing."""
    if (was := locked(user)) is not None:
        _enter(user, was, "", None, by=None, at=at)


def locked(user: User) -> OperatorState | None:
    """The open record; the user's row is locked, so that two windows of one person wait for each other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return OperatorState.objects.select_for_update().filter(user=user, until=None).first()


def _enter(
    user: User, was: OperatorState | None, state: str, reason: NotReadyReason | None, *, by: User | None, at: datetime
) -> OperatorState | None:
    if was is not None and (was.state, was.reason_id) == (state, reason.pk if reason else None):
        return was
    if was is not None and was.state == rules.State.WRAP_UP:
        Offer.objects.filter(operator=user, wrap_up_until__isnull=False, wrapped_up_at=None).update(wrapped_up_at=at)
    if was is not None:
        at = max(at, was.since)  # a clock set back makes no record that ends before it began
        was.until = at
        was.save(update_fields=["until"])
    entered = OperatorState.objects.create(user=user, state=state, reason=reason, since=at, by=by) if state else None
    subject = entered or was
    if subject is not None:
        data: dict[str, Code] = {"state": state, "reason": reason.key if reason else "", "user": user.pk}
        record("routing.state_set", subject, by=by, at=at, data=data)
    note(Kind.STATE, at=at, operator=user.pk, state=state, since=ms(at))
    nudge(f"user:{user.pk}", "routing")
    return entered
