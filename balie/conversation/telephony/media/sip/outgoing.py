"""Calls of ours, from the INVITE to their answer."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping

from aiosipua.message import SipRequest, SipResponse

from balie.conversation.telephony.media.reasons import Reason
from balie.conversation.telephony.media.refusals import BadField, NameTaken, UnknownTrunk
from balie.conversation.telephony.media.signalling import Caller, Destination, PickedUp, Rings, Sounds
from balie.conversation.telephony.media.sip.calls import SipCall, State, reason_of
from balie.conversation.telephony.media.sip.dialogs import dialog_of_ours
from balie.conversation.telephony.media.sip.exchange import Exchange, address_part, known
from balie.conversation.telephony.media.sip.lines import Line
from balie.conversation.telephony.media.sip.messages import ALLOW, read_head, request_for, tag, via_for
from balie.conversation.telephony.media.sip.registrar import Registrar
from balie.conversation.telephony.media.sip.sdp import TYPE, NoCommonCodec, has_sdp, read_description
from balie.conversation.telephony.media.sip.transports import Peer

log = logging.getLogger(__name__)


class Outgoing:
    """Calls telephones where they registered, and numbers through a line."""

    def __init__(self, exchange: Exchange, registrar: Registrar, lines: Mapping[str, Line]) -> None:
        self._exchange, self._registrar, self._lines = exchange, registrar, lines

    def dial(self, leg: str, destination: Destination, *, caller: Caller, port: int) -> None:
        if leg in self._exchange.calls:
            raise NameTaken(f"there is a leg {leg} already")
        line, uri, peer = self._way_to(destination)
        host, own_port = self._exchange.network.address_towards(peer.host), self._exchange.network.port_of(peer.kind)
        sender = f"sip:{address_part(caller.number) or 'balie'}@{line.trunk.host if line else host}"
        name = f'"{address_part(caller.name)}" ' if caller.name else ""
        invite = request_for(
            "INVITE",
            uri,
            via=via_for(peer.kind, host, own_port),
            sender=f"{name}<{sender}>;tag={tag()}",
            receiver=f"<{uri}>",
            call_id=secrets.token_hex(16),
            number=1,
            headers={"Contact": self._exchange.contact(peer), "Allow": ALLOW, "Content-Type": TYPE, **_asking(destination, host)},
        )
        call = SipCall(leg, State.DIALLING, invite, line=line, peer=peer, phone=destination.phone, port=port)
        invite.text = self._exchange.describe_offer(call, port)
        self._exchange.add(call)
        self._invite(call, invite)

    def _way_to(self, destination: Destination) -> tuple[Line | None, str, Peer]:
        if destination.phone:
            binding = self._registrar.find(destination.phone)
            return None, binding.uri, binding.peer
        line = self._lines.get(destination.trunk)
        if line is None:
            raise UnknownTrunk(f"there is no trunk {destination.trunk}")
        number = address_part(destination.number)
        if not number:
            raise BadField("number: a trunk calls a number")
        return line, f"sip:{number}@{line.trunk.host}:{line.trunk.port}", line.peer

    def _invite(self, call: SipCall, invite: SipRequest) -> None:
        peer = known(call.peer)
        call.invite = invite
        call.client = self._exchange.transactions.request(
            invite,
            peer,
            on_response=lambda response: self._on_invite_response(call, response),
            on_silence=lambda: self._exchange.leave(call, call.reason if call.state is State.CANCELLING else Reason.UNREACHABLE),
        )

    def _on_invite_response(self, call: SipCall, response: SipResponse) -> None:
        if response.status_code < 200:
            self._on_progress(call, response)
        elif response.status_code < 300:
            self._on_accepted(call, response)
        elif call.state is State.DIALLING and call.line and (credentials := call.line.answer_to(response, call.invite)):
            self._invite(call, self._with_credentials(call, credentials))
        elif call.state is State.CANCELLING:
            self._exchange.leave(call, call.reason, response.status_code)
        else:
            self._exchange.leave(call, reason_of(response.status_code), response.status_code)

    def _on_progress(self, call: SipCall, response: SipResponse) -> None:
        if call.state is State.CANCELLING:
            self._exchange.cancel(call)
        elif call.state is not State.DIALLING:
            return
        elif has_sdp(response):
            try:
                self._exchange.told(Sounds(call.leg, read_description(response, host=known(call.peer).host).path))
            except NoCommonCodec:
                log.info("early audio of leg %s is not understood", call.leg)
        elif response.status_code == 180:
            self._exchange.told(Rings(call.leg))

    def _on_accepted(self, call: SipCall, response: SipResponse) -> None:
        dialog = dialog_of_ours(call.invite, response, known(call.peer))
        ack = dialog.request("ACK", self._exchange.network, number=dialog.our_number)
        if call.dialog is not None and call.dialog.key == dialog.key:
            self._exchange.transactions.send(call.ack or ack, dialog.peer)
            return
        self._exchange.transactions.send(ack, dialog.peer)
        if call.dialog is not None or call.state is not State.DIALLING or call.leg not in self._exchange.calls:
            self._exchange.send_bye(dialog)  # a second telephone that answered, or one that no longer should
            if call.state is State.CANCELLING:
                self._exchange.leave(call, call.reason)
            return
        call.ack, call.state = ack, State.TALKING
        self._exchange.connect(call, dialog)
        try:
            call.described = read_description(response, host=dialog.peer.host)
        except NoCommonCodec:
            self._exchange.hang_up(call.leg, Reason.NO_CODEC)
            return
        self._exchange.told(PickedUp(call.leg, call.described.path))

    def _with_credentials(self, call: SipCall, credentials: dict[str, str]) -> SipRequest:
        """The INVITE again, now with what their challenge asked for."""
        peer, before = known(call.peer), call.invite
        return request_for(
            "INVITE",
            before.uri,
            via=via_for(peer.kind, self._exchange.network.address_towards(peer.host), self._exchange.network.port_of(peer.kind)),
            sender=before.get_header("from") or "",
            receiver=before.get_header("to") or "",
            call_id=before.get_header("call-id") or "",
            number=read_head(before).number + 1,
            headers={"Contact": self._exchange.contact(peer), "Allow": ALLOW, "Content-Type": TYPE, **credentials},
            body=before.text,
        )


def _asking(destination: Destination, host: str) -> dict[str, str]:
    """The two ways in which makers of telephones let one ask that it picks up by itself."""
    if not destination.answers:
        return {}
    return {"Call-Info": f"<sip:{host}>;answer-after=0", "Alert-Info": f"<http://{host}>;info=alert-autoanswer;delay=0"}
