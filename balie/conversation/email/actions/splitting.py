"""A conversation that was two: from one mail on it goes on by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from balie.conversation.email.models import Email, Thread, ThreadParticipant
from balie.foundation.text.normalise import one_line


@transaction.atomic
def split_thread(email: Email, *, at: datetime) -> Thread:
    """The thread of the mail, its answers and all that answers those: a new one, or the one it stands in when nothing would stay behind.

    Who took part goes on taking part. A mail to come joins the one whose mail it answers, also by a token from before.
    """
    thread = Thread.objects.select_for_update().get(pk=email.thread_id)
    every = list(Email.objects.filter(thread=thread).select_related("message").order_by("message__at", "pk"))
    going = _contacts_from(email, every)
    if all(each.message.contact_id in going for each in every):
        return thread
    made = Thread.objects.create(
        subject=one_line(email.message.subject)[:300],
        mailbox_id=thread.mailbox_id,
        made_at=at,
        split_from=[*thread.split_from, thread.pk],
    )
    Email.objects.filter(thread=thread, message__contact__in=going).update(thread=made)
    taking_part = ThreadParticipant.objects.filter(thread=thread)
    ThreadParticipant.objects.bulk_create(
        ThreadParticipant(thread=made, address=each.address, is_accepted=each.is_accepted, refused_at=each.refused_at)
        for each in taking_part
    )
    return made


def _contacts_from(email: Email, every: Iterable[Email]) -> set[int]:
    """The contact of the mail and those begun by an answer to one that goes: an answer is to the newest mail it refers to. `every` by time."""
    place = {each.internet_message_id: each.message.contact_id for each in every}
    going, seen = {email.message.contact_id}, set()
    for each in every:
        contact = each.message.contact_id
        if contact not in seen and _answered(each, place) in going:
            going.add(contact)
        seen.add(contact)
    return going


def _answered(email: Email, place: dict[str, int]) -> int | None:
    said = [*email.references, email.in_reply_to]
    return next((place[each] for each in reversed(said) if each in place), None)
