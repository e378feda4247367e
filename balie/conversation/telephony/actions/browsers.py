"""Browsers as telephones: an operator chooses one, it connects, hears itself to be checked, and leaves."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.conversation.telephony.actions.ordering import order
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Browser, Link, Phone
from balie.conversation.telephony.policies import CALL
from balie.conversation.telephony.waking import SET_UP, wake_engine
from balie.foundation.errors import Invalid, Refusal
from balie.foundation.live import nudge

KEPT = timedelta(hours=1)
LONGEST_OFFER = 32_000
REPLACED, LOST = "replaced", "lost"


class NotChosen(Refusal):
    """The operator's calls ring elsewhere."""

    code = "not_chosen"
    sentence = _("Your calls do not ring in the browser: choose it under Headset first.")


class Unreached(Refusal):
    """The telephone stands still."""

    code = "unreached"
    sentence = _("The telephone stands still. It is tried again by itself.")


@transaction.atomic
def choose_device(kind: str, *, by: User, at: datetime) -> Phone | None:
    """Where one's calls ring: in the browser, or at the telephone on the desk. The telephone in the browser, where that is chosen."""
    ensure_may(by, CALL)
    if kind not in Phone.Kind.values:
        raise Invalid(field="kind", reason=_("Choose the browser or the telephone on the desk."))
    phone = _browser_of(by)
    if kind == Phone.Kind.BROWSER and phone is None:
        phone = Phone.objects.create(key=f"browser-{by.pk}", user=by, secret="", kind=Phone.Kind.BROWSER)
    if phone is not None:
        phone.is_active = kind == Phone.Kind.BROWSER
        phone.save(update_fields=["is_active"])
    record("telephony.device_chosen", by, by=by, at=at, data={"kind": kind})
    wake_engine(SET_UP)
    nudge(f"softphone:{by.pk}")
    return phone if phone is not None and phone.is_active else None


@transaction.atomic
def connect_browser(offer: str, *, by: User, at: datetime) -> Browser:
    """This browser is the operator's telephone from now on, in the place of another. Raises `NotChosen` and `Unreached`."""
    ensure_may(by, CALL)
    phone = Phone.objects.select_for_update().filter(user=by, kind=Phone.Kind.BROWSER, is_active=True).first()
    if phone is None:
        raise NotChosen()
    Browser.objects.filter(phone=phone, ended_at=None).update(ended_at=at, why=REPLACED, answer="")
    return _connect(offer, phone, at=at, phone_key=phone.key)


@transaction.atomic
def call_from_browser(offer: str, *, number: str, caller: str, name: str, by: User, at: datetime) -> Browser:
    """The demo's caller: whoever tries Balie rings its number from a browser. Raises `Unreached`."""
    ensure_may(by, CALL)
    return _connect(offer, None, at=at, number=number, caller=caller, caller_name=name)


@transaction.atomic
def leave_browser(browser: Browser, *, at: datetime) -> None:
    """It is no telephone any more; a caller hangs up."""
    if Browser.objects.filter(pk=browser.pk, ended_at=None).update(ended_at=at, why="left", answer=""):
        order(browser.instance, commands.DisconnectBrowser(str(browser.pk)))


@transaction.atomic
def echo(browser: Browser, *, is_on: bool) -> None:
    """Whoever speaks there hears themselves, half a second later."""
    order(browser.instance, commands.Echo(str(browser.pk), is_on=is_on))


@transaction.atomic
def press_at_browser(browser: Browser, digits: str) -> None:
    """The caller pressed keys."""
    order(browser.instance, commands.PressAtBrowser(str(browser.pk), digits))


def browser_answered(event: events.BrowserAnswered, instance: str, at: datetime) -> None:
    Browser.objects.filter(pk=event.browser, ended_at=None).update(answer=event.answer)


def browser_gone(event: events.BrowserGone, instance: str, at: datetime) -> None:
    end_browser(event.browser, event.why, at=at)


def end_browser(browser: str, why: str, *, at: datetime) -> None:
    Browser.objects.filter(pk=browser, ended_at=None).update(ended_at=at, why=why, answer="")


def forget_browsers(*, at: datetime) -> None:
    """The media process is another one: no browser is connected with it."""
    Browser.objects.filter(ended_at=None).update(ended_at=at, why=LOST, answer="")


def _connect(offer: str, phone: Phone | None, *, at: datetime, phone_key: str = "", **call: str) -> Browser:
    if not 0 < len(offer) <= LONGEST_OFFER:
        raise Invalid(field="offer", reason=_("The browser sent no description of its audio."))
    link = Link.objects.filter(id=1).first()
    if link is None or not link.instance:
        raise Unreached()
    Browser.objects.filter(ended_at__lt=at - KEPT).delete()
    browser = Browser.objects.create(phone=phone, instance=link.instance, began_at=at)
    order(link.instance, commands.ConnectBrowser(str(browser.pk), offer, phone_key, **call))
    return browser


def _browser_of(user: User) -> Phone | None:
    return Phone.objects.select_for_update().filter(user=user, kind=Phone.Kind.BROWSER).first()
