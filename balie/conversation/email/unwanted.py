"""Mail that can be read and is put aside all the same: by the mail server's word, or because it proves an address."""

from __future__ import annotations

from balie.conversation.email.models import Mailbox, RawMail
from balie.conversation.email.parsing import ParsedMail
from balie.conversation.email.signups import sign_up_words
from balie.conversation.email.verdicts import spam_verdict
from balie.conversation.email.why import Why, why


def unwanted(box: Mailbox, mail: ParsedMail, *, is_machine: bool) -> Why | None:
    """Why the mail goes to quarantine; None for the most."""
    if box.on_spam == Mailbox.OnSpam.QUARANTINE and (verdict := spam_verdict(mail.headers, receiver=box.receiver)):
        return why(RawMail.Reason.SPAM, verdict=verdict)
    asks = sign_up_words(subject=mail.subject, text=mail.text, references=mail.references, is_machine=is_machine)
    return why(RawMail.Reason.SIGN_UP, words=asks) if asks else None
