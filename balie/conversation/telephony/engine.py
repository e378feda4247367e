"""The engine: takes what the media process tells into our records, and says to it what they ask. Whatever goes wrong ends it, and it begins anew."""

from __future__ import annotations

import logging
import select
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from balie.access.permissions.encryption import decrypt
from balie.conversation.telephony import actions
from balie.conversation.telephony.client import Client, NotAnswering, Said
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.media.protocol.lines import read_command
from balie.conversation.telephony.models import Link, Phone, Trunk
from balie.conversation.telephony.places import control_socket, token_file
from balie.conversation.telephony.waking import CHANNEL, SET_UP
from balie.foundation.live.hub import listen_parameters
from balie.foundation.postgres.models import Instance
from balie.foundation.postgres.queries import this_instance
from balie.foundation.processes.locks import FileLock, Taken

log = logging.getLogger(__name__)

BEAT_S = 5.0
AGAIN_S = 1.0
DEMO_CALLERS = "127.0.0.0/8"


class Engine:
    """Finds the media process at `socket`, again and again, until told to stop."""

    def __init__(self, socket: Path, token: str) -> None:
        self._socket, self._token = socket, token
        self._was_met = False

    def run(self, stop: threading.Event) -> None:
        was_there = True
        while not stop.is_set():
            try:
                self._serve(stop)
            except NotAnswering as error:
                if was_there:
                    log.warning("the media process does not answer: %s", error)
                was_there = self._was_met
                self._was_met = False
                stop.wait(AGAIN_S)

    def _serve(self, stop: threading.Event) -> None:
        close_old_connections()
        known = Link.objects.filter(id=1).first() or Link()
        with (
            closing(Client(self._socket, self._token, instance=known.instance, after=known.last_event)) as media,
            psycopg.connect(**listen_parameters(), autocommit=True) as listening,
        ):
            listening.execute(f"LISTEN {CHANNEL}")
            self._meet(media)
            beat = 0.0
            while not stop.is_set():
                if time.monotonic() >= beat:
                    beat = time.monotonic() + BEAT_S
                    self._look_around()
                self._carry_out(media)
                if not media.has_events():
                    select.select([media.fileno(), listening.fileno()], [], [], AGAIN_S)
                if SET_UP in {each.payload for each in listening.notifies(timeout=0)}:
                    self._set_up(media)
                self._take(media)

    def _meet(self, media: Client) -> None:
        actions.meet(media.instance, at=timezone.now())
        self._set_up(media)
        self._was_met = True

    def _set_up(self, media: Client) -> None:
        is_demo = this_instance().began_as == Instance.Beginning.DEMO
        phones = list(Phone.objects.filter(is_active=True))
        desk = [each for each in phones if each.kind == Phone.Kind.DESK]
        media.do(commands.SetPhones(tuple(commands.PhoneGiven(each.key, each.secret) for each in desk)))
        media.do(commands.SetBrowsers(tuple(each.key for each in phones if each.kind == Phone.Kind.BROWSER)))
        media.do(commands.SetTrunks(tuple(_given(each) for each in Trunk.objects.filter(is_active=True))))
        media.do(commands.SetTrusted((DEMO_CALLERS,) if is_demo else ()))

    def _take(self, media: Client) -> None:
        for number, event in media.read():
            self._follow(event, number, media.instance)
            if number is not None:
                media.acknowledge(number)
            self._carry_out(media)

    def _follow(self, event: events.Event, number: int | None, instance: str) -> None:
        """One event that nobody foresaw costs its own call something, and no other call anything."""
        try:
            actions.follow(event, number, instance=instance, at=timezone.now())
        except DatabaseError:
            raise
        except Exception:  # the outer loop: the same event would come again for ever
            log.exception("%s could not be followed", type(event).__name__)
            actions.pass_over(number, instance=instance, at=timezone.now())

    def _carry_out(self, media: Client) -> None:
        """Say what was ordered, in its order. Said and not yet taken away when we die, it is said again: the media process refuses what is done already."""
        for order in actions.orders_for(media.instance):
            command = read_command(order.line)
            try:
                answer = media.do(_unsealed(command))
            except Said as refusal:
                log.info("%s was refused: %s", type(command).__name__, refusal)
                actions.unsaid(command, code=refusal.code, instance=media.instance, at=timezone.now())
            else:
                actions.answered(command, answer, at=timezone.now())
            actions.said(order)

    def _look_around(self) -> None:
        now = timezone.now()
        actions.be_seen(at=now)
        actions.end_calls_over_the_cap(at=now)


def _unsealed(command: commands.Command) -> commands.Command:
    """The key of a recording lies encrypted in its order, as all secrets in the database do."""
    return replace(command, key=decrypt(command.key)) if isinstance(command, commands.Record) else command


def _given(trunk: Trunk) -> commands.TrunkGiven:
    return commands.TrunkGiven(
        trunk.key,
        trunk.host,
        trunk.port,
        trunk.transport,
        trunk.user,
        trunk.secret,
        registers=trunk.registers,
        addresses=tuple(map(str, trunk.addresses)),
    )


def run(stop: threading.Event) -> None:
    """The engine of this installation: one at a time, the others stand by."""
    folder = control_socket(settings.BALIE_HOME).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(folder / "engine.lock")
    while not stop.is_set():
        try:
            lock.take()
        except Taken:
            stop.wait(AGAIN_S)
            continue
        try:
            Engine(control_socket(settings.BALIE_HOME), token_file(settings.BALIE_HOME).read_text().strip()).run(stop)
        finally:
            lock.release()
