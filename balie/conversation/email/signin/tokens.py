"""The token a mailbox signs in with: kept, and fetched anew before it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from balie.conversation.email import actions
from balie.conversation.email.models import Mailbox
from balie.conversation.email.signin.client import Tokens, ask_tokens
from balie.conversation.email.signin.rules import PROVIDERS, Provider, SignInFailed

BEFORE_THE_END = timedelta(minutes=5)
type Bearer = Callable[[bool], str]


def bearer(mailbox: Mailbox) -> Bearer | None:
    """Gives the access token, a new one when asked; None for a mailbox with a password."""
    if mailbox.sign_in == Mailbox.SignIn.PASSWORD:
        return None
    return lambda anew: access_token(mailbox.pk, anew=anew)


def access_token(mailbox_id: int, *, anew: bool = False) -> str:
    """One that holds for some minutes yet. Raises `SignInFailed`."""
    box = Mailbox.objects.get(pk=mailbox_id)
    if not anew and box.access_token and box.access_ends_at and box.access_ends_at > timezone.now() + BEFORE_THE_END:
        return str(box.access_token)
    if not box.refresh_token:
        raise SignInFailed(gettext_noop("nobody signed in for this mailbox yet, press Sign in"))
    return _keep(box, ask_tokens(provider_of(box).token_url, _asked(box, grant_type="refresh_token", refresh_token=box.refresh_token)))


def exchange_code(box: Mailbox, *, code: str, verifier: str) -> None:
    """The code that came back from the sign-in page becomes tokens, which are kept. Raises `SignInFailed`."""
    asked = _asked(box, grant_type="authorization_code", code=code, code_verifier=verifier, redirect_uri=redirect_address())
    tokens = ask_tokens(provider_of(box).token_url, asked)
    if not tokens.refresh:
        raise SignInFailed(gettext_noop("the sign-in service gave no lasting permission, look at the registration of the application"))
    _keep(box, tokens)


def provider_of(box: Mailbox) -> Provider:
    """With the addresses of the mailbox where it has its own."""
    known = PROVIDERS.get(box.sign_in, Provider("", "", ""))
    return Provider(box.authorize_url or known.authorize_url, box.token_url or known.token_url, box.scope or known.scope)


def redirect_address() -> str:
    """Where the sign-in page sends the administrator back to; it is registered with the application."""
    return f"{settings.BALIE_URL}{reverse('email:signed_in')}"


def _asked(box: Mailbox, **fields: str) -> dict[str, str]:
    secret = {"client_secret": box.client_secret} if box.client_secret else {}
    return {"client_id": box.client_id, **secret, **fields}


def _keep(box: Mailbox, tokens: Tokens) -> str:
    ends_at = timezone.now() + timedelta(seconds=tokens.seconds)
    actions.keep_tokens(box, access=tokens.access, refresh=tokens.refresh, ends_at=ends_at)
    return tokens.access
