"""SIP as our `Signalling`: who may call, and every call from INVITE to BYE."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import secrets
from collections.abc import Callable, Iterable

from aiosipua.message import SipRequest, SipResponse

from balie.conversation.telephony.media.dtmf import digit_in_info
from balie.conversation.telephony.media.legs import MediaPath
from balie.conversation.telephony.media.refusals import BadField, NameTaken, UnknownLeg, UnknownTrunk, WrongMoment
from balie.conversation.telephony.media.signalling import (
    AskedTransfer,
    Caller,
    Changed,
    Destination,
    Invited,
    Left,
    Phone,
    PickedUp,
    Pressed,
    Reason,
    Rings,
    Signal,
    Sounds,
    Trunk,
)
from balie.conversation.telephony.media.sip.bans import Bans
from balie.conversation.telephony.media.sip.calls import SipCall, State, reason_of, referred, status_for
from balie.conversation.telephony.media.sip.dialogs import Dialog, DialogKey, dialog_of_ours, dialog_of_theirs
from balie.conversation.telephony.media.sip.lines import Line
from balie.conversation.telephony.media.sip.messages import (
    ALLOW,
    METHODS,
    Head,
    NotSip,
    fault_in,
    read_head,
    read_message,
    reply,
    request_for,
    tag,
    via_for,
)
from balie.conversation.telephony.media.sip.registrar import Registrar
from balie.conversation.telephony.media.sip.sdp import TYPE, Described, NoCommonCodec, answer, has_sdp, offer, read_description
from balie.conversation.telephony.media.sip.transactions import GIVEN_UP, ServerTransaction, Timers, Transactions
from balie.conversation.telephony.media.sip.transports import Peer, Places, Transports

log = logging.getLogger(__name__)

_SIPFRAG = "message/sipfrag;version=2.0"
_LONGEST_NAME = 100


class SipSignalling:
    """Calls by SIP. All of it runs on one thread, that of the loop; `told` hears each signal there."""

    def __init__(self, places: Places, *, told: Callable[[Signal], None], timers: Timers | None = None) -> None:
        self.network = Transports(places, received=self.receive, unreachable=self._unreachable)
        timers = timers or asyncio.get_running_loop()
        self.transactions = Transactions(self.network, timers, on_request=self._on_request)
        self.bans = Bans()
        self.registrar = Registrar(timers, self.bans, told=told)
        self.malformed = 0
        self._told = told
        self._timers = timers
        self._trusted: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        self._lines: dict[str, Line] = {}
        self._starting: set[asyncio.Task[None]] = set()
        self._calls: dict[str, SipCall] = {}
        self._dialogs: dict[DialogKey, SipCall] = {}
        self._answers: dict[str, Callable[[SipRequest, Head, Peer, ServerTransaction], None]] = {
            "INVITE": self._on_invite,
            "CANCEL": self._on_cancel,
            "OPTIONS": self._on_options,
            "REGISTER": self.registrar.register,
        }
        self._in_dialog: dict[str, Callable[[SipCall, SipRequest, ServerTransaction], None]] = {
            "INVITE": self._on_change,
            "UPDATE": self._on_change,
            "BYE": self._on_bye,
            "INFO": self._on_info,
            "REFER": self._on_refer,
        }

    async def start(self) -> None:
        await self.network.start()

    async def stop(self) -> None:
        for leg in list(self._calls):
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
                line = self._lines[trunk.name] = Line(trunk, self.network, self.transactions, told=self._told)
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
        self._respond(self._unanswered(leg), 180)

    def sound(self, leg: str, *, port: int) -> MediaPath:
        call = self._unanswered(leg)
        if call.described is None:
            raise WrongMoment(f"leg {leg} offered no audio yet")
        self._respond(call, 183, body=self._answer(call, call.described, port))
        return call.described.path

    def answer(self, leg: str, *, port: int) -> MediaPath | None:
        call = self._unanswered(leg)
        body = self._answer(call, call.described, port) if call.described else self._offer(call, port)
        call.awaits_answer = call.described is None
        call.state = State.TALKING
        self._accept(call, call.server, body)
        return call.described.path if call.described else None

    def reject(self, leg: str, reason: Reason) -> None:
        self._refuse(self._unanswered(leg), reason)

    def dial(self, leg: str, destination: Destination, *, caller: Caller, port: int) -> None:
        if leg in self._calls:
            raise NameTaken(f"there is a leg {leg} already")
        line, uri, peer = self._way_to(destination)
        host, own_port = self.network.address_towards(peer.host), self.network.port_of(peer.kind)
        sender = f"sip:{_part(caller.number) or 'balie'}@{line.trunk.host if line else host}"
        name = f'"{_part(caller.name)}" ' if caller.name else ""
        invite = request_for(
            "INVITE",
            uri,
            via=via_for(peer.kind, host, own_port),
            sender=f"{name}<{sender}>;tag={tag()}",
            receiver=f"<{uri}>",
            call_id=secrets.token_hex(16),
            number=1,
            headers={"Contact": self._contact(peer), "Allow": ALLOW, "Content-Type": TYPE},
        )
        call = SipCall(leg, State.DIALLING, invite, line=line, peer=peer, phone=destination.phone, port=port)
        invite.text = self._offer(call, port)
        self._calls[leg] = call
        self._invite(call, invite)

    def hang_up(self, leg: str, reason: Reason = Reason.ENDED) -> None:
        call = self._find(leg)
        if call.state is State.INVITED:
            self._refuse(call, reason)
        elif call.state is State.TALKING:
            self._say_bye(call)
            self._leave(call, reason)
        elif call.state is State.DIALLING:
            call.state, call.reason = State.CANCELLING, reason
            self._timers.call_later(GIVEN_UP, lambda: self._leave(call, reason))
            if call.client is not None and call.client.is_answered:
                self._cancel(call)

    def transferred(self, leg: str, *, is_done: bool) -> None:
        call = self._find(leg)
        self._notify(call, "SIP/2.0 200 OK" if is_done else "SIP/2.0 603 Decline", "terminated;reason=noresource")

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

    def _unreachable(self, peer: Peer) -> None:
        self.transactions.unreachable(peer)

    def _on_request(self, request: SipRequest, head: Head, peer: Peer, transaction: ServerTransaction | None) -> None:
        if transaction is None:
            self._on_ack(request, head)
        elif fault := fault_in(request, head):
            transaction.refuse(fault)
        elif request.method not in METHODS:
            transaction.refuse(405, headers={"Allow": ALLOW})
        elif request.headers.get("require") and request.method != "CANCEL":
            transaction.refuse(420, headers={"Unsupported": ", ".join(request.headers.get("require"))})
        elif request.method in self._answers and (not head.to_tag or request.method not in self._in_dialog):
            self._answers[request.method](request, head, peer, transaction)
        else:
            self._on_request_in_dialog(request, head, peer, transaction)

    def _on_request_in_dialog(self, request: SipRequest, head: Head, peer: Peer, transaction: ServerTransaction) -> None:
        call = self._dialogs.get((head.call_id, head.to_tag, head.from_tag))
        if call is None or call.dialog is None:
            transaction.refuse(481)
        elif not call.dialog.take(request, head.number, peer):
            transaction.refuse(500)
        else:
            self._in_dialog[request.method](call, request, transaction)

    def _on_options(self, request: SipRequest, head: Head, peer: Peer, transaction: ServerTransaction) -> None:
        transaction.refuse(200, headers={"Allow": ALLOW, "Accept": TYPE})

    def _on_invite(self, request: SipRequest, head: Head, peer: Peer, transaction: ServerTransaction) -> None:
        phone, trunk = "", self._trunk_of(request, peer)
        if not trunk:
            phone = self.registrar.admit(request, peer, transaction)
            if not phone:
                return
        try:
            described = read_description(request, host=peer.host) if has_sdp(request) else None
            dialog = dialog_of_theirs(request, transaction.tag, peer)
        except NoCommonCodec:
            transaction.refuse(488)
            return
        except NotSip:
            transaction.refuse(400)
            return
        leg = secrets.token_hex(8)
        call = SipCall(leg, State.INVITED, request, dialog, transaction, described=described, peer=peer, phone=phone)
        self._calls[leg] = self._dialogs[dialog.key] = call
        transaction.respond(reply(request, 100))
        caller = Caller(_cut(head.sender.uri.user), _cut(head.sender.display_name))
        self._told(Invited(leg, _cut(head.receiver.uri.user), caller, phone, trunk))

    def _on_cancel(self, request: SipRequest, head: Head, peer: Peer, transaction: ServerTransaction) -> None:
        invite = self.transactions.find_invite(head)
        if invite is None:
            transaction.refuse(481)
            return
        transaction.respond(reply(request, 200, tag=invite.tag))
        call = next((each for each in self._calls.values() if each.server is invite), None)
        if call is not None and not invite.is_answered:
            self._refuse(call, Reason.CANCELLED)

    def _on_ack(self, request: SipRequest, head: Head) -> None:
        call = self._dialogs.get((head.call_id, head.to_tag, head.from_tag))
        if call is None or call.waiting is None or call.waiting.head.number != head.number:
            return
        is_first = call.waiting is call.server
        call.waiting.acknowledged()
        call.waiting = None
        if call.awaits_answer:
            self._take_late_answer(call, request)
        elif is_first:
            self._told(PickedUp(call.leg, None))

    def _take_late_answer(self, call: SipCall, ack: SipRequest) -> None:
        """They answer our offer, as their INVITE held none."""
        call.awaits_answer = False
        try:
            described = read_description(ack, host=call.peer.host if call.peer else "")
        except NoCommonCodec:
            self.hang_up(call.leg, Reason.NO_CODEC)
            return
        call.described = described
        self._told(PickedUp(call.leg, described.path))

    def _on_change(self, call: SipCall, request: SipRequest, transaction: ServerTransaction) -> None:
        """They move, hold or go on: a re-INVITE or UPDATE."""
        if call.state is not State.TALKING or call.waiting is not None:
            transaction.refuse(491)
            return
        if not has_sdp(request):
            body = self._offer(call, call.port) if request.method == "INVITE" else ""
            call.awaits_answer = bool(body)
        else:
            try:
                call.described = read_description(request, host=transaction.peer.host)
            except NoCommonCodec:
                transaction.refuse(488)
                return
            body = self._answer(call, call.described, call.port)
            self._told(Changed(call.leg, call.described.path))
        self._accept(call, transaction, body)

    def _on_bye(self, call: SipCall, request: SipRequest, transaction: ServerTransaction) -> None:
        transaction.refuse(200)
        if call.state is State.INVITED:
            self._refuse(call, Reason.CANCELLED)
        else:
            self._leave(call, Reason.HUNG_UP)

    def _on_info(self, call: SipCall, request: SipRequest, transaction: ServerTransaction) -> None:
        transaction.refuse(200)
        digit = digit_in_info(request.content_type or "", request.text)
        if digit is not None:
            self._told(Pressed(call.leg, digit))

    def _on_refer(self, call: SipCall, request: SipRequest, transaction: ServerTransaction) -> None:
        """Only a telephone of ours may have somebody called: anybody else could call abroad at our cost."""
        number, replaced = referred(request)
        other = self._dialogs.get(replaced) if replaced else None
        if not call.phone or call.state is not State.TALKING:
            transaction.refuse(403)
        elif not number or (replaced and (other is None or other.phone != call.phone)):
            transaction.refuse(404)
        else:
            transaction.refuse(202)
            self._notify(call, "SIP/2.0 100 Trying", "active;expires=60")
            self._told(AskedTransfer(call.leg, _cut(number), other.leg if other else ""))

    # Calls of ours

    def _invite(self, call: SipCall, invite: SipRequest) -> None:
        peer = _known(call.peer)
        call.invite = invite
        call.client = self.transactions.request(
            invite,
            peer,
            on_response=lambda response: self._on_invite_response(call, response),
            on_silence=lambda: self._leave(call, call.reason if call.state is State.CANCELLING else Reason.UNREACHABLE),
        )

    def _on_invite_response(self, call: SipCall, response: SipResponse) -> None:
        if response.status_code < 200:
            self._on_progress(call, response)
        elif response.status_code < 300:
            self._on_accepted(call, response)
        elif call.state is State.DIALLING and call.line and (credentials := call.line.answer_to(response, call.invite)):
            self._invite(call, self._with_credentials(call, credentials))
        elif call.state is State.CANCELLING:
            self._leave(call, call.reason, response.status_code)
        else:
            self._leave(call, reason_of(response.status_code), response.status_code)

    def _on_progress(self, call: SipCall, response: SipResponse) -> None:
        if call.state is State.CANCELLING:
            self._cancel(call)
        elif call.state is not State.DIALLING:
            return
        elif has_sdp(response):
            try:
                self._told(Sounds(call.leg, read_description(response, host=_known(call.peer).host).path))
            except NoCommonCodec:
                log.info("early audio of leg %s is not understood", call.leg)
        elif response.status_code == 180:
            self._told(Rings(call.leg))

    def _on_accepted(self, call: SipCall, response: SipResponse) -> None:
        dialog = dialog_of_ours(call.invite, response, _known(call.peer))
        ack = dialog.request("ACK", self.network, number=dialog.our_number)
        if call.dialog is not None and call.dialog.key == dialog.key:
            self.transactions.send(call.ack or ack, dialog.peer)
            return
        self.transactions.send(ack, dialog.peer)
        if call.dialog is not None or call.state is not State.DIALLING or call.leg not in self._calls:
            self._send_bye(dialog)  # a second telephone that answered, or one that no longer should
            if call.state is State.CANCELLING:
                self._leave(call, call.reason)
            return
        call.dialog, call.ack, call.state = dialog, ack, State.TALKING
        self._dialogs[dialog.key] = call
        try:
            call.described = read_description(response, host=dialog.peer.host)
        except NoCommonCodec:
            self.hang_up(call.leg, Reason.NO_CODEC)
            return
        self._told(PickedUp(call.leg, call.described.path))

    def _with_credentials(self, call: SipCall, credentials: dict[str, str]) -> SipRequest:
        """The INVITE again, now with what their challenge asked for."""
        peer, before = _known(call.peer), call.invite
        return request_for(
            "INVITE",
            before.uri,
            via=via_for(peer.kind, self.network.address_towards(peer.host), self.network.port_of(peer.kind)),
            sender=before.get_header("from") or "",
            receiver=before.get_header("to") or "",
            call_id=before.get_header("call-id") or "",
            number=read_head(before).number + 1,
            headers={"Contact": self._contact(peer), "Allow": ALLOW, "Content-Type": TYPE, **credentials},
            body=before.text,
        )

    def _cancel(self, call: SipCall) -> None:
        if call.was_cancelled or call.client is None:
            return
        call.was_cancelled = True
        head, invite = call.client.head, call.invite
        cancel = request_for(
            "CANCEL",
            invite.uri,
            via=head.via,
            sender=invite.get_header("from") or "",
            receiver=invite.get_header("to") or "",
            call_id=head.call_id,
            number=head.number,
        )
        self.transactions.request(cancel, _known(call.peer), on_response=lambda response: None, on_silence=lambda: None)

    # Parts

    def _respond(self, call: SipCall, status: int, *, body: str = "") -> None:
        headers = {"Contact": self._contact(_known(call.peer)), **({"Content-Type": TYPE} if body else {})}
        server = _known(call.server)
        server.respond(reply(server.request, status, tag=server.tag, headers=headers, body=body))

    def _accept(self, call: SipCall, transaction: ServerTransaction | None, body: str) -> None:
        transaction = _known(transaction)
        headers = {"Contact": self._contact(transaction.peer), "Allow": ALLOW, **({"Content-Type": TYPE} if body else {})}
        if transaction.request.method == "INVITE":
            call.waiting = transaction
            transaction.on_silence = lambda: self._never_acknowledged(call)
        transaction.respond(reply(transaction.request, 200, tag=transaction.tag, headers=headers, body=body))

    def _never_acknowledged(self, call: SipCall) -> None:
        if call.leg in self._calls:
            self.hang_up(call.leg, Reason.UNACKNOWLEDGED)

    def _refuse(self, call: SipCall, reason: Reason) -> None:
        status = status_for(reason)
        _known(call.server).refuse(status)
        self._leave(call, reason, status)

    def _say_bye(self, call: SipCall) -> None:
        if call.waiting is not None:
            call.waiting.acknowledged()
        if call.dialog is not None:
            self._send_bye(call.dialog)

    def _send_bye(self, dialog: Dialog) -> None:
        bye = dialog.request("BYE", self.network)
        self.transactions.request(bye, dialog.peer, on_response=lambda response: None, on_silence=lambda: None)

    def _notify(self, call: SipCall, fragment: str, subscription: str) -> None:
        dialog = call.dialog
        if dialog is None:
            raise WrongMoment(f"leg {call.leg} is not connected")
        headers = {"Event": "refer", "Subscription-State": subscription, "Contact": self._contact(dialog.peer), "Content-Type": _SIPFRAG}
        notify = dialog.request("NOTIFY", self.network, headers=headers, body=f"{fragment}\r\n")
        self.transactions.request(notify, dialog.peer, on_response=lambda response: None, on_silence=lambda: None)

    def _leave(self, call: SipCall, reason: Reason, code: int = 0) -> None:
        if self._calls.pop(call.leg, None) is None:
            return
        if call.dialog is not None:
            self._dialogs.pop(call.dialog.key, None)
        self._told(Left(call.leg, reason, code))

    def _answer(self, call: SipCall, described: Described, port: int) -> str:
        call.port = port
        return answer(described, self.network.address_towards(_known(call.peer).host), port, version=call.next_version())

    def _offer(self, call: SipCall, port: int) -> str:
        call.port = port
        return offer(self.network.address_towards(_known(call.peer).host), port, version=call.next_version())

    def _contact(self, peer: Peer) -> str:
        return f"<sip:balie@{self.network.address_towards(peer.host)}:{self.network.port_of(peer.kind)};transport={peer.kind}>"

    def _way_to(self, destination: Destination) -> tuple[Line | None, str, Peer]:
        if destination.phone:
            binding = self.registrar.find(destination.phone)
            return None, binding.uri, binding.peer
        line = self._lines.get(destination.trunk)
        if line is None:
            raise UnknownTrunk(f"there is no trunk {destination.trunk}")
        number = _part(destination.number)
        if not number:
            raise BadField("number: a trunk calls a number")
        return line, f"sip:{number}@{line.trunk.host}:{line.trunk.port}", line.peer

    def _trunk_of(self, request: SipRequest, peer: Peer) -> str:
        """The trunk whose address it comes from; a telephone of ours there must still prove itself."""
        if request.get_header("authorization") or self.registrar.phone_at(peer):
            return ""
        named = next((name for name, line in self._lines.items() if peer.host in {*line.trunk.addresses, line.peer.host}), "")
        return named or ("trusted" if self._is_trusted(peer) else "")

    def _is_trusted(self, peer: Peer) -> bool:
        address = ipaddress.ip_address(peer.host)
        return any(address in network for network in self._trusted)

    def _find(self, leg: str) -> SipCall:
        try:
            return self._calls[leg]
        except KeyError as error:
            raise UnknownLeg(f"there is no leg {leg}") from error

    def _unanswered(self, leg: str) -> SipCall:
        call = self._find(leg)
        if call.state is not State.INVITED:
            raise WrongMoment(f"leg {leg} does not wait for an answer")
        return call


def _known[T](value: T | None) -> T:
    """What a call in this state always has."""
    if value is None:
        raise AssertionError
    return value


def _part(text: str) -> str:
    """What may stand in an address of SIP without being read as something else."""
    return "".join(each for each in text if each.isalnum() or each in "+*#-_. ")[:_LONGEST_NAME].strip()


def _cut(text: str | None) -> str:
    return "".join(each for each in text or "" if each.isprintable())[:_LONGEST_NAME]
