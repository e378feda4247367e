"""Secrets of telephones, by digest (RFC 7616 with MD5, which every telephone knows; the secrets have 128 bits at least)."""

from __future__ import annotations

import enum
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping

from aiosipua.headers import parse_auth

REALM = "balie"
LEAST_BITS = 128
_LIVES_S = 120
_KEPT = 20_000


class Verdict(enum.Enum):
    """What a request's credentials are worth."""

    NONE = enum.auto()
    STALE = enum.auto()  # an old or unknown nonce: says nothing of the secret
    WRONG = enum.auto()
    RIGHT = enum.auto()


class Guard:
    """Challenges requests and judges their answers.

    A nonce holds for one host and two minutes, and each of its counts once. An unknown user costs the same work and gets the
    same verdict as a wrong secret.
    """

    def __init__(self, secret_of: Callable[[str], str | None], *, now: Callable[[], float] = time.time) -> None:
        self._secret_of, self._now = secret_of, now
        self._key = secrets.token_bytes(32)
        self._nobody = secrets.token_hex(16)
        self._counts: dict[str, int] = {}

    def challenge(self, host: str, *, is_stale: bool = False) -> str:
        """The value of WWW-Authenticate."""
        stale = ", stale=true" if is_stale else ""
        nonce = self._nonce(host, f"{int(self._now()):x}-{secrets.token_hex(8)}")
        return f'Digest realm="{REALM}", nonce="{nonce}", algorithm=MD5, qop="auth"{stale}'

    def judge(self, header: str, method: str, uri: str, host: str) -> tuple[Verdict, str]:
        """The verdict on an Authorization header, and the user it names."""
        if not header:
            return Verdict.NONE, ""
        told = {name.lower(): value for name, value in parse_auth(header, credentials=True).params.items()}
        user, nonce = told.get("username", ""), told.get("nonce", "")
        if not self._is_fresh(nonce, host) or not self._counts_up(nonce, told.get("nc", "")):
            return Verdict.STALE, user
        secret = self._secret_of(user)
        expected = response_to(told, user=user, secret=secret or self._nobody, method=method, uri=uri)
        is_right = hmac.compare_digest(expected, told.get("response", "").lower().encode()) and told.get("qop") == "auth"
        return (Verdict.RIGHT if is_right and secret is not None else Verdict.WRONG), user

    def _nonce(self, host: str, begin: str) -> str:
        """`begin` is its time and something random; the rest proves that we made it for this host."""
        return f"{begin}-{hmac.new(self._key, f'{host} {begin}'.encode(), 'sha256').hexdigest()[:32]}"

    def _is_fresh(self, nonce: str, host: str) -> bool:
        begin, _, _ = nonce.rpartition("-")
        if not hmac.compare_digest(self._nonce(host, begin).encode(), nonce.encode()):
            return False
        return 0 <= self._now() - int(begin.partition("-")[0], 16) <= _LIVES_S

    def _counts_up(self, nonce: str, count: str) -> bool:
        """Each count of a nonce holds once, so that nothing overheard can be sent again."""
        try:
            number = int(count, 16)
        except ValueError:
            return False
        if number <= self._counts.get(nonce, 0):
            return False
        if len(self._counts) >= _KEPT:
            self._counts.pop(next(iter(self._counts)))
        self._counts[nonce] = number
        return True


def response_to(told: Mapping[str, str], *, user: str, secret: str, method: str, uri: str) -> bytes:
    """The response that who knows the secret gives (RFC 7616 §3.4.1), for the URI of the request."""
    ours = _md5(f"{user}:{REALM}:{secret}")
    asked = _md5(f"{method}:{uri}")
    return _md5(f"{ours}:{told.get('nonce', '')}:{told.get('nc', '')}:{told.get('cnonce', '')}:auth:{asked}").encode()


def is_strong(secret: str) -> bool:
    """Long enough for 128 bits: 32 hexadecimal digits, 22 of base64. Whether it is random only its maker knows."""
    is_hex = all(each in "0123456789abcdefABCDEF" for each in secret)
    return len(secret) * (4 if is_hex else 6) >= LEAST_BITS


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
