"""Trying a mailbox's servers now, and saying in words what failed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from balie.conversation.email.domain import Probe, try_domain
from balie.conversation.email.imap import Imap, MailboxDown
from balie.conversation.email.models import Mailbox
from balie.conversation.email.outbox import smtp_server
from balie.conversation.email.reasons import in_words
from balie.conversation.email.senders.dns import names
from balie.conversation.email.smtp import trouble
from balie.conversation.email.watchers import imap_server

SECONDS = 10.0


def try_mailbox(mailbox: Mailbox) -> list[Probe]:
    """Sign in where mail is fetched and where it is handed over, and look at what the domain says of its mail; nothing is read or sent."""
    probes = [_try_fetching(mailbox)] if mailbox.source == Mailbox.Source.IMAP else []
    domain = try_domain(mailbox.address, selector=mailbox.dkim_selector, ask=names().txt)
    return [*probes, _try_sending(mailbox), *domain]


def _try_fetching(mailbox: Mailbox) -> Probe:
    what = _("Fetching mail")
    try:
        with Imap(imap_server(mailbox), folder=mailbox.folder, timeout=SECONDS) as imap:
            waiting = len(imap.uids_since(mailbox.last_uid if imap.uidvalidity == mailbox.uid_validity else 0))
    except MailboxDown as down:
        return Probe(what, is_well=False, said=in_words(down.reason))
    return Probe(what, is_well=True, said=_("works; {count} mails wait to be fetched").format(count=waiting))


def _try_sending(mailbox: Mailbox) -> Probe:
    what, server = _("Sending mail"), smtp_server(mailbox)
    if server is None:
        return Probe(what, is_well=False, said=_("no SMTP server is set, so nothing can be answered"))
    said = trouble(server, sender=mailbox.address)
    return Probe(what, is_well=said is None, said=in_words(said) if said else _("works"))
