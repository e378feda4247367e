"""Requests of theirs: calls that come in, and what they ask within a call."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from aiosipua.message import SipRequest

from balie.conversation.telephony.media.dtmf import digit_in_info
from balie.conversation.telephony.media.reasons import Reason
from balie.conversation.telephony.media.signalling import AskedTransfer, Caller, Changed, Invited, PickedUp, Pressed
from balie.conversation.telephony.media.sip.calls import SipCall, State, referred
from balie.conversation.telephony.media.sip.dialogs import dialog_of_theirs
from balie.conversation.telephony.media.sip.exchange import Exchange, shown
from balie.conversation.telephony.media.sip.messages import ALLOW, METHODS, Head, NotSip, fault_in, reply
from balie.conversation.telephony.media.sip.registrar import Registrar
from balie.conversation.telephony.media.sip.sdp import TYPE, NoCommonCodec, has_sdp, read_description
from balie.conversation.telephony.media.sip.transactions import ServerTransaction
from balie.conversation.telephony.media.sip.transports import Peer


class Incoming:
    """Answers requests; `trunk_of` names the trunk a caller comes from, empty when they must prove who they are."""

    def __init__(self, exchange: Exchange, registrar: Registrar, *, trunk_of: Callable[[SipRequest, Peer], str]) -> None:
        self._exchange, self._registrar, self._trunk_of = exchange, registrar, trunk_of
        self._answers: dict[str, Callable[[SipRequest, Head, Peer, ServerTransaction], None]] = {
            "INVITE": self._on_invite,
            "CANCEL": self._on_cancel,
            "OPTIONS": self._on_options,
            "REGISTER": registrar.register,
        }
        self._in_dialog: dict[str, Callable[[SipCall, SipRequest, ServerTransaction], None]] = {
            "INVITE": self._on_change,
            "UPDATE": self._on_change,
            "BYE": self._on_bye,
            "INFO": self._on_info,
            "REFER": self._on_refer,
        }

    def take(self, request: SipRequest, head: Head, peer: Peer, transaction: ServerTransaction | None) -> None:
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
        call = self._exchange.called_within(head)
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
            phone = self._registrar.admit(request, peer, transaction)
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
        self._exchange.add(call)
        transaction.respond(reply(request, 100))
        caller = Caller(shown(head.sender.uri.user), shown(head.sender.display_name))
        self._exchange.told(Invited(leg, shown(head.receiver.uri.user), caller, phone, trunk))

    def _on_cancel(self, request: SipRequest, head: Head, peer: Peer, transaction: ServerTransaction) -> None:
        invite = self._exchange.transactions.find_invite(head)
        if invite is None:
            transaction.refuse(481)
            return
        transaction.respond(reply(request, 200, tag=invite.tag))
        call = next((each for each in self._exchange.calls.values() if each.server is invite), None)
        if call is not None and not invite.is_answered:
            self._exchange.refuse(call, Reason.CANCELLED)

    def _on_ack(self, request: SipRequest, head: Head) -> None:
        call = self._exchange.called_within(head)
        if call is None or call.waiting is None or call.waiting.head.number != head.number:
            return
        is_first = call.waiting is call.server
        call.waiting.acknowledged()
        call.waiting = None
        if call.awaits_answer:
            self._take_late_answer(call, request)
        elif is_first:
            self._exchange.told(PickedUp(call.leg, None))

    def _take_late_answer(self, call: SipCall, ack: SipRequest) -> None:
        """They answer our offer, as their INVITE held none."""
        call.awaits_answer = False
        try:
            described = read_description(ack, host=call.peer.host if call.peer else "")
        except NoCommonCodec:
            self._exchange.hang_up(call.leg, Reason.NO_CODEC)
            return
        call.described = described
        self._exchange.told(PickedUp(call.leg, described.path))

    def _on_change(self, call: SipCall, request: SipRequest, transaction: ServerTransaction) -> None:
        """They move, hold or go on: a re-INVITE or UPDATE."""
        if call.state is not State.TALKING or call.waiting is not None:
            transaction.refuse(491)
            return
        if not has_sdp(request):
            body = self._exchange.describe_offer(call, call.port) if request.method == "INVITE" else ""
            call.awaits_answer = bool(body)
        else:
            try:
                call.described = read_description(request, host=transaction.peer.host)
            except NoCommonCodec:
                transaction.refuse(488)
                return
            body = self._exchange.describe_answer(call, call.described, call.port)
            self._exchange.told(Changed(call.leg, call.described.path))
        self._exchange.accept(call, transaction, body)

    def _on_bye(self, call: SipCall, request: SipRequest, transaction: ServerTransaction) -> None:
        transaction.refuse(200)
        if call.state is State.INVITED:
            self._exchange.refuse(call, Reason.CANCELLED)
        else:
            self._exchange.leave(call, Reason.HUNG_UP)

    def _on_info(self, call: SipCall, request: SipRequest, transaction: ServerTransaction) -> None:
        transaction.refuse(200)
        digit = digit_in_info(request.content_type or "", request.text)
        if digit is not None:
            self._exchange.told(Pressed(call.leg, digit))

    def _on_refer(self, call: SipCall, request: SipRequest, transaction: ServerTransaction) -> None:
        """Only a telephone of ours may have somebody called: anybody else could call abroad at our cost."""
        number, replaced = referred(request)
        other = self._exchange.dialogs.get(replaced) if replaced else None
        if not call.phone or call.state is not State.TALKING:
            transaction.refuse(403)
        elif not number or (replaced and (other is None or other.phone != call.phone)):
            transaction.refuse(404)
        else:
            transaction.refuse(202)
            self._exchange.notify(call, "SIP/2.0 100 Trying", "active;expires=60")
            self._exchange.told(AskedTransfer(call.leg, shown(number), other.leg if other else ""))
