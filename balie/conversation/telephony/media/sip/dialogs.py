"""Dialogs (RFC 3261 §12): what two parties know of each other while a call lasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiosipua.headers import parse_address, stringify_uri
from aiosipua.message import SipRequest, SipResponse

from balie.conversation.telephony.media.sip.messages import NotSip, read_head, request_for, via_for
from balie.conversation.telephony.media.sip.transports import Peer, Transports

type DialogKey = tuple[str, str, str]  # Call-ID, our tag, their tag


@dataclass
class Dialog:
    """One dialog. `us` and `them` are whole From or To values; requests go to `peer`, where their last message came from."""

    call_id: str
    our_tag: str
    their_tag: str
    us: str
    them: str
    target: str
    peer: Peer
    routes: list[str] = field(default_factory=list)
    our_number: int = 0
    their_number: int = -1

    @property
    def key(self) -> DialogKey:
        return (self.call_id, self.our_tag, self.their_tag)

    def request(
        self, method: str, network: Transports, *, headers: Mapping[str, str] | None = None, body: str = "", number: int = 0
    ) -> SipRequest:
        """A request within the dialog; an ACK has the `number` of its INVITE."""
        if not number:
            self.our_number += 1
        via = via_for(self.peer.kind, network.address_towards(self.peer.host), network.port_of(self.peer.kind))
        return request_for(
            method,
            self.target,
            via=via,
            sender=self.us,
            receiver=self.them,
            call_id=self.call_id,
            number=number or self.our_number,
            headers=headers,
            routes=self.routes,
            body=body,
        )

    def take(self, request: SipRequest, number: int, peer: Peer) -> bool:
        """Note a request of theirs within the dialog; False when it comes out of order (§12.2.2)."""
        if number <= self.their_number:
            return False
        self.their_number = number
        self.peer = peer
        self.target = contact_in(request) or self.target
        return True


def dialog_of_theirs(invite: SipRequest, our_tag: str, peer: Peer) -> Dialog:
    """The dialog that an INVITE of theirs begins. Raises `NotSip` without a Contact."""
    head = read_head(invite)
    target = contact_in(invite)
    if not target:
        raise NotSip("an INVITE without Contact")
    return Dialog(
        call_id=head.call_id,
        our_tag=our_tag,
        their_tag=head.from_tag,
        us=f"{invite.get_header('to')};tag={our_tag}",
        them=invite.get_header("from") or "",
        target=target,
        peer=peer,
        routes=invite.headers.get("record-route"),
        their_number=head.number,
    )


def dialog_of_ours(invite: SipRequest, response: SipResponse, peer: Peer) -> Dialog:
    """The dialog that a response to an INVITE of ours begins."""
    head = read_head(response)
    return Dialog(
        call_id=head.call_id,
        our_tag=head.from_tag,
        their_tag=head.to_tag,
        us=invite.get_header("from") or "",
        them=response.get_header("to") or "",
        target=contact_in(response) or invite.uri,
        peer=peer,
        routes=response.headers.get("record-route")[::-1],
        our_number=head.number,
    )


def contact_in(message: SipRequest | SipResponse) -> str:
    """The address in Contact that they want to be reached at; empty when there is none."""
    contacts = message.headers.get("contact")
    if not contacts or contacts[0].strip() == "*":
        return ""
    uri = parse_address(contacts[0]).uri
    return stringify_uri(uri) if uri.host else ""
