"""What is said within a call by SIP, whoever began it, and which calls there are."""

from __future__ import annotations

from collections.abc import Callable

from balie.conversation.telephony.media.reasons import Reason
from balie.conversation.telephony.media.refusals import UnknownLeg, WrongMoment
from balie.conversation.telephony.media.signalling import Left, Signal
from balie.conversation.telephony.media.sip.calls import SipCall, State, status_for
from balie.conversation.telephony.media.sip.dialogs import Dialog, DialogKey
from balie.conversation.telephony.media.sip.messages import ALLOW, Head, reply, request_for
from balie.conversation.telephony.media.sip.sdp import TYPE, Described, answer, offer
from balie.conversation.telephony.media.sip.transactions import GIVEN_UP, ServerTransaction, Timers, Transactions
from balie.conversation.telephony.media.sip.transports import Peer, Transports

_SIPFRAG = "message/sipfrag;version=2.0"
_LONGEST_NAME = 100


class Exchange:
    """The calls by leg and by dialog; `told` hears of each that ends."""

    def __init__(self, network: Transports, transactions: Transactions, timers: Timers, *, told: Callable[[Signal], None]) -> None:
        self.network, self.transactions = network, transactions
        self.told = told
        self.calls: dict[str, SipCall] = {}
        self.dialogs: dict[DialogKey, SipCall] = {}
        self._timers = timers

    def add(self, call: SipCall) -> None:
        self.calls[call.leg] = call
        if call.dialog is not None:
            self.connect(call, call.dialog)

    def connect(self, call: SipCall, dialog: Dialog) -> None:
        """From now on requests of this dialog are of the call."""
        call.dialog = dialog
        self.dialogs[dialog.key] = call

    def find(self, leg: str) -> SipCall:
        """Raises `UnknownLeg`."""
        try:
            return self.calls[leg]
        except KeyError as error:
            raise UnknownLeg(f"there is no leg {leg}") from error

    def unanswered(self, leg: str) -> SipCall:
        """A call of theirs that waits. Raises `WrongMoment` and `UnknownLeg`."""
        call = self.find(leg)
        if call.state is not State.INVITED:
            raise WrongMoment(f"leg {leg} does not wait for an answer")
        return call

    def called_within(self, head: Head) -> SipCall | None:
        """The call whose dialog the request of theirs belongs to."""
        return self.dialogs.get((head.call_id, head.to_tag, head.from_tag))

    def hang_up(self, leg: str, reason: Reason = Reason.ENDED) -> None:
        """End the leg in whatever state it is."""
        call = self.find(leg)
        if call.state is State.INVITED:
            self.refuse(call, reason)
        elif call.state is State.TALKING:
            self._say_bye(call)
            self.leave(call, reason)
        elif call.state is State.DIALLING:
            call.state, call.reason = State.CANCELLING, reason
            self._timers.call_later(GIVEN_UP, lambda: self.leave(call, reason))
            if call.client is not None and call.client.is_answered:
                self.cancel(call)

    def cancel(self, call: SipCall) -> None:
        """Take our INVITE back, now that they have it."""
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
        self.transactions.request(cancel, known(call.peer), on_response=lambda response: None, on_silence=lambda: None)

    def respond(self, call: SipCall, status: int, *, body: str = "") -> None:
        headers = {"Contact": self.contact(known(call.peer)), **({"Content-Type": TYPE} if body else {})}
        server = known(call.server)
        server.respond(reply(server.request, status, tag=server.tag, headers=headers, body=body))

    def accept(self, call: SipCall, transaction: ServerTransaction | None, body: str) -> None:
        """Say yes to an INVITE or UPDATE of theirs; that of an INVITE is sent again until it is acknowledged."""
        transaction = known(transaction)
        headers = {"Contact": self.contact(transaction.peer), "Allow": ALLOW, **({"Content-Type": TYPE} if body else {})}
        if transaction.request.method == "INVITE":
            call.waiting = transaction
            transaction.on_silence = lambda: self._never_acknowledged(call)
        transaction.respond(reply(transaction.request, 200, tag=transaction.tag, headers=headers, body=body))

    def _never_acknowledged(self, call: SipCall) -> None:
        if call.leg in self.calls:
            self.hang_up(call.leg, Reason.UNACKNOWLEDGED)

    def refuse(self, call: SipCall, reason: Reason) -> None:
        """Say no to a call of theirs that waits."""
        status = status_for(reason)
        known(call.server).refuse(status)
        self.leave(call, reason, status)

    def _say_bye(self, call: SipCall) -> None:
        if call.waiting is not None:
            call.waiting.acknowledged()
        if call.dialog is not None:
            self.send_bye(call.dialog)

    def send_bye(self, dialog: Dialog) -> None:
        bye = dialog.request("BYE", self.network)
        self.transactions.request(bye, dialog.peer, on_response=lambda response: None, on_silence=lambda: None)

    def notify(self, call: SipCall, fragment: str, subscription: str) -> None:
        """Tell what became of a transfer they asked for. Raises `WrongMoment`."""
        dialog = call.dialog
        if dialog is None:
            raise WrongMoment(f"leg {call.leg} is not connected")
        headers = {"Event": "refer", "Subscription-State": subscription, "Contact": self.contact(dialog.peer), "Content-Type": _SIPFRAG}
        notify = dialog.request("NOTIFY", self.network, headers=headers, body=f"{fragment}\r\n")
        self.transactions.request(notify, dialog.peer, on_response=lambda response: None, on_silence=lambda: None)

    def leave(self, call: SipCall, reason: Reason, code: int = 0) -> None:
        """The call is over; the first reason counts."""
        if self.calls.pop(call.leg, None) is None:
            return
        if call.dialog is not None:
            self.dialogs.pop(call.dialog.key, None)
        self.told(Left(call.leg, reason, code))

    def describe_answer(self, call: SipCall, described: Described, port: int) -> str:
        call.port = port
        return answer(described, self.network.address_towards(known(call.peer).host), port, version=call.next_version())

    def describe_offer(self, call: SipCall, port: int) -> str:
        call.port = port
        return offer(self.network.address_towards(known(call.peer).host), port, version=call.next_version())

    def contact(self, peer: Peer) -> str:
        """Where they reach us."""
        return f"<sip:balie@{self.network.address_towards(peer.host)}:{self.network.port_of(peer.kind)};transport={peer.kind}>"


def known[T](value: T | None) -> T:
    """What a call in this state always has."""
    if value is None:
        raise AssertionError
    return value


def address_part(text: str) -> str:
    """What may stand in an address of SIP without being read as something else."""
    return "".join(each for each in text if each.isalnum() or each in "+*#-_. ")[:_LONGEST_NAME].strip()


def shown(text: str | None) -> str:
    """A text of strangers as it may be told on: printable and short."""
    return "".join(each for each in text or "" if each.isprintable())[:_LONGEST_NAME]
