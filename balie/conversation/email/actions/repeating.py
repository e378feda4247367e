"""The same mail come again: in other wrapping, or to another mailbox of ours. What says anything new is a mail of its own."""

from __future__ import annotations

from datetime import datetime

from balie.conversation.contacts.sharing import share_contact
from balie.conversation.email.actions.filing import words_of
from balie.conversation.email.actions.matching import Surroundings
from balie.conversation.email.events import MailRepeated
from balie.conversation.email.models import Email, RawMail
from balie.conversation.email.parsing import ParsedMail
from balie.conversation.email.why import Why, why
from balie.foundation.events import announce
from balie.foundation.files.models import File
from balie.foundation.text.normalise import one_line

Reason = RawMail.Reason


def find_repeated(around: Surroundings, mail: ParsedMail, sender: str) -> Email | None:
    """The same mail, come before: a Message-ID alone proves nothing, so who wrote, the words and the files must be the same too.

    `sender`: the address that is one clearly, empty for none.
    """
    if not mail.message_id:
        return None
    named = (each for each in around.known if each.internet_message_id == mail.message_id[:400] and each.raw is not None)
    return next((each for each in named if each.sender.casefold() == sender[:254].casefold() and _is_same(each, mail)), None)


def share(repeated: Email, raw: RawMail, *, at: datetime) -> None:
    """A mail to two of our addresses is one, of both teams."""
    team = raw.mailbox.team
    if team is None or repeated.raw is None or repeated.raw.mailbox_id == raw.mailbox_id:
        return
    contact_id = repeated.message.contact_id
    share_contact(contact_id, [team.pk], level=team.default_level, at=at)
    announce(MailRepeated(contact_id=contact_id, thread_id=repeated.thread_id, team_id=team.pk, level=team.default_level, at=at))


def repeat_reason(raw: RawMail, repeated: Email) -> Why:
    if repeated.raw is None or repeated.raw.mailbox_id == raw.mailbox_id:
        return why(Reason.REPEATED)
    return why(Reason.REPEATED_ELSEWHERE, mailbox=repeated.raw.mailbox.address)


def _is_same(known: Email, mail: ParsedMail) -> bool:
    said = known.message
    is_said = (said.subject, said.html, said.text, said.history) == (one_line(mail.subject)[:300], mail.html, *words_of(mail))
    return is_said and {each.sha256 for each in mail.attachments} <= _kept(known)


def _kept(known: Email) -> set[str]:
    """What files the mail brought, by their content."""
    files = File.objects.filter(pk__in=known.message.files.values("pk")) | File.objects.filter(pk__in=known.inline_parts.values("file"))
    return set(files.values_list("sha256", flat=True))
