"""A call at the desk: it rings on screen, is taken up with one key, held, handed over and wrapped up, with real telephones at both ends."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from balie.conversation.telephony.tests.tones import read_wav, tone, write_wav
from tests.commands.test_telephone import Telephone, seconds_of
from tests.journeys.conftest import SignIn
from tests.parts.needed import free_port
from tests.parts.telephones import Baresip

pytestmark = pytest.mark.journey
CALLER, NOOR, SAM = 440, 1000, 2000  # Hz


@pytest.fixture(scope="module")
def house() -> Iterator[Telephone]:
    folder = Path(tempfile.mkdtemp(prefix="balie-tests-"))
    folder.chmod(0o755)
    with Telephone(folder, sip=free_port()) as made:
        made.ask("UPDATE calendars_calendar SET always = true, week = '{}', holidays = '' WHERE is_default RETURNING 1")
        yield made
    shutil.rmtree(folder, ignore_errors=True)


def a_desk_telephone(house: Telephone, name: str, folder: Path, hertz: int, *, answers: bool) -> Baresip:
    _address, secret = house.balie("phone", name).stdout.split()
    sound = write_wav(folder / f"{name}.wav", tone(hertz, seconds=120))
    return Baresip(name, registrar=house.sip, tone=sound, secret=secret, answers=answers)


def become_available(page: Page) -> None:
    expect(page.locator("#presence summary")).to_be_visible()
    page.keyboard.press("S")
    expect(page.locator("#presence details[open]")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator("#presence summary")).to_contain_text("Available")


@pytest.fixture
def noor(house: Telephone, tmp_path: Path) -> Iterator[Baresip]:
    """The operator's telephone, which waits until somebody picks up."""
    with a_desk_telephone(house, "operator", tmp_path, NOOR, answers=False) as made:
        house.wait_for("SELECT count(*) FROM telephony_phone WHERE key = 'operator' AND registered_at IS NOT NULL", "1")
        yield made


@pytest.fixture
def jan(house: Telephone, tmp_path: Path) -> Iterator[Baresip]:
    with Baresip("0488999901", registrar=house.sip, tone=write_wav(tmp_path / "jan.wav", tone(CALLER, seconds=120))) as made:
        yield made


def take_up(house: Telephone, page: Page, jan: Baresip, noor: Baresip) -> None:
    """Jan rings, and Noor takes the call up by keyboard."""
    become_available(page)
    replaced = house.ask("SELECT count(*) FROM telephony_leg WHERE reason = 'replaced'")
    house.dial(jan, "100")
    expect(page.locator("#ringing")).to_contain_text("Take it up", timeout=60_000)
    expect(page.locator("#ringing")).to_contain_text("0488 99 99 01")
    page.keyboard.press("F9")
    house.wait_for("SELECT count(*) FROM telephony_leg WHERE reason = 'replaced'", str(int(replaced) + 1))
    time.sleep(1)
    noor.do("accept")  # as a desk telephone does that is asked to answer; this one does not know how
    expect(page.locator("#call")).to_contain_text("Hold", timeout=15_000)


@pytest.mark.decree("A1.1")
def test_a_call_rings_is_taken_up_held_and_wrapped_up_with_its_result(
    house: Telephone, sign_in: SignIn, jan: Baresip, noor: Baresip
) -> None:
    page = sign_in("operator")
    take_up(house, page, jan, noor)
    expect(page).to_have_url(re.compile("/contacts/"))
    time.sleep(3)

    page.keyboard.press("F4")
    expect(page.locator("#call")).to_contain_text("Take back")
    began = time.monotonic()
    page.reload()
    expect(page.locator("#call")).to_contain_text("Take back")
    back_after = time.monotonic() - began
    page.keyboard.press("F4")
    expect(page.locator("#call")).to_contain_text("Ask a colleague")
    jan.do("hangup")
    expect(page.locator("#phone")).to_contain_text("Wrapping up", timeout=15_000)
    page.goto("/")
    expect(page.locator("#phone")).to_contain_text("Result of")
    page.keyboard.press("F2")
    expect(page.locator("select[name=result]")).to_be_focused()

    for telephone in (jan, noor):
        telephone.stop()
    assert back_after < 3
    assert seconds_of(NOOR, read_wav(jan.heard()[-1])) > 2
    assert seconds_of(CALLER, read_wav(noor.heard()[-1])) > 2
    assert house.ask("SELECT outcome FROM telephony_call ORDER BY id DESC LIMIT 1") == "answered"


@pytest.mark.decree("A5")
def test_a_colleague_is_asked_and_given_the_call_with_its_contact(
    house: Telephone, sign_in: SignIn, jan: Baresip, noor: Baresip, tmp_path: Path
) -> None:
    page = sign_in("operator")
    take_up(house, page, jan, noor)
    with a_desk_telephone(house, "operator2", tmp_path, SAM, answers=True) as sam:
        house.wait_for("SELECT count(*) FROM telephony_phone WHERE key = 'operator2' AND registered_at IS NOT NULL", "1")
        page.keyboard.press("F7")
        expect(page.locator("#call-consult [name=colleague]").first).to_be_visible()
        page.keyboard.press("1")
        expect(page.locator("#call")).to_contain_text("Both", timeout=15_000)
        time.sleep(2)
        page.locator("#content").focus()
        page.keyboard.press("T")
        expect(page.locator("#phone")).to_contain_text("Wrapping up", timeout=15_000)
        time.sleep(3)
        jan.do("hangup")
        house.wait_for("SELECT outcome FROM telephony_call ORDER BY id DESC LIMIT 1", "answered")
        for telephone in (jan, noor, sam):
            telephone.stop()
        at_jan, at_sam = read_wav(jan.heard()[-1]), read_wav(sam.heard()[-1])

    assert seconds_of(NOOR, at_sam) > 1
    assert seconds_of(SAM, at_jan) > 2
    assert seconds_of(CALLER, at_sam) > 2
    whose = "SELECT u.username FROM contacts_contact c JOIN accounts_user u ON u.id = c.operator_id ORDER BY c.id DESC LIMIT 1"
    assert house.ask(whose) == "operator2"
