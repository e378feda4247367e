"""Telephones, lines, numbers and calling out, set up on screen; who is called back, and what runs."""

from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.conversation.routing.testing import in_state
from balie.conversation.telephony.models import CallBack, Number, Outgoing, Phone, Trunk
from balie.conversation.telephony.testing import House, a_line, a_phone

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_desk(client: Client) -> Client:
    client.force_login(a_user("administrator", username="boss", language="en"))
    return client


def test_a_secret_is_shown_once(settings_desk: Client, noor: User) -> None:
    added = settings_desk.post("/settings/telephone/", {"part": "add", "key": "desk7", "user": noor.pk})
    phone = Phone.objects.get(key="desk7")
    again = settings_desk.get("/settings/telephone/")

    assert phone.user == noor
    assert phone.secret in added.content.decode()
    assert phone.secret not in again.content.decode()


def test_a_new_secret_and_out_of_use(settings_desk: Client) -> None:
    phone = a_phone(key="desk7")
    renewed = settings_desk.post("/settings/telephone/", {"part": "renew", "key": "desk7"}).content.decode()
    settings_desk.post("/settings/telephone/", {"part": "switch", "key": "desk7"})
    kept = Phone.objects.get(key="desk7")

    assert kept.secret != phone.secret
    assert kept.secret in renewed
    assert not kept.is_active


LINE = {"name": "Provider", "host": "sip.provider.example", "port": "5061", "transport": "tls", "is_active": "on"}


def test_a_line_keeps_its_secret_when_none_is_typed(settings_desk: Client) -> None:
    told = {**LINE, "key": "provider", "registers": "on", "user": "balie", "secret": "s3cret", "addresses": "192.0.2.1, 192.0.2.2"}
    settings_desk.post("/settings/telephone/lines/new/", told)
    settings_desk.post("/settings/telephone/lines/provider/", {**told, "name": "Other", "secret": ""})
    line = Trunk.objects.get()

    assert (line.name, line.transport, line.secret, line.addresses) == ("Other", "tls", "s3cret", ["192.0.2.1", "192.0.2.2"])


def test_what_is_wrong_with_a_line_is_told_beside_the_field(settings_desk: Client) -> None:
    unnamed = settings_desk.post("/settings/telephone/lines/new/", {**LINE, "key": "provider", "registers": "on"})
    nowhere = settings_desk.post("/settings/telephone/lines/new/", {**LINE, "key": "provider", "addresses": "the provider"})

    assert (unnamed.status_code, nowhere.status_code) == (422, 422)
    assert "fill in the name and the secret" in unnamed.content.decode()
    assert "Addresses in figures" in nowhere.content.decode()
    assert not Trunk.objects.exists()


def test_why_a_line_does_not_work_is_told_in_words(settings_desk: Client) -> None:
    a_line(user="balie", secret="x", registers=True)
    Trunk.objects.update(trouble=403)

    assert "the provider refuses the name or the secret" in settings_desk.get("/settings/telephone/lines/").content.decode()


def test_a_number_says_what_becomes_of_who_dials_it(settings_desk: Client, noor: User) -> None:
    names = {f"name_{code}": "Energy" for code in ("nl", "fr", "en", "de")}
    told = {**names, "digits": "100", "team": a_team().pk, "language": "fr", "call_back_owner": noor.pk, "shown": "02 555 12 34"}
    settings_desk.post("/settings/telephone/numbers/new/", told)
    wrong = settings_desk.post("/settings/telephone/numbers/100/", {**told, "shown": "112"})
    number = Number.objects.get()

    assert (number.language, number.call_back_owner, number.shown) == ("fr", noor, "+3225551234")
    assert (wrong.status_code, "This is no telephone number." in wrong.content.decode()) == (422, True)


def test_calling_out_is_allowed_by_country(settings_desk: Client) -> None:
    told = {"is_on": "on", "regions": "be, nl", "prefixes": "+3270", "at_once_each": 1, "calls_a_day_each": 50, "minutes_a_day": 600}
    settings_desk.post("/settings/telephone/out/", told)
    wrong = settings_desk.post("/settings/telephone/out/", {**told, "regions": "BE, XX"})

    assert (Outgoing.objects.get().regions, Outgoing.objects.get().prefixes) == (["BE", "NL"], ["+3270"])
    assert "No country has these letters: XX" in wrong.content.decode()


def test_who_rang_in_vain_waits_on_the_screen_of_who_calls_back(house: House, noor: User, client: Client) -> None:
    noor.language = "en"
    noor.save()
    house.waits()
    house.ends("jan")
    client.force_login(noor)
    listed, waits = client.get("/calls/").content.decode(), client.get("/").content.decode()
    client.post(f"/calls/back/{CallBack.objects.get().pk}/", {"end": "dropped"})

    assert 'href="tel:+32470000001"' in listed
    assert "To call back" in waits
    assert CallBack.objects.get().end == "dropped"


def test_a_supervisor_sees_what_runs_and_takes_part_from_the_operators_list(house: House, noor: User, client: Client) -> None:
    boss = a_user("supervisor", username="supervisor", language="en")
    a_phone(boss, key="boss")
    in_state(noor, "available")
    house.talks(noor)
    client.force_login(boss)

    runs, operators = client.get("/calls/").content.decode(), client.get("/operators/").content.decode()
    client.post(f"/calls/watch/{noor.pk}/", {"how": "whisper"})

    assert "in conversation" in runs
    assert f"/calls/watch/{noor.pk}/" in operators
    assert "boss" in [each.phone for each in house.told() if hasattr(each, "phone")]


def test_an_operator_sees_no_calls_of_others(house: House, noor: User, client: Client) -> None:
    house.talks(noor)
    client.force_login(a_user("operator", username="other", language="en"))

    assert "Running calls" not in client.get("/calls/").content.decode()
