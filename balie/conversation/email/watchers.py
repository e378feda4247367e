"""Doors through which IMAP mail comes: a thread for each mailbox, which recovers by itself and never deletes anything."""

from __future__ import annotations

import logging
import os
import random
import socket
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from balie.conversation.email import actions
from balie.conversation.email.actions import Lease
from balie.conversation.email.backoff import connecting_delay
from balie.conversation.email.imap import BATCH, Fetched, Imap, ImapServer, MailboxDown, Withheld
from balie.conversation.email.models import Mailbox, RawMail
from balie.conversation.email.reasons import told
from balie.conversation.email.signin.tokens import bearer
from balie.conversation.email.why import why
from balie.foundation.postgres.queries import sending_is_held
from balie.foundation.processes.failpoints import failpoint

logger = logging.getLogger(__name__)
LOOK_EVERY = 5.0  # for mailboxes added, changed or let go by another worker
LOOK_SECONDS = 4.0  # delivery to screen within 5 s, also where a server's IDLE is silent
GIVE_UP = 5  # times that one mail was not given, before it is left where it is
RENEW_SECONDS = 20.0  # below the lease, so that it is renewed in time


def watch_mailboxes(stop: threading.Event) -> None:
    """A thread for each IMAP mailbox in use, until `stop`; mailboxes come and go while it runs."""
    owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{random.getrandbits(32):08x}"
    running: dict[int, threading.Thread] = {}
    while not stop.is_set():
        for mailbox_id in _to_be_watched():
            if mailbox_id not in running or not running[mailbox_id].is_alive():
                watcher = Watcher(mailbox_id, owner=owner, stop=stop)
                running[mailbox_id] = threading.Thread(target=watcher.run, name=f"mailbox-{mailbox_id}", daemon=True)
                running[mailbox_id].start()
        stop.wait(LOOK_EVERY)
    for thread in running.values():
        thread.join(10)


def _to_be_watched() -> list[int]:
    """None in a restored copy that is held: the mail belongs to the installation it was copied from."""
    if sending_is_held():
        return []
    return list(Mailbox.objects.filter(is_active=True, source=Mailbox.Source.IMAP).exclude(host="").values_list("pk", flat=True))


class Watcher:
    """Fetches one mailbox while it holds the lease; `wait` is how it sleeps, `put_away` closes the thread's connections."""

    def __init__(
        self,
        mailbox_id: int,
        *,
        owner: str,
        stop: threading.Event,
        wait: Callable[[float], bool] | None = None,
        put_away: Callable[[], None] = connections.close_all,
    ) -> None:
        self.mailbox_id, self.owner, self.stop = mailbox_id, owner, stop
        self.wait, self.put_away = wait or stop.wait, put_away
        self.failures = 0
        self.withheld: Counter[int] = Counter()  # mail the server did not give, and how often

    def run(self) -> None:
        """Until stopped, until the mailbox is no longer ours, or until its settings changed: then a new watcher takes it."""
        try:
            lease = actions.take_lease(self.mailbox_id, owner=self.owner)
            while lease and not self.stop.is_set() and self._watch_once(lease):
                pass
            if lease:
                actions.release_lease(lease)
        except DatabaseError:
            logger.warning("mailbox %s: the database does not answer; trying again", self.mailbox_id)
        finally:
            self.put_away()

    def _watch_once(self, lease: Lease) -> bool:
        """One connection for as long as it lasts; whether the lease is still ours."""
        mailbox = Mailbox.objects.get(pk=self.mailbox_id)
        try:
            with Imap(imap_server(mailbox), folder=mailbox.folder) as imap:
                return self._follow(lease, imap)
        except Withheld as down:
            return self._get_past(lease, mailbox, down)
        except MailboxDown as down:
            return self._note_down(lease, down)
        except OSError as error:  # our own disk: nothing was marked as read
            return self._note_down(lease, MailboxDown(told(gettext_noop("mail cannot be stored here"), error.strerror or error)))

    def _follow(self, lease: Lease, imap: Imap) -> bool:
        self._look_back(imap)
        while not self.stop.is_set():
            if not self._fetch(lease, imap):
                return False
            self.failures = 0
            self.withheld.clear()
            actions.note_state(self.mailbox_id, Mailbox.State.UP, at=timezone.now())
            if not actions.renew_lease(lease):
                return False
            self._await_mail(imap)
        return True

    def _look_back(self, imap: Imap) -> None:
        """Once a connection: unread mail below the mark is kept and marked as read.

        A server set back gives numbers twice; and what was kept a moment before this process died was not marked.
        """
        mailbox = Mailbox.objects.get(pk=self.mailbox_id)
        if mailbox.last_uid and mailbox.uid_validity == imap.uidvalidity:
            withheld = mailbox.raw_mails.filter(reason=RawMail.Reason.WITHHELD, uid_validity=imap.uidvalidity)
            left = [each.uid or 0 for each in withheld.only("uid")]
            unread = imap.unread_until(mailbox.last_uid, but=left)
            for each in unread:
                self._keep(mailbox, imap, each)
            imap.mark_seen([each.uid for each in unread])

    def _await_mail(self, imap: Imap) -> None:
        """Wait for mail: told by the server at once, looking again after seconds in any case, since what is told can be missed."""
        if imap.client.has_capability("IDLE"):
            imap.idle(LOOK_SECONDS)
        else:
            self.wait(LOOK_SECONDS)

    def _fetch(self, lease: Lease, imap: Imap) -> bool:
        """Store what is new, in order; a mail is marked as read only once it stands here. Whether the lease is still ours."""
        mailbox = Mailbox.objects.get(pk=self.mailbox_id)
        imap.select()
        self.validity = imap.uidvalidity
        for portion in imap.portions_since(_start(mailbox, imap), most=1 if self.withheld else BATCH):
            if self.stop.is_set():
                return True
            if not self._keep_all(lease, mailbox, imap, portion):
                return False
            failpoint("mail.before_seen")
            imap.mark_seen([fetched.uid for fetched in portion])
            failpoint("mail.seen")
        return True

    @transaction.atomic
    def _keep_all(self, lease: Lease, mailbox: Mailbox, imap: Imap, portion: Sequence[Fetched]) -> bool:
        """Whether the lease is still ours; what is stored stays stored in any case, since storing twice is once."""
        for fetched in portion:
            self._keep(mailbox, imap, fetched)
        if not actions.renew_lease(lease):
            return False
        return not portion or actions.note_progress(lease, uid_validity=imap.uidvalidity, last_uid=portion[-1].uid)

    def _keep(self, mailbox: Mailbox, imap: Imap, fetched: Fetched) -> None:
        at = timezone.now()
        raw = actions.store_raw(mailbox, fetched.raw, uid_validity=imap.uidvalidity, uid=fetched.uid, at=at)
        if fetched.is_too_big:
            actions.refuse_mail(raw.pk, why(RawMail.Reason.TOO_BIG), at=at)

    def _get_past(self, lease: Lease, mailbox: Mailbox, down: Withheld) -> bool:
        """One mail that the server does not give holds nothing up: those around it are fetched one by one, and after some tries it is left there."""
        self.withheld.update(down.uids)
        [uid, *more] = down.uids
        if more or self.withheld[uid] < GIVE_UP:
            return self._note_down(lease, down)
        actions.leave_withheld(lease, mailbox, uid_validity=self.validity, uid=uid, said=down.reason, at=timezone.now())
        return actions.renew_lease(lease)

    def _note_down(self, lease: Lease, down: MailboxDown) -> bool:
        """Say why, then wait longer and longer (at most a quarter of an hour), keeping the lease."""
        self.failures += 1
        actions.note_state(self.mailbox_id, Mailbox.State.DOWN, down.reason, at=timezone.now())
        until = timezone.now() + connecting_delay(self.failures, spread=random.random())  # noqa: S311  no secret
        while not self.stop.is_set() and timezone.now() < until:
            if not actions.renew_lease(lease):
                return False
            left = (until - timezone.now()) / timedelta(seconds=1)
            self.wait(max(0.0, min(left, RENEW_SECONDS)))
        return True


def _start(mailbox: Mailbox, imap: Imap) -> int:
    """The number after which mail is new: all of it, when the server began to count anew."""
    counts_anew = mailbox.uid_validity != imap.uidvalidity or 0 < imap.uidnext <= mailbox.last_uid
    return 0 if counts_anew else mailbox.last_uid


def imap_server(mailbox: Mailbox) -> ImapServer:
    return ImapServer(
        host=mailbox.host,
        port=mailbox.port,
        security=mailbox.security,  # type: ignore[arg-type]  # the choices are the literal's
        username=mailbox.username,
        password=mailbox.password,
        bearer=bearer(mailbox),
    )
