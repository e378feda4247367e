"""Keeping the directory, and finding who takes a question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.access.audit.models import AuditLine
from balie.foundation.errors import Invalid, NotAllowed, NotFound, Outdated
from balie.foundation.search.queries import find
from balie.records.calendars.models import Calendar
from balie.records.calendars.slots import DAYS
from balie.records.directory import queries
from balie.records.directory.actions import Details, add_entry, change_entry
from balie.records.directory.models import Entry
from balie.records.directory.queries import Filters, Question
from balie.records.directory.testing import OFFICE, an_entry
from balie.records.taxonomy.models import Category, Purpose
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
SUNDAY = MONDAY_9AM - timedelta(days=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def operator() -> User:
    return a_user("operator", language="en")


def test_an_entry_keeps_how_it_is_reached_as_we_write_it() -> None:
    entry = an_entry(phone="0470 00 90 11", mail=" Help@Ombud.example ", website="www.ombud.example")

    assert (entry.phone, entry.mail, entry.website) == ("+32470009011", "help@ombud.example", "https://www.ombud.example")
    assert AuditLine.objects.filter(verb="directory.added").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"languages": []}, "languages"),
        ({"phone": ""}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"mail": "nowhere"}, "mail"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"week": {"mon": [["25:00", "26:00"]]}}, "mon"),
        ({"holidays": "XX"}, "holidays"),
        ({"takes": " "}, "takes"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_right_is_refused_by_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        an_entry(**wrong)

    assert refused.value.field_name == field


def test_who_takes_its_place_is_named_with_the_day_it_ends_only() -> None:
    other = an_entry("Other")

    with pytest.raises(Invalid) as refused:
        an_entry("One", instead=other)

    assert refused.value.field_name == "last_on"


def test_two_who_change_one_entry_lose_nothing() -> None:
    entry = an_entry()
    details = Details(name={"en": "Ombud"}, takes={"en": "Disputes"}, languages=["nl"], phone="02 555 01 23")
    change_entry(entry.pk, details, version=1, by=None, at=MONDAY_9AM)

    with pytest.raises(Outdated):
        change_entry(entry.pk, details, version=1, by=None, at=MONDAY_9AM)


def test_who_may_not_keep_the_directory_may_not_add_to_it(operator: User) -> None:
    with pytest.raises(NotAllowed):
        add_entry(Details(name={"en": "x"}, takes={"en": "y"}), by=operator, at=MONDAY_9AM)


def test_it_says_when_it_is_open_or_opens(operator: User) -> None:
    entry = an_entry(week=OFFICE)

    assert "until" in queries.lines_of(operator, [entry.pk], at=MONDAY_9AM + timedelta(hours=1))[entry.pk].opening.words
    closed = queries.lines_of(operator, [entry.pk], at=SUNDAY)[entry.pk].opening
    assert closed.is_open is False
    assert closed.words.startswith("closed, opens tomorrow at 09:00")


def test_a_calendar_of_the_house_goes_before_hours_of_its_own(operator: User) -> None:
    calendar = Calendar.objects.create(key="night", name={"en": "Night"}, week={key: [["22:00", "23:00"]] for key in DAYS})
    entry = an_entry(calendar=calendar, week=OFFICE)

    assert entry.week == {}
    assert queries.lines_of(operator, [entry.pk], at=MONDAY_9AM)[entry.pk].opening.is_open is False


def test_of_hours_nobody_knows_nothing_is_said(operator: User) -> None:
    entry = an_entry(week={})

    opening = queries.lines_of(operator, [entry.pk], at=MONDAY_9AM)[entry.pk].opening

    assert (opening.is_open, opening.words) == (None, "")


@pytest.mark.decree("A5.2")
def test_it_is_found_by_the_question_s_category_and_what_stands_above_it(operator: User) -> None:
    above = a_term(Category, "energy")
    category = a_term(Category, "reading", parent=above)
    far = an_entry("All of energy", categories=[above])
    near = an_entry("Readings", categories=[category])
    an_entry("Parcels", categories=[a_term(Category, "parcels")])

    found = queries.suited(operator, Question(category=category.pk, language="nl"), at=MONDAY_9AM)

    assert [line.id for line in found] == [near.pk, far.pk]


def test_who_takes_the_purpose_and_helps_in_the_language_comes_first(operator: User) -> None:
    category, complaint = a_term(Category, "bill"), a_term(Purpose, "complaint")
    an_entry("A, French", categories=[category], languages=["fr"])
    an_entry("B, orders", categories=[category], purposes=[a_term(Purpose, "order")])
    best = an_entry("C, complaints", categories=[category], purposes=[complaint])

    found = queries.suited(operator, Question(category=category.pk, purpose=complaint.pk, language="nl"), at=MONDAY_9AM)

    assert found[0].id == best.pk
    assert [line.name[0] for line in found] == ["C", "A", "B"]


def test_without_a_category_the_words_of_the_question_find_it(operator: User) -> None:
    gas = an_entry("Gas line", "Smell of gas, leaks")

    found = queries.suited(operator, Question(words="there is a smell of gas in the cellar"), at=MONDAY_9AM)

    assert [(line.id, line.suits) for line in found] == [(gas.pk, None)]


def test_the_search_finds_it_by_what_it_takes_in_each_language(operator: User) -> None:
    details = Details(
        name={"nl": "Ombudsdienst", "fr": "Médiateur"},
        takes={"nl": "Geschillen met een leverancier", "fr": "Litiges avec un fournisseur"},
        languages=["nl"],
        phone="02 555 01 23",
    )
    entry = add_entry(details, by=None, at=MONDAY_9AM)

    for typed in ("geschil leverancier", "litige fournisseur", "025550123"):
        urls = [result.url for hits in find(operator, typed, kinds=("directory",)) for result in hits.results]
        assert urls == [f"/directory/{entry.pk}/"]


def test_who_may_not_see_the_directory_finds_nothing_of_it() -> None:
    entry, stranger = an_entry(), a_user("auditor", language="en")

    assert find(stranger, "ombudsman", kinds=("directory",)) == []
    with pytest.raises(NotFound):
        queries.find_entry(stranger, entry.pk)


def test_the_list_pages_by_name(operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for name in ("Cee", "Bee", "Aye", "Dee"):
        an_entry(name)

    first = queries.entries_for(operator, Filters(), at=MONDAY_9AM)
    rest = queries.entries_for(operator, Filters(), at=MONDAY_9AM, after=(first[1].sorts_as, first[1].id))

    assert [line.name for line in first] == ["Aye", "Bee", "Cee"]
    assert [line.name for line in rest] == ["Cee", "Dee"]


def test_what_closed_yesterday_stands_in_no_list_but_its_own(operator: User) -> None:
    yesterday = date(2026, 11, 22)
    gone = an_entry("Gone", last_on=yesterday, categories=[category := a_term(Category, "energy")])

    assert queries.entries_for(operator, Filters(), at=MONDAY_9AM) == []
    assert queries.suited(operator, Question(category=category.pk), at=MONDAY_9AM) == []
    assert [line.id for line in queries.entries_for(operator, Filters(is_gone=True), at=MONDAY_9AM)] == [gone.pk]


def test_the_directory_is_kept_on_screen(client: Client) -> None:
    editor = a_user("knowledge", language="en")
    client.force_login(editor)
    typed = {"name_en": "Energy house", "takes_en": "Loans", "place": "outside", "languages": ["nl"], "phone": "0470009022", "mon": "9-12"}

    refused = client.post("/directory/new/", typed | {"languages": []})
    made = client.post("/directory/new/", typed)

    entry = Entry.objects.get()
    assert refused.status_code == 422
    assert "Say in which languages" in refused.content.decode()
    assert made.headers["Location"] == f"/directory/{entry.pk}/"
    assert entry.week["mon"] == [["09:00", "12:00"]]
    page = client.get(f"/directory/{entry.pk}/").content.decode()
    assert "Loans" in page
    assert "Change" in page
    changed = client.post(f"/directory/{entry.pk}/edit/", typed | {"takes_en": "Loans and scans", "version": 1})
    assert changed.status_code in {302, 303}
    assert "Loans and scans" in client.get("/directory/?q=scans").content.decode()
    outdated = client.post(f"/directory/{entry.pk}/edit/", typed | {"version": 1})
    assert outdated.status_code == 422
    assert "Somebody changed this" in outdated.content.decode()
