from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.foundation.errors import Invalid, NotAllowed
from balie.records.calendars import actions, queries
from balie.records.calendars.models import Calendar

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
