"""Transactions (RFC 3261 §17): requests sent again until they are answered, requests that come again answered the same."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from aiosipua.headers import stringify_via
from aiosipua.message import SipRequest, SipResponse

from balie.conversation.telephony.media.sip.messages import Head, read_head, reply, request_for, tag
from balie.conversation.telephony.media.sip.transports import Kind, Peer

log = logging.getLogger(__name__)

T1, T2 = 0.5, 4.0
GIVEN_UP = 64 * T1
_KEPT = 5_000  # transactions at once; more is an attack

type Key = tuple[str, ...]


class Handle(Protocol):
    def cancel(self) -> None: ...


class Timers(Protocol):
    """What runs a callback later: the loop of asyncio, or a clock a test turns."""

    def call_later(self, delay: float, callback: Callable[[], None], /) -> Handle: ...


class Sending(Protocol):
    def send(self, data: bytes, peer: Peer) -> None: ...


class _Repeated:
    """Sends the same bytes again and again over UDP, which loses some, until stopped; gives up after 32 s."""

    def __init__(self, timers: Timers, *, send: Callable[[], None], give_up: Callable[[], None], again: bool, longest: float) -> None:
        self._timers, self._send, self._longest = timers, send, longest
        self._pause = T1
        self._end = timers.call_later(GIVEN_UP, give_up)
        self._next = timers.call_later(T1, self._again) if again else None

    def slow_down(self) -> None:
        """The other side has it, but has not decided: from now on every 4 s (§17.1.2.2)."""
        self._pause = T2

    def stop_sending(self) -> None:
        if self._next is not None:
            self._next.cancel()
        self._next = None

    def stop(self) -> None:
        self.stop_sending()
        self._end.cancel()

    def _again(self) -> None:
        self._send()
        self._pause = min(2 * self._pause, self._longest)
        self._next = self._timers.call_later(self._pause, self._again)


class ClientTransaction:
    """A request of ours, until its final response."""

    def __init__(
        self,
        layer: Transactions,
        request: SipRequest,
        peer: Peer,
        *,
        on_response: Callable[[SipResponse], None],
        on_silence: Callable[[], None],
    ) -> None:
        self.request, self.peer = request, peer
        self.head = read_head(request)
        self.is_answered = False
        self._layer = layer
        self._on_response, self._on_silence = on_response, on_silence
        self._is_over = False
        longest = GIVEN_UP if request.method == "INVITE" else T2
        self._repeated = _Repeated(layer.timers, send=self._send, give_up=self.give_up, again=peer.kind is Kind.UDP, longest=longest)
        self._send()

    @property
    def key(self) -> Key:
        return (self.head.branch, self.request.method)

    def respond(self, response: SipResponse) -> None:
        """A response came."""
        self.is_answered = True
        if response.status_code < 200:
            self._proceed(response)
        elif self.request.method != "INVITE":
            self._over()
            self._layer.forget(self)
            self._on_response(response)
        elif response.status_code < 300:
            self._over()
            self._on_response(response)  # each time: every 2xx is acknowledged by its dialog
        else:
            self._acknowledge(response)
            if not self._is_over:
                self._over()
                self._on_response(response)

    def give_up(self) -> None:
        """Nobody answered in 32 s, or there is no way there."""
        if not self._is_over:
            self._over()
            self._layer.forget(self)
            self._on_silence()

    def _proceed(self, response: SipResponse) -> None:
        if self._is_over:
            return
        if self.request.method == "INVITE":
            self._repeated.stop()
        else:
            self._repeated.slow_down()
        self._on_response(response)

    def _over(self) -> None:
        """An answered INVITE is kept for 32 s, for the responses that come again."""
        if not self._is_over:
            self._is_over = True
            self._repeated.stop()
            self._layer.timers.call_later(GIVEN_UP, lambda: self._layer.forget(self))

    def _acknowledge(self, response: SipResponse) -> None:
        """The ACK of a refusal belongs to the transaction: same branch (§17.1.1.3)."""
        ack = request_for(
            "ACK",
            self.request.uri,
            via=self.head.via,
            sender=self.request.get_header("from") or "",
            receiver=response.get_header("to") or "",
            call_id=self.head.call_id,
            number=self.head.number,
            routes=self.request.headers.get("route"),
        )
        self._layer.send(ack, self.peer)

    def _send(self) -> None:
        self._layer.send(self.request, self.peer)


class ServerTransaction:
    """A request of theirs, until its final response is known to have arrived."""

    def __init__(self, layer: Transactions, request: SipRequest, head: Head, peer: Peer) -> None:
        self.request, self.head, self.peer = request, head, peer
        self.tag = tag()
        self.status = 0
        self.on_silence: Callable[[], None] = lambda: None
        self._layer = layer
        self._last = b""
        self._repeated: _Repeated | None = None

    @property
    def key(self) -> Key:
        return server_key(self.head, self.request.method)

    @property
    def is_answered(self) -> bool:
        return self.status >= 200

    def respond(self, response: SipResponse) -> None:
        """Send a response; a final one to an INVITE again and again until it is acknowledged."""
        self.status = response.status_code
        self._last = bytes(response)
        self._send()
        if self.status < 200:
            return
        if self.request.method == "INVITE":
            # A 2xx is repeated on connections too: it must reach the other party through every proxy (§13.3.1.4).
            again = self.peer.kind is Kind.UDP or self.status < 300
            self._repeated = _Repeated(self._layer.timers, send=self._send, give_up=self._give_up, again=again, longest=T2)
        self._layer.timers.call_later(GIVEN_UP, lambda: self._layer.forget(self))

    def refuse(self, status: int, *, headers: dict[str, str] | None = None) -> None:
        self.respond(reply(self.request, status, tag=self.tag, headers=headers))

    def again(self) -> None:
        """The request came again: our response may have been lost."""
        if self._last:
            self._send()

    def acknowledged(self) -> None:
        if self._repeated is not None:
            self._repeated.stop()

    def _give_up(self) -> None:
        self.acknowledged()
        self.on_silence()

    def _send(self) -> None:
        self._layer.network.send(self._last, self._reply_to())

    def _reply_to(self) -> Peer:
        """Where it came from; over UDP to the port in Via, unless they ask for theirs (RFC 3581)."""
        via = self.head.via
        if self.peer.kind is not Kind.UDP or "rport" in via.params:
            return self.peer
        return Peer(Kind.UDP, self.peer.host, via.port or 5060)


class Transactions:
    """All transactions; `on_request` gets every new request, ACKs of 2xx too, with None for their transaction."""

    def __init__(
        self, network: Sending, timers: Timers, *, on_request: Callable[[SipRequest, Head, Peer, ServerTransaction | None], None]
    ) -> None:
        self.network, self.timers = network, timers
        self._on_request = on_request
        self._clients: dict[Key, ClientTransaction] = {}
        self._servers: dict[Key, ServerTransaction] = {}

    def request(
        self, request: SipRequest, peer: Peer, *, on_response: Callable[[SipResponse], None], on_silence: Callable[[], None]
    ) -> ClientTransaction:
        """Send a request, again and again until it is answered."""
        made = ClientTransaction(self, request, peer, on_response=on_response, on_silence=on_silence)
        self._clients[made.key] = made
        return made

    def send(self, message: SipRequest | SipResponse, peer: Peer) -> None:
        self.network.send(bytes(message), peer)

    def receive(self, message: SipRequest | SipResponse, head: Head, peer: Peer) -> None:
        """A message came; what belongs to no transaction and is no request is dropped."""
        if isinstance(message, SipRequest):
            self._receive_request(message, head, peer)
        elif (client := self._clients.get((head.branch, head.method))) is not None:
            client.respond(message)

    def find_invite(self, cancel: Head) -> ServerTransaction | None:
        """The INVITE that a CANCEL cancels (§9.2)."""
        return self._servers.get(server_key(cancel, "INVITE"))

    def unreachable(self, peer: Peer) -> None:
        """There is no way to the peer: what was sent there fails now."""
        for client in [each for each in self._clients.values() if each.peer == peer and not each.is_answered]:
            client.give_up()

    def forget(self, transaction: ClientTransaction | ServerTransaction) -> None:
        kept: dict[Key, ClientTransaction] | dict[Key, ServerTransaction]
        kept = self._clients if isinstance(transaction, ClientTransaction) else self._servers
        kept.pop(transaction.key, None)

    @property
    def count(self) -> int:
        return len(self._clients) + len(self._servers)

    def _receive_request(self, request: SipRequest, head: Head, peer: Peer) -> None:
        known = self._servers.get(server_key(head, "INVITE" if request.method == "ACK" else request.method))
        if request.method == "ACK":
            if known is not None and known.status >= 300:
                known.acknowledged()
            else:
                self._on_request(request, head, peer, None)
        elif known is not None:
            known.again()
        elif len(self._servers) < _KEPT:
            made = ServerTransaction(self, request, head, peer)
            self._servers[made.key] = made
            self._on_request(request, head, peer, made)


def server_key(head: Head, method: str) -> Key:
    """Of which transaction a request is (§17.2.3); without the branch of RFC 3261, by all that RFC 2543 knew."""
    sent_by = f"{head.via.host}:{head.via.port}"
    if head.branch.startswith("z9hG4bK"):
        return (head.branch, sent_by, method)
    return (stringify_via(head.via), sent_by, method, head.call_id, str(head.number), head.from_tag)
