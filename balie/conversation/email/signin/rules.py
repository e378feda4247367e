"""What the big providers ask, and the words of the protocol; pure (RFC 6749, RFC 7636, SASL XOAUTH2)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext_noop

_ELSE = gettext_noop("the sign-in service refused")
_SENTENCES = {
    "invalid_grant": gettext_noop("the permission expired or was withdrawn, sign in again"),
    "interaction_required": gettext_noop("the permission expired or was withdrawn, sign in again"),
    "invalid_client": gettext_noop("the client id or the client secret is wrong or has expired"),
    "unauthorized_client": gettext_noop("the application may not sign in like this, look at its registration"),
    "access_denied": gettext_noop("the permission was refused"),
    "consent_required": gettext_noop("the permission was refused"),
    "invalid_scope": gettext_noop("the application may not read and send mail, look at its registration"),
}


class SignInFailed(Exception):
    """No token can be had; `reason` says why, as `reasons` keeps it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Provider:
    """Where people sign in, where tokens are fetched, and what is asked for."""

    authorize_url: str
    token_url: str
    scope: str


PROVIDERS = {
    "microsoft": Provider(
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
    ),
    "google": Provider(
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://mail.google.com/",
    ),
}


def authorize_address(provider: Provider, *, client_id: str, redirect: str, state: str, verifier: str, user: str) -> str:
    """Where the administrator signs in; the answer comes back at `redirect` with `state`."""
    asked = {
        "client_id": client_id,
        "response_type": "code",
        "redirect_uri": redirect,
        "scope": provider.scope,
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
        "login_hint": user,
        # Google gives a refresh token only when asked like this.
        "access_type": "offline",
        "prompt": "consent",
    }
    return f"{provider.authorize_url}{'&' if '?' in provider.authorize_url else '?'}{urlencode(asked)}"


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def xoauth2(user: str, token: str) -> str:
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def refusal(answer: Mapping[str, object]) -> tuple[str, str]:
    """The sentence for an error of the sign-in service, and what it said itself."""
    code = str(answer.get("error", ""))
    said = str(answer.get("error_description") or code)
    return _SENTENCES.get(code, _ELSE), said
