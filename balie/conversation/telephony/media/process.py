"""The media process: signalling, mixer, recorder and the engine's socket, put together and watched."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import ssl
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from balie.conversation.telephony.media.control import Control
from balie.conversation.telephony.media.mixer import Mixer
from balie.conversation.telephony.media.ports import PortRange
from balie.conversation.telephony.media.protocol.commands import Command
from balie.conversation.telephony.media.protocol.events import MixerFailed, MixerStalled
from balie.conversation.telephony.media.recorder import Recording, Writer
from balie.conversation.telephony.media.sip.agent import SipSignalling
from balie.conversation.telephony.media.sip.transports import Places
from balie.conversation.telephony.media.switchboard import QUALITY_S, Switchboard
from balie.conversation.telephony.media.ways import Ways
from balie.conversation.telephony.media.webphone.lines import Webphones

log = logging.getLogger(__name__)

_WATCHED_S = 1.0


@dataclass(frozen=True)
class Settings:
    """Where the process listens, and where the engine finds it."""

    control: Path
    token: str
    places: Places
    rtp: PortRange


class Media:
    """All parts of the process, on the loop that runs when it is made."""

    def __init__(self, settings: Settings) -> None:
        self._loop = asyncio.get_running_loop()
        self.writer = Writer(ended=self._recording_ended)
        self.mixer = Mixer(self.writer, on_played=self._played, on_failure=self._failed)
        self.control = Control(settings.control, settings.token, do=self._do)
        self.switchboard = Switchboard(settings.rtp, tell=self.control.tell, is_engine_there=lambda: self.control.is_connected)
        browsers = Webphones(settings.rtp, public=settings.places.public, told=self.switchboard.take, tell=self.control.tell)
        self.signalling = Ways(SipSignalling(settings.places, told=self.switchboard.take), browsers)
        self.switchboard.connect(self.signalling, browsers, self.mixer)

    async def run(self, until: asyncio.Event) -> None:
        """Serve until the event is set; then every call ends and every recording is whole. Raises `OSError` when a port is taken."""
        await self.signalling.start()
        await self.control.start()
        self.writer.start()
        self.mixer.clock.start()
        watching = [asyncio.ensure_future(self._measure()), asyncio.ensure_future(self._watch())]
        try:
            await until.wait()
        finally:
            for task in watching:
                task.cancel()
            await self.signalling.stop()
            self.mixer.clock.stop()
            self.writer.stop()
            await asyncio.sleep(0)  # what the threads told last
            await self.control.stop()

    async def _measure(self) -> None:
        while True:
            await asyncio.sleep(QUALITY_S)
            self.switchboard.measure()

    async def _watch(self) -> None:
        """Tell when the mixer stands still."""
        ticks, still = -1, 0.0
        while True:
            await asyncio.sleep(_WATCHED_S)
            now = self.mixer.clock.counts.ticks
            still = still + _WATCHED_S if now == ticks else 0.0
            ticks = now
            if still == _WATCHED_S:
                self.control.tell(MixerStalled(still))

    def _do(self, command: Command) -> dict[str, object]:
        return self.switchboard.do(command)

    def _played(self, player: str) -> None:
        self._loop.call_soon_threadsafe(self.switchboard.rooms.played, player)

    def _recording_ended(self, recording: Recording) -> None:
        self._loop.call_soon_threadsafe(self.switchboard.rooms.recording_ended, recording)

    def _failed(self, what: str) -> None:
        self._loop.call_soon_threadsafe(self.control.tell, MixerFailed(what))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the process; 1 when it cannot listen."""
    settings = read_arguments(arguments)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("aioice").setLevel(logging.WARNING)  # else a line for every pair of addresses it tries
    try:
        asyncio.run(_serve(settings))
    except OSError as error:
        sys.stderr.write(f"The telephone cannot listen: {error}\n")
        return 1
    return 0


def read_arguments(arguments: Sequence[str] | None) -> Settings:
    """The settings; the token comes from a file, where other users of the machine do not see it."""
    parser = argparse.ArgumentParser(prog="python -m balie.conversation.telephony.media", description=__doc__)
    parser.add_argument("--control", type=Path, required=True, help="path of the engine's socket")
    parser.add_argument("--token-file", type=Path, required=True, help="file with the token the engine must say")
    parser.add_argument("--host", default="127.0.0.1", help="address for SIP and audio")
    parser.add_argument("--public", default="", help="address the world knows us by, when that is another")
    parser.add_argument("--sip-port", type=int, default=5060)
    parser.add_argument("--sips-port", type=int, default=5061, help="for TLS, with a certificate")
    parser.add_argument("--certificate", type=Path, help="certificate file for TLS")
    parser.add_argument("--key", type=Path, help="its private key")
    parser.add_argument("--rtp-ports", default="10000-10999", help="first and last port for audio")
    told = parser.parse_args(arguments)
    first, _, last = told.rtp_ports.partition("-")
    if not (first.isdigit() and last.isdigit() and int(first) < int(last) < 65536):
        parser.error(f"--rtp-ports is {told.rtp_ports!r}; it takes two ports, as 10000-10999")
    places = Places(told.host, told.sip_port, told.sips_port, _tls(told.certificate, told.key), told.public)
    return Settings(told.control, told.token_file.read_text().strip(), places, PortRange(told.host, int(first), int(last)))


def _tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await Media(settings).run(stop)
