"""One who is new: invited, with a password chosen, a second step and a passkey set up and taken away again."""

from __future__ import annotations

import time
from collections.abc import Iterator

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

from tests.journeys.conftest import sign_in_at
from tests.journeys.states import Desk, see

PASSWORD = "een-lange-zin-voor-een-balie"
PASSKEYS = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
OF_THE_SECOND_STEP = (
    "/account/2fa/",
    "/account/2fa/recovery-codes/",
    "/account/2fa/recovery-codes/generate/",
    "/account/2fa/totp/deactivate/",
    "/account/reauthenticate/",
    "/account/2fa/reauthenticate/",
)


def arrival(desk: Desk) -> Iterator[Page]:
    """From the invitation to the desk."""
    page = desk.of("admin")
    page.goto("/settings/people/invite/")
    name = f"new{time.time_ns()}"
    page.locator("[name=username]").fill(name)
    page.locator("[name=name]").fill("Nora Nieuw")
    page.get_by_role("checkbox", name="Operator").first.check()
    page.get_by_role("button", name="Make the invitation").click()
    yield see(page, page.locator("#id_address"))
    link = page.locator("#id_address").input_value()
    page = desk.of_nobody()
    page.goto(link[link.index("/link/") :])
    yield see(page, page.locator("[name=password]"))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=again]").fill(PASSWORD)
    page.get_by_role("button", name="Keep this password").click()
    see(page, page.locator("input[name=login]"))
    sign_in_at(page, name, PASSWORD)
    yield from _second_step(page)
    yield from _passkey(page)
    page.goto("/account/logout/")
    page.locator("main button").click()
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    yield see(page, page.locator("input[name=code]"))


def _second_step(page: Page) -> Iterator[Page]:
    page.goto("/account/2fa/totp/activate/")
    yield see(page, page.locator("input[name=password]"))
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    yield see(page, page.locator("input[name=code]"))
    page.locator("input[name=code]").fill(_code(page.locator("#authenticator_secret").input_value()))
    page.locator("input[name=code]").press("Enter")
    for address in OF_THE_SECOND_STEP:
        page.goto(address)
        yield page


def _passkey(page: Page) -> Iterator[Page]:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEYS | {"automaticPresenceSimulation": True}})
    page.goto("/account/2fa/webauthn/add/")
    yield page
    page.locator("main form button").first.click()
    see(page, page.locator("main .alert--ok"))
    page.goto("/account/2fa/webauthn/")
    yield page
    ways = page.locator("main .line-end a").evaluate_all("links => links.map((link) => link.href)")
    for address in (*ways, "/account/2fa/webauthn/reauthenticate/"):
        page.goto(address)
        yield page


def _code(secret: str) -> str:
    """What the application on the telephone shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
