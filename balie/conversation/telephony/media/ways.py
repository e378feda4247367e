"""SIP and browsers as one signalling: each leg goes the way it came, or that of the telephone called."""

from __future__ import annotations

from collections.abc import Iterable

from balie.conversation.telephony.media.legs import MediaPath
from balie.conversation.telephony.media.reasons import Reason
from balie.conversation.telephony.media.signalling import Caller, Destination, Phone, Trunk
from balie.conversation.telephony.media.sip.agent import SipSignalling
from balie.conversation.telephony.media.webphone.lines import Webphones


class Ways:
    """A `Signalling`."""

    def __init__(self, sip: SipSignalling, browsers: Webphones) -> None:
        self._sip, self._browsers = sip, browsers

    async def start(self) -> None:
        await self._sip.start()

    async def stop(self) -> None:
        await self._browsers.stop()
        await self._sip.stop()

    def set_phones(self, phones: Iterable[Phone]) -> None:
        self._sip.set_phones(phones)

    def set_trunks(self, trunks: Iterable[Trunk]) -> None:
        self._sip.set_trunks(trunks)

    def set_trusted(self, networks: Iterable[str]) -> None:
        self._sip.set_trusted(networks)

    def dial(self, leg: str, destination: Destination, *, caller: Caller, port: int) -> None:
        if self._browsers.is_there(destination.phone):
            self._browsers.dial(leg, destination, port=port)
        else:
            self._sip.dial(leg, destination, caller=caller, port=port)

    def ring(self, leg: str) -> None:
        self._of(leg).ring(leg)

    def sound(self, leg: str, *, port: int) -> MediaPath:
        return self._of(leg).sound(leg, port=port)

    def answer(self, leg: str, *, port: int) -> MediaPath | None:
        return self._of(leg).answer(leg, port=port)

    def reject(self, leg: str, reason: Reason) -> None:
        self._of(leg).reject(leg, reason)

    def hang_up(self, leg: str, reason: Reason = Reason.ENDED) -> None:
        self._of(leg).hang_up(leg, reason)

    def transferred(self, leg: str, *, is_done: bool) -> None:
        self._of(leg).transferred(leg, is_done=is_done)

    def _of(self, leg: str) -> SipSignalling | Webphones:
        return self._browsers if self._browsers.has(leg) else self._sip
