"""The door out: one attempt to hand a mail to the server of its mailbox."""

from __future__ import annotations

import random
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from balie.conversation.email import actions
from balie.conversation.email.jobs import defer_copying
from balie.conversation.email.models import Mailbox
from balie.conversation.email.signin.tokens import bearer
from balie.conversation.email.smtp import Deferred, Outcome, Rejected, Sent, SmtpServer, is_loopback
from balie.conversation.email.smtp import send as hand_over
from balie.foundation.files.queries import FileDamaged, read_file
from balie.foundation.processes.failpoints import failpoint


def send(outgoing_id: int) -> None:
    """Send the mail when it is due and ours to send; the outcome is written whatever it is."""
    claim = actions.claim_outgoing(outgoing_id)
    if claim is None:
        return
    outcome = _attempt(claim)
    if isinstance(outcome, Deferred) and outcome.is_servers:
        actions.note_server_down(claim.outgoing.mailbox, outcome.reason, spread=_spread(), at=timezone.now())
    elif claim.outgoing.mailbox.sending_since:
        actions.note_server_up(claim.outgoing.mailbox)
    match outcome:
        case Sent(refused=refused, later=later) if refused or later:
            _note_partly_sent(claim, refused, later)
        case Sent():
            _note_sent(claim)
        case Deferred(reason=reason):
            actions.mark_unsent(claim, reason, is_final=False, spread=_spread(), at=timezone.now())
        case Rejected(reason=reason):
            actions.mark_unsent(claim, reason, is_final=True, spread=0.0, at=timezone.now())


def _spread() -> float:
    return random.random()  # noqa: S311  no secret


@transaction.atomic
def _note_sent(claim: actions.Claim) -> None:
    if actions.mark_sent(claim, at=timezone.now()) and claim.outgoing.mailbox.keeps_copies:
        defer_copying(claim.outgoing.pk)


def _note_partly_sent(claim: actions.Claim, refused: Mapping[str, str], later: Mapping[str, str]) -> None:
    """Who got it gets it no more; it has failed only when nobody is left to try again."""
    missed = {**refused, **later}
    reached = [each for each in _still_to_reach(claim) if each not in missed]
    words = "; ".join(f"{address}: {said}" for address, said in missed.items())
    actions.mark_unsent(claim, words, reached=reached, is_final=not later, spread=_spread(), at=timezone.now())


def _still_to_reach(claim: actions.Claim) -> list[str]:
    return [each for each in claim.outgoing.recipients if each not in claim.outgoing.reached]


def smtp_server(mailbox: Mailbox) -> SmtpServer | None:
    """Where mail of `mailbox` is handed over: in a demonstration always its own door, so nothing ever leaves this machine."""
    if settings.BALIE_DEMO and mailbox.source == Mailbox.Source.LISTENER:
        host, _, port = settings.BALIE_DEMO_SMTP.rpartition(":")
        return SmtpServer(host=host, port=int(port), security="none")
    if not mailbox.smtp_host:
        return None
    return SmtpServer(
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        security=mailbox.smtp_security,  # type: ignore[arg-type]  # the choices are the literal's
        username=mailbox.smtp_username or (mailbox.username if mailbox.sign_in != Mailbox.SignIn.PASSWORD else ""),
        password=mailbox.smtp_password,
        bearer=bearer(mailbox),
    )


def _attempt(claim: actions.Claim) -> Outcome:
    outgoing = claim.outgoing
    server = smtp_server(outgoing.mailbox)
    if server is None:
        return Deferred(gettext_noop("the mailbox has no server to send through, set one in the settings of mailboxes"), is_servers=True)
    if server.security == "none" and not is_loopback(server.host):
        return Deferred(gettext_noop("mail is never sent without TLS to another machine, choose STARTTLS or TLS"), is_servers=True)
    try:
        raw = read_file(outgoing.file)
    except FileDamaged as error:
        return Rejected(str(error))
    failpoint("mail.before_sending")
    outcome = hand_over(raw, sender=outgoing.sender, recipients=_still_to_reach(claim), server=server)
    failpoint("mail.handed_over")
    return outcome
