"""The mail server's own filter learns from what people mark: by the Junk folder, and by rspamd's controller where there is one."""

from __future__ import annotations

import ipaddress
import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from balie.conversation.email.backoff import sending_delay
from balie.conversation.email.imap import Imap, MailboxDown
from balie.conversation.email.jobs import defer_teaching
from balie.conversation.email.models import Mailbox, RawMail
from balie.conversation.email.watchers import imap_server
from balie.foundation.exchange.outbound import NotFetched, post
from balie.foundation.files.queries import FileDamaged, read_file
from balie.foundation.postgres.queries import sending_is_held

logger = logging.getLogger(__name__)
SPAM = "spam"
MOST_TRIES = 6
LEARN_SECONDS = 20.0
# The controller stands beside the mail server: the environment names it, so it may be within.
INSIDE = tuple(map(ipaddress.ip_network, ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))


def teach_filter(raw_mail_id: int, taught: str, *, tries: int = 0) -> None:
    """Move the mail to Junk or back, and have rspamd learn it; tried six times within minutes, then left. What was thought better of is left."""
    raw = RawMail.objects.select_related("mailbox", "file", "email").filter(pk=raw_mail_id, email__isnull=False).first()
    if raw is None or bool(raw.email.mark) != (taught == SPAM) or sending_is_held():
        return
    try:
        if wants_teaching(raw.mailbox):
            _move(raw, to_junk=taught == SPAM)
        if settings.BALIE_RSPAMD:
            learn(read_file(raw.file), taught)
    except (MailboxDown, NotFetched, FileDamaged) as error:
        logger.warning("the filter could not be taught mail %s: %s", raw_mail_id, error)
        if tries + 1 < MOST_TRIES:
            defer_teaching(raw_mail_id, taught, tries=tries + 1, at=timezone.now() + sending_delay(tries + 1, spread=0.0))


def wants_teaching(mailbox: Mailbox) -> bool:
    return mailbox.teaches_filter and mailbox.source == Mailbox.Source.IMAP and bool(mailbox.host)


def learn(content: bytes, taught: str) -> None:
    """Have rspamd learn the mail as `spam` or `ham`. Raises `NotFetched`."""
    url = f"{settings.BALIE_RSPAMD.rstrip('/')}/learn{taught}"
    port = urlsplit(url).port
    post(
        url,
        content,
        headers={"Password": settings.BALIE_RSPAMD_PASSWORD, "Content-Type": "message/rfc822"},
        inside=INSIDE,
        ports=[port] if port else (80, 443),
        seconds=LEARN_SECONDS,
    )


def _move(raw: RawMail, *, to_junk: bool) -> None:
    with Imap(imap_server(raw.mailbox), folder=raw.mailbox.folder) as imap:
        uid = raw.uid if raw.uid and raw.uid_validity == imap.uidvalidity else None
        imap.move(raw.email.internet_message_id, uid=uid, to_junk=to_junk)
