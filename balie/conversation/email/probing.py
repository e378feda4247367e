"""Trying a mailbox's servers now, and saying in words what failed."""

from __future__ import annotations

from contextlib import suppress

from django.utils.translation import gettext as _

from balie.conversation.email import queries
from balie.conversation.email.actions import note_server_up
from balie.conversation.email.dkim_keys import selectors_in
from balie.conversation.email.domain import Probe, try_domain
from balie.conversation.email.imap import Imap, MailboxDown
from balie.conversation.email.models import Mailbox
from balie.conversation.email.outbox import smtp_server
from balie.conversation.email.reasons import in_words
from balie.conversation.email.senders.dns import names
from balie.conversation.email.smtp import trouble
from balie.conversation.email.watchers import imap_server
from balie.foundation.files.queries import FileDamaged, open_file

SECONDS = 10.0
LOOKED_AT = 64 * 1024


def try_mailbox(mailbox: Mailbox) -> list[Probe]:
    """Sign in where mail is fetched and where it is handed over, and look at what the domain says of its mail; nothing is read or sent.

    A server that takes mail again is tried by what waits for it.
    """
    probes = [_try_fetching(mailbox)] if mailbox.source == Mailbox.Source.IMAP else []
    seen = [] if mailbox.dkim_selector else selectors_seen(mailbox)
    domain = try_domain(mailbox.address, selector=mailbox.dkim_selector, ask=names().txt, seen=seen)
    return [*probes, _try_sending(mailbox), *domain]


def selectors_seen(mailbox: Mailbox) -> list[str]:
    """Under which selectors mail of the mailbox's domain was signed, by what lately came in: verified mail first, then mail of ours that came back."""
    domain, found = mailbox.address.rpartition("@")[2], []
    for raw in queries.mails_of_domain(domain, back_in=mailbox):
        with suppress(FileDamaged), open_file(raw.file) as source:
            found += selectors_in(source.read(LOOKED_AT), domain)
    return list(dict.fromkeys(found))


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
    if said is None:
        note_server_up(mailbox)
    return Probe(what, is_well=said is None, said=in_words(said) if said else _("works"))
