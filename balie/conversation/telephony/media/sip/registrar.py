"""Where our telephones are: they register with their secret, and are called where they registered from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aiosipua.message import SipRequest

from balie.conversation.telephony.media.refusals import UnknownPhone, WeakSecret
from balie.conversation.telephony.media.signalling import Banned, Phone, PhoneGone, PhoneRegistered, Signal
from balie.conversation.telephony.media.sip.bans import Bans
from balie.conversation.telephony.media.sip.dialogs import contact_in
from balie.conversation.telephony.media.sip.digest import Guard, Verdict, is_strong
from balie.conversation.telephony.media.sip.messages import Head, reply
from balie.conversation.telephony.media.sip.transactions import Handle, ServerTransaction, Timers
from balie.conversation.telephony.media.sip.transports import Peer

SHORTEST_S, LONGEST_S = 60, 3600


@dataclass(frozen=True)
class Binding:
    """One telephone: the address it wants in requests, and where it really is."""

    uri: str
    peer: Peer
    expiry: Handle


class Registrar:
    """The telephones that may register, and those that have."""

    def __init__(self, timers: Timers, bans: Bans, *, told: Callable[[Signal], None]) -> None:
        self._timers, self._bans, self._told = timers, bans, told
        self._phones: dict[str, Phone] = {}
        self._bindings: dict[str, Binding] = {}
        self._guard = Guard(lambda user: self._phones[user].secret if user in self._phones else None)

    def set_phones(self, phones: Iterable[Phone]) -> None:
        """These and no others; one whose secret changed or that is gone is signed off. Raises `WeakSecret`, changing nothing."""
        wanted = {phone.name: phone for phone in phones}
        for phone in wanted.values():
            if not is_strong(phone.secret):
                raise WeakSecret(f"the secret of telephone {phone.name} has less than 128 bits")
        for name in [name for name in self._bindings if wanted.get(name) != self._phones[name]]:
            self._forget(name)
        self._phones = wanted

    def find(self, name: str) -> Binding:
        """Raises `UnknownPhone`."""
        try:
            return self._bindings[name]
        except KeyError as error:
            raise UnknownPhone(f"telephone {name} is not registered") from error

    def phone_at(self, peer: Peer) -> str:
        """Which telephone registered from there; empty when none did."""
        return next((name for name, binding in self._bindings.items() if binding.peer == peer), "")

    def admit(self, request: SipRequest, peer: Peer, transaction: ServerTransaction) -> str:
        """The telephone that the request is proved to come from; else it is refused, and empty returned."""
        header = request.get_header("authorization") or ""
        verdict, user = self._guard.judge(header, request.method, request.uri, peer.host)
        if verdict is Verdict.RIGHT:
            self._bans.note_success(peer.host)
            return user
        if verdict is Verdict.WRONG:
            transaction.refuse(403)
            if self._bans.note_failure(peer.host):
                self._told(Banned(peer.host))
            return ""
        challenge = self._guard.challenge(peer.host, is_stale=verdict is Verdict.STALE)
        transaction.refuse(401, headers={"WWW-Authenticate": challenge})
        return ""

    def register(self, request: SipRequest, head: Head, peer: Peer, transaction: ServerTransaction) -> None:
        """Take a REGISTER."""
        phone = self.admit(request, peer, transaction)
        if not phone:
            return
        if head.receiver.uri.user != phone:
            transaction.refuse(403)
            return
        expires, uri = _expires_in(request), contact_in(request)
        if expires == 0:
            self._forget(phone)
        elif expires < SHORTEST_S:
            transaction.refuse(423, headers={"Min-Expires": str(SHORTEST_S)})
            return
        elif uri:
            self._bind(phone, uri, peer, min(expires, LONGEST_S))
        headers = {"Contact": f"<{uri}>;expires={min(expires, LONGEST_S)}"} if expires and uri else {}
        transaction.respond(reply(request, 200, tag=transaction.tag, headers=headers))

    def stop(self) -> None:
        for binding in self._bindings.values():
            binding.expiry.cancel()

    def _bind(self, phone: str, uri: str, peer: Peer, expires: int) -> None:
        known = self._bindings.get(phone)
        if known is not None:
            known.expiry.cancel()
        self._bindings[phone] = Binding(uri, peer, self._timers.call_later(expires, lambda: self._forget(phone)))
        if known is None or known.peer != peer:
            self._told(PhoneRegistered(phone, f"{peer.host}:{peer.port}"))

    def _forget(self, phone: str) -> None:
        binding = self._bindings.pop(phone, None)
        if binding is not None:
            binding.expiry.cancel()
            self._told(PhoneGone(phone))


def _expires_in(request: SipRequest) -> int:
    """Seconds that they ask for, of the Contact or of the whole request."""
    contacts = request.contact
    asked = (contacts[0].params.get("expires") if contacts else None) or request.get_header("expires") or ""
    return int(asked[:9]) if asked.isascii() and asked.isdigit() else LONGEST_S
