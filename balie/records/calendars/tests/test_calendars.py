import json
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from balie.access.accounts.actions import create_token
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.foundation.errors import Invalid, NotAllowed
from balie.records.calendars import actions, ical, queries
from balie.records.calendars.models import Calendar, OwnDay, Season
from balie.records.calendars.rules import is_open_at

WEEK = {"mon": [["08:30", "12:00"]]}
SAVED = {"name": {"nl": "Winkel"}, "zone": "Europe/Brussels", "week": WEEK, "at": MONDAY_9AM}


@pytest.fixture
def admin(db):
    return a_user("administrator")


@pytest.fixture
def client(admin):
    client = Client()
    client.force_login(admin)
    return client


def test_the_default_calendar_is_made_once(db):
    first = actions.install_calendars(MONDAY_9AM)

    assert actions.install_calendars(MONDAY_9AM) == first
    assert queries.default_calendar() == first


def test_the_desk_is_open_by_its_week(db):
    calendar = actions.install_calendars(MONDAY_9AM)

    assert queries.is_open(calendar, MONDAY_9AM)
    assert not queries.is_open(calendar, datetime(2026, 11, 22, 9, tzinfo=UTC))


def test_another_calendar_becomes_the_default(admin):
    actions.install_calendars(MONDAY_9AM)
    shop = actions.save_calendar(Calendar(key="shop", name={}), by=admin, **SAVED)

    actions.make_default(shop, by=admin, at=MONDAY_9AM)

    assert Calendar.objects.get(is_default=True) == shop
    assert AuditLine.objects.filter(verb="calendars.made_default").exists()


@pytest.mark.parametrize(
    ("field", "values"),
    [("mon", {"week": {"mon": [["12:00", "13:00"], ["12:30", "14:00"]]}}), ("zone", {"zone": "Mars"}), ("name_nl", {"name": {"nl": ""}})],
)
def test_hours_that_cannot_be_are_refused_by_field(admin, field, values):
    with pytest.raises(Invalid) as caught:
        actions.save_calendar(Calendar(key="shop", name={}), by=admin, **{**SAVED, **values})

    assert caught.value.field_name == field
    assert not Calendar.objects.exists()


def test_only_who_manages_settings_changes_hours(db):
    with pytest.raises(NotAllowed):
        actions.save_calendar(Calendar(key="shop", name={}), by=a_user("lead"), **SAVED)


def test_the_week_is_typed_and_drawn(client, django_assert_max_num_queries):
    actions.install_calendars(MONDAY_9AM)
    client.post(reverse("calendars:edit", args=["office"]), {"name_nl": "Kantoor", "zone": "Europe/Brussels", "sat": "9u-12u30"})

    with django_assert_max_num_queries(8):
        shown = client.get(reverse("calendars:index")).content.decode()

    assert Calendar.objects.get().week["sat"] == [["09:00", "12:30"]]
    assert 'x="540"' in shown
    assert 'width="210"' in shown


def test_hours_nobody_can_read_are_said_beside_their_day(client):
    response = client.post(reverse("calendars:edit", args=["office"]), {"name_nl": "Kantoor", "zone": "Europe/Brussels", "tue": "acht"})

    assert response.status_code == 422
    assert "id_tue_error" in response.content.decode()
    assert 'value="acht"' in response.content.decode()


@pytest.fixture
def office(db):
    return actions.install_calendars(MONDAY_9AM)


def close(calendar, first, last=None, *, by=None, **more):
    return actions.save_own_day(calendar, first=first, last=last, name={"nl": "Dicht"}, by=by, at=MONDAY_9AM, **more)


def test_a_holiday_and_an_own_closing_day_close_the_desk(office, admin):
    actions.save_calendar(office, holidays="BE", by=admin, **{**SAVED, "week": office.week})
    close(office, date(2026, 12, 28), by=admin)

    assert not queries.is_open(office, datetime(2026, 12, 25, 9, tzinfo=UTC))
    assert not queries.is_open(office, datetime(2026, 12, 28, 9, tzinfo=UTC))
    assert queries.is_open(office, datetime(2026, 12, 29, 9, tzinfo=UTC))
    assert AuditLine.objects.filter(verb="calendars.day_added").exists()


def test_days_that_have_something_already_are_refused(office):
    close(office, date(2026, 12, 24), date(2026, 12, 31))

    with pytest.raises(Invalid) as caught:
        close(office, date(2026, 12, 31))

    assert caught.value.field_name == "first_on"


@pytest.mark.parametrize(("last", "field"), [(date(2026, 12, 23), "last_on"), (date(2036, 12, 23), "last_on")])
def test_days_without_a_sensible_end_are_refused(office, last, field):
    with pytest.raises(Invalid) as caught:
        close(office, date(2026, 12, 24), last)

    assert caught.value.field_name == field


def test_open_day_and_night_with_hours_is_refused(office, admin):
    with pytest.raises(Invalid) as caught:
        actions.save_calendar(office, always=True, by=admin, **SAVED)

    assert caught.value.field_name == "always"


def test_only_who_manages_settings_changes_days(office):
    season = Season(calendar=office)
    with pytest.raises(NotAllowed):
        close(office, date(2026, 12, 24), by=a_user("lead"))
    with pytest.raises(NotAllowed):
        actions.save_season(
            season, first=date(2026, 7, 1), last=date(2026, 8, 1), name={"nl": "Z"}, week=WEEK, by=a_user("supervisor"), at=MONDAY_9AM
        )


def test_a_half_day_is_typed_and_shown(client, office):
    client.post(reverse("calendars:days", args=["office"]), {"first_on": "2026-12-24", "name_nl": "Kerstavond", "slots": "8u30-12u"})

    shown = client.get(reverse("calendars:days", args=["office"])).content.decode()

    assert "Kerstavond" in shown
    assert "08:30-12:00" in shown
    assert queries.is_open(office, datetime(2026, 12, 24, 9, tzinfo=UTC))
    assert not queries.is_open(office, datetime(2026, 12, 24, 13, tzinfo=UTC))


def test_an_own_day_is_removed(client, office):
    own = close(office, date(2026, 12, 24))

    client.post(reverse("calendars:remove_day", args=[own.pk]))

    assert not OwnDay.objects.exists()
    assert AuditLine.objects.filter(verb="calendars.day_removed").exists()


def test_summer_hours_are_typed_and_hold(client, office):
    sent = {"first_on": "2026-07-01", "last_on": "2026-08-31", "name_nl": "Zomer", "wed": "8-12"}
    client.post(reverse("calendars:new_season", args=["office"]), sent)

    season = Season.objects.get()
    assert queries.is_open(office, datetime(2026, 7, 1, 7, tzinfo=UTC))
    assert not queries.is_open(office, datetime(2026, 7, 2, 7, tzinfo=UTC))
    assert client.get(reverse("calendars:season", args=[season.pk])).status_code == 200


def test_a_month_shows_its_holidays_in_the_language_of_the_reader(client, office, admin):
    actions.save_calendar(office, holidays="BE-DG", by=admin, **SAVED)

    shown = client.get(reverse("calendars:month", args=["office"]) + "?of=2026-11").content.decode()

    assert "Allerheiligen" in shown
    assert "Feestdag van de Duitstalige Gemeenschap" in shown


@pytest.mark.parametrize("of", ["2026-13", "x", "0001-01", "9999-12"])
def test_a_month_that_is_none_shows_this_one(client, office, of):
    assert client.get(reverse("calendars:month", args=["office"]), {"of": of}).status_code == 200


def test_a_calendar_goes_out_and_its_closing_days_come_in_elsewhere(client, office, admin):
    actions.save_calendar(office, holidays="BE", by=admin, **SAVED)
    other = actions.save_calendar(Calendar(key="other", name={}), by=admin, **SAVED)
    taken = client.get(reverse("calendars:export", args=["office"]))
    upload = SimpleUploadedFile("closed.ics", taken.content)

    answer = client.post(reverse("calendars:import_days", args=["other"]), {"file": upload})

    assert answer.status_code == 303
    assert len(queries.own_days(other)) >= 10
    assert AuditLine.objects.filter(verb="calendars.days_imported").exists()


def test_of_imported_days_those_that_have_something_of_their_own_stay_as_they_are(office, admin):
    actions.save_own_day(office, first=date(2026, 12, 24), name={"nl": "Kerstavond"}, slots=[["09:00", "12:00"]], by=admin, at=MONDAY_9AM)
    raw = ical.write("x", {}, [], key="x", open_words="", at=MONDAY_9AM).replace(
        b"END:VCALENDAR",
        b"BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Dicht\r\nDTSTART;VALUE=DATE:20261223\r\nDTEND;VALUE=DATE:20270102\r\nEND:VEVENT\r\nEND:VCALENDAR",
    )

    assert actions.import_closings(office, raw, by=admin, at=MONDAY_9AM) == (1, 0)
    assert actions.import_closings(office, raw, by=admin, at=MONDAY_9AM) == (0, 1)

    days = OwnDay.objects.filter(calendar=office).order_by("first_on").values_list("first_on", "last_on")
    assert [(first.day, last.day) for first, last in days] == [(23, 23), (24, 24), (25, 1)]


def test_a_file_that_is_no_calendar_is_refused_beside_its_field(client, office):
    answer = client.post(reverse("calendars:import_days", args=["office"]), {"file": SimpleUploadedFile("x.ics", b"no calendar")})

    assert answer.status_code == 422
    assert "id_file_error" in answer.content.decode()


def test_programs_read_when_a_calendar_is_open(office):
    token = create_token(a_user("operator"), name="tests", by=None, at=MONDAY_9AM)
    api = Client(headers={"authorization": f"Bearer {token}"})

    found = api.get("/api/v1/calendars/office/open", {"start": "2026-11-23T00:00:00Z", "end": "2026-11-24T00:00:00Z"}).json()

    assert [each["start"] for each in found] == ["2026-11-23T07:30:00Z", "2026-11-23T12:00:00Z"]
    assert api.get("/api/v1/calendars").json()[0]["key"] == "office"
    assert api.get("/api/v1/calendars/office").json()["own_days"] == []
    assert api.get("/api/v1/calendars/office/open", {"start": "2026-11-23T00:00:00Z", "end": "2020-01-01T00:00:00Z"}).status_code == 422


def test_one_that_nothing_counts_by_is_removed(client, office, admin):
    shop = actions.save_calendar(Calendar(key="shop", name={}), by=admin, **SAVED)
    close(shop, date(2026, 12, 28), by=admin)

    client.post(reverse("calendars:remove", args=["shop"]))

    assert not Calendar.objects.filter(key="shop").exists()
    assert AuditLine.objects.filter(verb="calendars.removed").exists()


def test_the_one_that_holds_where_no_other_is_named_stays(client, office):
    said = client.post(reverse("calendars:remove", args=[office.key]), follow=True).content.decode()

    assert Calendar.objects.get() == office
    assert "blijft" in said


@pytest.fixture
def api(admin):
    token = create_token(admin, name="tests", by=None, at=MONDAY_9AM)
    client = Client(headers={"authorization": f"Bearer {token}"})

    def ask(method, path, body=None):
        answer = client.generic(method, f"/api/v1/calendars{path}", json.dumps(body) if body else "", content_type="application/json")
        return answer.status_code, answer.json()

    return ask


def test_programs_make_a_calendar_and_say_what_is_otherwise(api):
    status, made = api("POST", "", {"name": {"nl": "Winkel"}, "week": {"fri": [["22:00", "06:00"]]}, "holidays": "BE"})
    where = f"/{made['key']}"
    day = api("POST", f"{where}/days", {"name": {"nl": "Brugdag"}, "first_on": "2026-12-28", "slots": [["09:00", "12:00"]]})[1]
    season = api("POST", f"{where}/seasons", {"name": {"nl": "Zomer"}, "first_on": "2027-07-01", "last_on": "2027-08-31", "week": WEEK})[1]
    changed = api("PATCH", where, {"zone": "Europe/Paris"})[1]
    api(
        "PUT",
        f"{where}/seasons/{season['seasons'][0]['id']}",
        {"name": {"nl": "Zomer"}, "first_on": "2027-07-05", "last_on": "2027-08-31", "week": WEEK},
    )
    default = api("PUT", f"{where}/default")[1]

    assert status == 201
    assert day["own_days"][0]["slots"] == [["09:00", "12:00"]]
    assert (changed["zone"], changed["week"]["fri"], changed["holidays"]) == ("Europe/Paris", [["22:00", "06:00"]], "BE")
    assert default["is_default"]
    assert default["seasons"][0]["first_on"] == "2027-07-05"
    assert api("DELETE", f"{where}/days/{day['own_days'][0]['id']}")[1]["own_days"] == []
    assert api("DELETE", f"{where}/seasons/{season['seasons'][0]['id']}")[1]["seasons"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": {"nl": "x"}, "week": {"mon": [["09:00", "12:00"], ["11:00", "13:00"]]}}, "mon"),
        ({"name": {"nl": "x"}, "week": {"monday": []}}, "week"),
        ({"name": {"nl": "x"}}, "mon"),
        ({"name": {"nl": "x"}, "always": True, "zone": "Mars"}, "zone"),
        ({"name": {"nl": "x"}, "always": True, "holidays": "ZZ"}, "holidays"),
    ],
)
def test_a_program_is_refused_a_calendar_that_cannot_be(api, body, field):
    status, told = api("POST", "", body)

    assert status == 422
    assert told["field"].startswith(field)


def test_programs_take_a_calendar_out_and_closing_days_in(admin, office):
    token = create_token(admin, name="tests", by=None, at=MONDAY_9AM)
    api = Client(headers={"authorization": f"Bearer {token}"})
    close(office, date(2099, 12, 28), by=admin)
    other = actions.save_calendar(Calendar(key="shop", name={}), by=admin, **SAVED)
    raw = ical.write("x", {date(2026, 12, 28): "Brugdag"}, [], key="x", open_words="Open", at=MONDAY_9AM)

    written = api.get("/api/v1/calendars/office/ics")
    read = api.post("/api/v1/calendars/shop/ics", raw, content_type="text/calendar")
    bad = api.post("/api/v1/calendars/shop/ics", b"nothing", content_type="text/calendar")

    assert written.content.startswith(b"BEGIN:VCALENDAR")
    assert read.json() == {"added": 1, "left_out": 0}
    assert OwnDay.objects.get(calendar=other).first_on == date(2026, 12, 28)
    assert bad.status_code == 422


def test_a_calendar_as_it_was_can_be_reckoned_with_after_it_changed(office, admin):
    kept = actions.version_of(office, at=MONDAY_9AM)
    close(office, date(2026, 12, 28), by=admin)

    newest = queries.newest_version(office.pk)
    assert is_open_at(queries.hours_of_version(kept.pk), datetime(2026, 12, 28, 9, tzinfo=UTC))
    assert not is_open_at(queries.hours_of_version(newest.pk), datetime(2026, 12, 28, 9, tzinfo=UTC))


def test_a_calendar_that_never_opens_is_refused(admin):
    with pytest.raises(Invalid) as caught:
        actions.save_calendar(Calendar(key="shop", name={}), by=admin, **{**SAVED, "week": {}})

    assert caught.value.field_name == "mon"
