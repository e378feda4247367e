"""SIP as our `Signalling`: the parts put together, and who may call."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Callable, Iterable

from aiosipua.message import SipRequest

from balie.conversation.telephony.media.legs import MediaPath
from balie.conversation.telephony.media.reasons import Reason
from balie.conversation.telephony.media.refusals import BadField, WrongMoment
from balie.conversation.telephony.media.signalling import Caller, Destination, Phone, Signal, Trunk
from balie.conversation.telephony.media.sip.bans import Bans
from balie.conversation.telephony.media.sip.calls import State
from balie.conversation.telephony.media.sip.exchange import Exchange
from balie.conversation.telephony.media.sip.incoming import Incoming
from balie.conversation.telephony.media.sip.lines import Line
from balie.conversation.telephony.media.sip.messages import Head, NotSip, read_head, read_message
from balie.conversation.telephony.media.sip.outgoing import Outgoing
from balie.conversation.telephony.media.sip.registrar import Registrar
from balie.conversation.telephony.media.sip.transactions import ServerTransaction, Timers, Transactions
from balie.conversation.telephony.media.sip.transports import Peer, Places, Transports

log = logging.getLogger(__name__)


class SipSignalling:
    """Calls by SIP. All of it runs on one thread, that of the loop; `told` hears each signal there."""

    def __init__(self, places: Places, *, told: Callable[[Signal], None], timers: Timers | None = None) -> None:
        timers = timers or asyncio.get_running_loop()
        self.network = Transports(places, received=self.receive, unreachable=self._unreachable)
        self.transactions = Transactions(self.network, timers, on_request=self._take)
        self.bans = Bans()
        self.registrar = Registrar(timers, self.bans, told=told)
        self.exchange = Exchange(self.network, self.transactions, timers, told=told)
        self.malformed = 0
        self._trusted: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        self._lines: dict[str, Line] = {}
        self._starting: set[asyncio.Task[None]] = set()
        self.incoming = Incoming(self.exchange, self.registrar, trunk_of=self._trunk_of)
        self.outgoing = Outgoing(self.exchange, self.registrar, self._lines)

    async def start(self) -> None:
        await self.network.start()

    async def stop(self) -> None:
        for leg in list(self.exchange.calls):
            self.hang_up(leg)
        for line in self._lines.values():
            line.stop()
        self.registrar.stop()
        await asyncio.sleep(0)
        await self.network.stop()

    def set_phones(self, phones: Iterable[Phone]) -> None:
        self.registrar.set_phones(phones)

    def set_trunks(self, trunks: Iterable[Trunk]) -> None:
        """These and no others; one that did not change keeps its registration."""
        wanted = {trunk.name: trunk for trunk in trunks}
        for name in [name for name, line in self._lines.items() if wanted.get(name) != line.trunk]:
            self._lines.pop(name).stop()
        for trunk in wanted.values():
            if trunk.name not in self._lines:
                line = self._lines[trunk.name] = Line(trunk, self.network, self.transactions, told=self.exchange.told)
                task = asyncio.get_running_loop().create_task(line.start())
                self._starting.add(task)
                task.add_done_callback(self._starting.discard)

    def set_trusted(self, networks: Iterable[str]) -> None:
        try:
            self._trusted = [ipaddress.ip_network(each, strict=False) for each in networks]
        except ValueError as error:
            raise BadField(f"networks: {error}") from error

    # Verbs

    def ring(self, leg: str) -> None:
        self.exchange.respond(self.exchange.unanswered(leg), 180)

    def sound(self, leg: str, *, port: int) -> MediaPath:
        call = self.exchange.unanswered(leg)
        if call.described is None:
            raise WrongMoment(f"leg {leg} offered no audio yet")
        self.exchange.respond(call, 183, body=self.exchange.describe_answer(call, call.described, port))
        return call.described.path

    def answer(self, leg: str, *, port: int) -> MediaPath | None:
        call = self.exchange.unanswered(leg)
        body = self.exchange.describe_answer(call, call.described, port) if call.described else self.exchange.describe_offer(call, port)
        call.awaits_answer = call.described is None
        call.state = State.TALKING
        self.exchange.accept(call, call.server, body)
        return call.described.path if call.described else None

    def reject(self, leg: str, reason: Reason) -> None:
        self.exchange.refuse(self.exchange.unanswered(leg), reason)

    def dial(self, leg: str, destination: Destination, *, caller: Caller, port: int) -> None:
        self.outgoing.dial(leg, destination, caller=caller, port=port)

    def hang_up(self, leg: str, reason: Reason = Reason.ENDED) -> None:
        self.exchange.hang_up(leg, reason)

    def transferred(self, leg: str, *, is_done: bool) -> None:
        call = self.exchange.find(leg)
        self.exchange.notify(call, "SIP/2.0 200 OK" if is_done else "SIP/2.0 603 Decline", "terminated;reason=noresource")

    # What comes in

    def receive(self, data: bytes, peer: Peer) -> None:
        """A message came from the network. Whatever it holds, the next one is taken."""
        if not data.strip(b"\r\n\0 ") or (self.bans.is_banned(peer.host) and not self._is_trusted(peer)):
            return
        try:
            message = read_message(data)
            self.transactions.receive(message, read_head(message), peer)
        except NotSip as error:
            self.malformed += 1
            log.debug("no SIP from %s:%d: %s", peer.host, peer.port, error)
        except Exception:  # the outer loop of all that strangers send
            self.malformed += 1
            log.exception("a message from %s:%d could not be handled", peer.host, peer.port)

    def _take(self, request: SipRequest, head: Head, peer: Peer, transaction: ServerTransaction | None) -> None:
        self.incoming.take(request, head, peer, transaction)

    def _unreachable(self, peer: Peer) -> None:
        self.transactions.unreachable(peer)

    def _trunk_of(self, request: SipRequest, peer: Peer) -> str:
        """The trunk whose address it comes from; a telephone of ours there must still prove itself."""
        if request.get_header("authorization") or self.registrar.phone_at(peer):
            return ""
        named = next((name for name, line in self._lines.items() if peer.host in {*line.trunk.addresses, line.peer.host}), "")
        return named or ("trusted" if self._is_trusted(peer) else "")

    def _is_trusted(self, peer: Peer) -> bool:
        address = ipaddress.ip_address(peer.host)
        return any(address in network for network in self._trusted)
