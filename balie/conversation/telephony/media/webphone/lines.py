"""Browsers as telephones: an operator's is there from when it connects, and rings; a caller's calls by connecting."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from balie.conversation.telephony.media import signalling
from balie.conversation.telephony.media.dtmf import DIGITS
from balie.conversation.telephony.media.legs import MediaPath
from balie.conversation.telephony.media.ports import PortRange
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.media.reasons import Reason
from balie.conversation.telephony.media.refusals import BadField, NameTaken, UnknownBrowser, UnknownPhone, WrongMoment
from balie.conversation.telephony.media.signalling import Caller, Destination, Signal
from balie.conversation.telephony.media.webphone.echo import Echo
from balie.conversation.telephony.media.webphone.relay import Relay

if TYPE_CHECKING:  # it takes its time and memory, so only where a browser is a telephone
    from balie.conversation.telephony.media.webphone.peer import Peer

log = logging.getLogger(__name__)

CONNECT_S = 15.0
IDLE_AWAY_S = 10.0  # as long as a page takes to be loaded anew, and more
TALKING_AWAY_S = 30.0
TRUNK = "browser"


@dataclass
class Talk:
    """A leg of a browser; audio begins with the answer, or before it."""

    leg: str
    port: int
    relay: Relay | None = None
    is_answered: bool = False


@dataclass
class Line:
    """An operator's telephone (`phone`) or a caller, whichever browser it is now, if any, and what it talks."""

    phone: str
    browser: str = ""
    peer: Peer | None = None
    talk: Talk | None = None
    echo: Echo | None = None
    away: asyncio.TimerHandle | None = None
    call: commands.ConnectBrowser | None = field(default=None, repr=False)

    def heard(self, packet: bytes) -> None:
        if self.talk is not None and self.talk.relay is not None:
            self.talk.relay.put(packet)
        elif self.echo is not None and (back := self.echo.turn(packet)) is not None:
            self.say(back)

    def reported(self, packet: bytes) -> None:
        if self.talk is not None and self.talk.relay is not None:
            self.talk.relay.put_report(packet)

    def say(self, packet: bytes) -> None:
        if self.peer is not None:
            self.peer.send(packet)

    def report(self, packet: bytes) -> None:
        if self.peer is not None:
            self.peer.send_report(packet)


class Webphones:
    """All browsers that are telephones, on the loop: verbs of `Signalling` for their legs, and each `do_` the command of that name.

    An operator's call outlives the browser: it goes on in the next one that connects within 30 s, so a page may be loaded anew.
    """

    def __init__(self, ports: PortRange, *, public: str = "", told: Callable[[Signal], None], tell: Callable[[events.Event], None]) -> None:
        self._ports, self._public, self._told, self._tell = ports, public, told, tell
        self._loop = asyncio.get_running_loop()
        self._known: set[str] = set()
        self._lines: dict[str, Line] = {}  # by telephone
        self._browsers: dict[str, tuple[Line, Peer]] = {}
        self._talking: dict[str, Line] = {}  # by leg
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_ready = False

    def has(self, leg: str) -> bool:
        return leg in self._talking

    def is_there(self, phone: str) -> bool:
        return phone in self._lines

    async def stop(self) -> None:
        for leg in list(self._talking):
            self.hang_up(leg)
        for browser in list(self._browsers):
            self._let_go(browser, "stopped")
        await asyncio.gather(*self._tasks)

    # Commands

    def do_set_browsers(self, command: commands.SetBrowsers) -> None:
        self._known = set(command.phones)
        if self._known:
            self._make_ready()
        for phone in [each for each in self._lines if each not in self._known]:
            self._remove(self._lines[phone])

    def do_connect_browser(self, command: commands.ConnectBrowser) -> None:
        if command.phone and command.phone not in self._known:
            raise UnknownPhone(f"no browser is the telephone {command.phone}")
        if command.browser in self._browsers:
            raise NameTaken(f"there is a browser {command.browser} already")
        if bool(command.phone) == bool(command.number):
            raise BadField("connect_browser: either phone or number")
        self._make_ready()
        line = Line(command.phone, browser=command.browser, call=command if command.number else None)
        self._browsers[command.browser] = (line, self._peer(command.browser))
        self._run(self._agree(command))

    def do_disconnect_browser(self, command: commands.DisconnectBrowser) -> None:
        self._find_browser(command.browser)
        self._let_go(command.browser, "asked")

    def do_echo(self, command: commands.Echo) -> None:
        line = self._find_browser(command.browser)
        line.echo = Echo(secrets.randbits(32)) if command.is_on else None

    def do_press_at_browser(self, command: commands.PressAtBrowser) -> None:
        line = self._find_browser(command.browser)
        if line.talk is None:
            raise WrongMoment(f"browser {command.browser} talks with nobody")
        if not all(digit.upper() in DIGITS for digit in command.digits):
            raise BadField(f"press_at_browser.digits holds other than {DIGITS}")
        for digit in command.digits:
            self._told(signalling.Pressed(line.talk.leg, digit.upper()))

    # Verbs

    def ring(self, leg: str) -> None:
        """The caller's page shows it by itself: here is nothing to send."""
        self._talk(leg)

    def sound(self, leg: str, *, port: int) -> MediaPath:
        return self._begin_audio(self._talking[leg], port)

    def answer(self, leg: str, *, port: int) -> MediaPath:
        """A caller is answered."""
        if self._talk(leg).is_answered:
            raise WrongMoment(f"leg {leg} is answered already")
        path = self._begin_audio(self._talking[leg], port)
        self._pick_up(leg, None)
        return path

    def reject(self, leg: str, reason: Reason) -> None:
        self._end(leg, reason)

    def dial(self, leg: str, destination: Destination, *, port: int) -> None:
        """Ring at a telephone that is there, or be heard at once in a browser that answers by itself."""
        line = self._lines[destination.phone]
        if line.talk is not None:
            self._loop.call_soon(self._told, signalling.Left(leg, Reason.BUSY))
            return
        self._begin(line, leg, port)
        if destination.answers:
            self._pick_up(leg, self._begin_audio(line, port))
        else:
            self._tell_soon(signalling.Rings(leg))

    def hang_up(self, leg: str, reason: Reason = Reason.ENDED) -> None:
        self._end(leg, reason)

    def transferred(self, leg: str, *, is_done: bool) -> None:
        """Only a telephone with a transfer key of its own asks for one."""
        raise WrongMoment(f"leg {leg} asked for no transfer")

    # Browsers come and go

    async def _agree(self, command: commands.ConnectBrowser) -> None:
        _line, peer = self._browsers[command.browser]
        try:
            answer = await peer.answer(command.offer)
        except Exception:  # the outer loop of all that a browser may send
            log.exception("the offer of browser %s could not be answered", command.browser)
            self._let_go(command.browser, "bad_offer")
            return
        if command.browser in self._browsers:
            self._tell(events.BrowserAnswered(command.browser, answer))
            self._loop.call_later(CONNECT_S, self._end_unconnected, command.browser, peer)

    def _changed(self, browser: str) -> None:
        if browser not in self._browsers:
            return
        _line, peer = self._browsers[browser]
        if peer.is_there:
            self._arrived(browser)
        elif peer.is_gone:
            self._let_go(browser, "left")

    def _arrived(self, browser: str) -> None:
        line, peer = self._browsers[browser]
        line.peer = peer
        if line.call is not None:
            self._call(line)
        else:
            self._take_the_place(browser)

    def _take_the_place(self, browser: str) -> None:
        """The operator's telephone is in this browser from now on, with the call it had in the one before."""
        line, peer = self._browsers[browser]
        known = self._lines.get(line.phone)
        if known is None:
            self._lines[line.phone] = line
            self._told(signalling.PhoneRegistered(line.phone, "browser"))
            return
        before = known.browser
        known.browser, known.peer, known.echo = browser, peer, None
        self._browsers[browser] = (known, peer)
        if known.away is not None:
            known.away.cancel()
            known.away = None
        if before in self._browsers:
            self._let_go(before, "replaced")

    def _call(self, line: Line) -> None:
        assert line.call is not None
        leg = secrets.token_hex(8)
        self._begin(line, leg, 0)
        caller = Caller(line.call.caller, line.call.caller_name)
        self._told(signalling.Invited(leg, line.call.number, caller, trunk=TRUNK))

    def _let_go(self, browser: str, why: str) -> None:
        """This browser is no telephone any more; a caller's call ends, an operator's waits for the next."""
        line, peer = self._browsers.pop(browser)
        self._run(peer.close())
        self._tell(events.BrowserGone(browser, why))
        if line.peer is not peer:
            return
        line.peer = None
        if line.call is None:
            self._wait_for_next(line)
        elif line.talk is not None:
            self._end(line.talk.leg, Reason.HUNG_UP)

    def _wait_for_next(self, line: Line) -> None:
        line.away = self._loop.call_later(TALKING_AWAY_S if line.talk else IDLE_AWAY_S, self._stayed_away, line)

    def _stayed_away(self, line: Line) -> None:
        if line.talk is not None:
            self._end(line.talk.leg, Reason.SILENT)
        self._remove(line)

    def _remove(self, line: Line) -> None:
        """The telephone can no longer be called."""
        del self._lines[line.phone]
        if line.talk is not None:
            self._end(line.talk.leg, Reason.UNREACHABLE)
        if line.browser in self._browsers:
            self._let_go(line.browser, "removed")
        if line.away is not None:
            line.away.cancel()
        self._told(signalling.PhoneGone(line.phone))

    def _end_unconnected(self, browser: str, peer: Peer) -> None:
        if browser in self._browsers and not peer.is_there:
            self._let_go(browser, "unreachable")

    # Legs

    def _begin(self, line: Line, leg: str, port: int) -> None:
        line.talk, line.echo = Talk(leg, port), None
        self._talking[leg] = line

    def _pick_up(self, leg: str, path: MediaPath | None) -> None:
        self._talk(leg).is_answered = True
        self._tell_soon(signalling.PickedUp(leg, path))

    def _begin_audio(self, line: Line, port: int) -> MediaPath:
        assert line.talk is not None
        if line.talk.relay is None:
            line.talk.relay = Relay(self._ports.open(), port, rtp=line.say, rtcp=line.report)
        return MediaPath(line.talk.relay.address)

    def _end(self, leg: str, reason: Reason) -> None:
        line = self._talking.pop(leg)
        talk, line.talk = line.talk, None
        if talk is not None and talk.relay is not None:
            talk.relay.close()
        self._told(signalling.Left(leg, reason))
        if line.call is not None and line.browser in self._browsers:
            self._let_go(line.browser, "ended")

    def _tell_soon(self, signal: signalling.Rings | signalling.PickedUp) -> None:
        """After what is done now, unless the leg has ended by then."""
        self._loop.call_soon(lambda: self._told(signal) if self.has(signal.leg) else None)

    # Parts

    def _talk(self, leg: str) -> Talk:
        talk = self._talking[leg].talk
        assert talk is not None
        return talk

    def _find_browser(self, browser: str) -> Line:
        try:
            return self._browsers[browser][0]
        except KeyError as error:
            raise UnknownBrowser(f"there is no browser {browser}") from error

    def _peer(self, browser: str) -> Peer:
        from balie.conversation.telephony.media.webphone.peer import Peer

        return Peer(
            heard=lambda packet: self._browsers[browser][0].heard(packet) if browser in self._browsers else None,
            reported=lambda packet: self._browsers[browser][0].reported(packet) if browser in self._browsers else None,
            changed=lambda: self._changed(browser),
        )

    def _make_ready(self) -> None:
        """Load what speaks WebRTC, once; the engine names the browsers when the process begins, before anybody calls."""
        if not self._is_ready:
            from balie.conversation.telephony.media.webphone.ice import listen_within

            listen_within(self._ports, public=self._public)
            self._is_ready = True

    def _run(self, what: Coroutine[None, None, None]) -> None:
        task = self._loop.create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
