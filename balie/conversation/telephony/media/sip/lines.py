"""Our lines at providers: where they are, registering there, and answering their challenges."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable

from aiosipua.auth import SipDigestAuth, answer_challenge
from aiosipua.message import SipRequest, SipResponse

from balie.conversation.telephony.media.signalling import Signal, Trunk, TrunkFailed, TrunkRegistered
from balie.conversation.telephony.media.sip.messages import request_for, tag, via_for
from balie.conversation.telephony.media.sip.transactions import Handle, Transactions
from balie.conversation.telephony.media.sip.transports import Kind, Peer, Transports

log = logging.getLogger(__name__)

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 30.0, 600.0


class Line:
    """One trunk. With `registers`, it renews in time and tries again after a failure, ever later up to ten minutes."""

    def __init__(self, trunk: Trunk, network: Transports, transactions: Transactions, *, told: Callable[[Signal], None]) -> None:
        self.trunk = trunk
        self.peer = Peer(Kind(trunk.transport), trunk.host, trunk.port)
        self._network, self._transactions, self._told = network, transactions, told
        self._call_id, self._tag, self._number = secrets.token_hex(16), tag(), 0
        self._is_registered = False
        self._pause = _FIRST_PAUSE_S
        self._next: Handle | None = None

    @property
    def uri(self) -> str:
        return f"sip:{self.trunk.host}:{self.trunk.port}"

    def own_address(self) -> str:
        """Ours, as the provider writes it."""
        return f"sip:{self.trunk.user}@{self.trunk.host}"

    async def start(self) -> None:
        """Find the address of the host, then register where that is asked."""
        if self.peer.kind is Kind.UDP:
            try:
                found = await asyncio.get_running_loop().getaddrinfo(self.trunk.host, self.trunk.port)
                self.peer = Peer(Kind.UDP, str(found[0][4][0]), self.trunk.port)
            except OSError as error:
                log.warning("the host of trunk %s is not found: %s", self.trunk.name, error)
        if self.trunk.registers:
            self.register()

    def stop(self) -> None:
        if self._next is not None:
            self._next.cancel()
        if self._is_registered:
            self._send(0, {})

    def register(self) -> None:
        self._send(self.trunk.expires_s, {})

    def answer_to(self, response: SipResponse, request: SipRequest) -> dict[str, str]:
        """The header that answers a challenge to our request; empty when there is no secret, or the challenge is no digest."""
        if (
            response.status_code not in {401, 407}
            or not self.trunk.secret
            or request.get_header("authorization")
            or request.get_header("proxy-authorization")
        ):
            return {}
        known = SipDigestAuth(self.trunk.user, self.trunk.secret)
        answered = answer_challenge(known, response, response.status_code, request.method, request.uri)
        return dict([answered]) if answered else {}

    def _send(self, expires: int, credentials: dict[str, str]) -> None:
        self._number += 1
        host, port = self._network.address_towards(self.peer.host), self._network.port_of(self.peer.kind)
        request = request_for(
            "REGISTER",
            self.uri,
            via=via_for(self.peer.kind, host, port),
            sender=f"<{self.own_address()}>;tag={self._tag}",
            receiver=f"<{self.own_address()}>",
            call_id=self._call_id,
            number=self._number,
            headers={
                "Contact": f"<sip:{self.trunk.user}@{host}:{port};transport={self.peer.kind}>",
                "Expires": str(expires),
                **credentials,
            },
        )

        def answered(response: SipResponse) -> None:
            if response.status_code >= 200:
                self._answered(request, response, expires)

        self._transactions.request(request, self.peer, on_response=answered, on_silence=lambda: self._failed(0))

    def _answered(self, request: SipRequest, response: SipResponse, expires: int) -> None:
        credentials = self.answer_to(response, request)
        if credentials:
            self._send(expires, credentials)
        elif response.status_code >= 300:
            self._failed(response.status_code)
        elif expires:
            self._registered(_granted(response, expires))

    def _registered(self, expires: int) -> None:
        self._pause = _FIRST_PAUSE_S
        if not self._is_registered:
            self._is_registered = True
            self._told(TrunkRegistered(self.trunk.name))
        self._again(max(expires * 0.8, 10.0))

    def _failed(self, code: int) -> None:
        self._is_registered = False
        self._told(TrunkFailed(self.trunk.name, code))
        self._again(self._pause)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE_S)

    def _again(self, seconds: float) -> None:
        if self._next is not None:
            self._next.cancel()
        self._next = self._transactions.timers.call_later(seconds, self.register)


def _granted(response: SipResponse, asked: int) -> int:
    """For how long the provider keeps us."""
    contacts = response.contact
    told = (contacts[0].params.get("expires") if contacts else None) or response.get_header("expires") or ""
    return int(told[:9]) if told.isascii() and told.isdigit() else asked
