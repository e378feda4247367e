from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.contacts import actions as contacts
from balie.conversation.contacts.testing import a_contact
from balie.foundation.ui.extensions import (
    OPERATOR_STATE,
    PHONE_BAR,
    SUGGESTIONS,
    WAITING,
    Region,
    WaitingGroup,
    WaitingRow,
)
from balie.surfaces.desk import pages, queries, tabs
from balie.surfaces.desk.shell import Shell, is_within

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> User:
    return a_user("operator", name="Nele Operator", language="en", password="een lange zin")


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


def _row(strong: str) -> WaitingRow:
    return WaitingRow(strong=strong, words="Geen stroom", url="/x/", due=MONDAY_9AM, share=0.8)


def test_the_empty_desk_says_what_would_be_here_and_the_key(desk: Client) -> None:
    page = desk.get("/").content.decode()

    assert "Nothing waits for you" in page
    assert 'data-key="n"' in page


def test_what_loses_most_if_left_comes_first(operator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    calm = WaitingGroup(name="My mails", rows=[_row("b")], weight=40)
    urgent = WaitingGroup(name="Due next", rows=[_row("a")], weight=10)
    empty = WaitingGroup(name="Mentions", rows=[], weight=5)
    monkeypatch.setattr(WAITING, "fillings", lambda: [lambda _user, _at, group=group: group for group in (calm, urgent, empty)])

    assert queries.waiting_for(operator, at=MONDAY_9AM) == [urgent, calm]


def test_the_left_list_shows_who_what_and_how_long(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    group = WaitingGroup(name="Due next", rows=[_row("2041 7736")], weight=10)
    monkeypatch.setattr(WAITING, "fillings", lambda: [lambda _user, _at: group])

    part = desk.get("/waiting/", headers={"HX-Request": "true"}).content.decode()

    assert "2041 7736" in part
    assert "Geen stroom" in part
    assert 'data-relative="left"' in part
    assert "<html" not in part


def test_an_open_contact_is_a_tab_and_waits_at_the_left(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator, party_name="Jan Peeters")

    page, waiting = desk.get("/").content.decode(), desk.get("/waiting/").content.decode()

    assert f'href="/contacts/{contact.number}/"' in page.split("data-tabs")[1].split("</nav>")[0]
    assert "Jan Peeters" in waiting


def test_alt_and_arrows_walk_the_open_contacts_only_where_a_page_has_tabs_of_its_own(desk: Client, operator: User) -> None:
    contact = a_contact(operator=operator, party_name="Jan Peeters")

    page = desk.get("/tickets/").content.decode()

    walked = [part.split("</nav>")[0] for part in page.split("data-tabs")[1:]]
    assert [f'href="/contacts/{contact.number}/"' in nav for nav in walked] == [True]


@pytest.mark.parametrize("path", ["/", "/waiting/", "/search/?q=peeters", "/help/", "/me/"])
def test_a_page_of_the_desk_costs_at_most_eight_queries(
    desk: Client, operator: User, django_assert_max_num_queries: Any, path: str
) -> None:
    for _each in range(5):
        contacts.begin_contact(channel="call", direction="in", by=operator, at=MONDAY_9AM)

    with django_assert_max_num_queries(8):
        assert desk.get(path).status_code == 200


def test_the_frame_asks_the_database_nothing_for_a_stranger(rf: RequestFactory, django_assert_num_queries: Any) -> None:
    shell = Shell(rf.get("/account/login/"))

    with django_assert_num_queries(0):
        assert (shell.rail, shell.tabs, shell.places, shell.phone_bars, shell.user_name) == ((), [], (), [], "")


def test_the_frame_costs_one_query_for_an_operator(rf: RequestFactory, operator: User, django_assert_num_queries: Any) -> None:
    a_contact(operator=operator)
    request = rf.get("/")
    request.user = operator

    with django_assert_num_queries(1):
        shell = Shell(request)
        assert shell.rail
        assert shell.palette
        assert len(shell.tabs) == 1


def test_the_rail_shows_settings_only_to_who_may_set_something(rf: RequestFactory, operator: User) -> None:
    request = rf.get("/")
    shown = {}
    for user in (operator, a_user("administrator")):
        request.user = user
        shown[user.pk] = [str(item[2]) for item in Shell(request).rail]

    assert "/settings/" not in shown.pop(operator.pk)
    assert "/settings/" in shown.popitem()[1]


def test_settings_are_refused_to_who_may_set_nothing(desk: Client) -> None:
    assert desk.get("/settings/").status_code == 403


def test_an_administrator_sees_the_settings_pages_under_their_headings(client: Client) -> None:
    client.force_login(a_user("administrator", language="en"))

    page = client.get("/settings/").content.decode()

    assert "People and rights" in page
    assert 'href="/settings/people/"' in page


def test_the_phone_bar_stands_where_telephony_fills_it(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PHONE_BAR, "fillings", list)
    empty = desk.get("/").content.decode()
    monkeypatch.setattr(PHONE_BAR, "fillings", lambda: [lambda _user: Region("/phone/", topic="phone:1", place="phone-bar")])

    filled = desk.get("/").content.decode()

    assert "register calls by hand" in empty
    assert 'hx-get="/phone/"' in filled
    assert "nudge:phone:1" in filled


def test_suggestions_stand_where_another_app_fills_them(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SUGGESTIONS, "fillings", lambda: [lambda _user: Region("/suggest/")])

    assert 'data-suggestions="/suggest/"' in desk.get("/").content.decode()


def test_the_operators_state_stands_in_the_top_bar(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OPERATOR_STATE, "fillings", lambda: [lambda _user: Region("/state/", topic="user:1")])

    page = desk.get("/").content.decode()

    assert 'hx-get="/state/"' in page
    assert "nudge:user:1" in page


def test_the_search_field_gets_options_and_the_page_gets_panels(desk: Client, operator: User) -> None:
    contact = contacts.begin_contact(channel="call", direction="in", party="0470 00 00 77", by=operator, at=MONDAY_9AM)

    options = desk.get("/search/?q=0470000077", headers={"HX-Request": "true"}).content.decode()
    page = desk.get("/search/?q=0470000077").content.decode()

    assert f'data-href="/contacts/{contact.number}/"' in options
    assert "<html" not in options
    assert f'href="/contacts/{contact.number}/"' in page


def test_a_search_without_hits_says_what_to_try(desk: Client) -> None:
    assert "Nothing found" in desk.get("/search/?q=xyzzyqq").content.decode()


def test_the_language_menu_changes_the_users_own_language(desk: Client, operator: User) -> None:
    answer = desk.post("/preferences/", {"language": "fr", "next": "/help/"})

    operator.refresh_from_db()
    assert (operator.language, answer.headers["Location"]) == ("fr", "/help/")


def test_a_stranger_chooses_a_language_by_cookie(client: Client) -> None:
    answer = client.post("/preferences/", {"language": "de", "next": "https://elsewhere.example/"})

    assert answer.cookies["balie_language"].value == "de"
    assert answer.headers["Location"] == "/"


def test_an_unknown_language_or_theme_changes_nothing(desk: Client, operator: User) -> None:
    desk.post("/preferences/", {"language": "xx", "theme": "pink"})

    operator.refresh_from_db()
    assert (operator.language, operator.theme) == ("en", "auto")


def test_a_kept_ticket_stays_a_tab_until_it_is_closed(operator: User) -> None:
    tabs.keep_tab(operator, 20417736)
    tabs.keep_tab(operator, 20417736)
    kept = [tab.number for tab in tabs.tabs_for(operator, path="/")]

    tabs.close_tab(operator, 20417736)

    assert kept == [20417736]
    assert tabs.tabs_for(operator, path="/") == []


def test_a_tab_is_the_one_at_hand_when_a_step_of_its_ticket_was_refused(operator: User) -> None:
    tabs.keep_tab(operator, 20417736)

    assert [tab.is_active for tab in tabs.tabs_for(operator, path="/tickets/20417736/merge/")] == [True]


def test_beyond_the_most_tabs_the_oldest_goes(operator: User) -> None:
    for number in range(tabs.MOST_TICKETS + 1):
        tabs.keep_tab(operator, number)

    assert [tab.number for tab in tabs.tabs_for(operator, path="/")] == list(range(1, tabs.MOST_TICKETS + 1))


def test_the_own_page_saves_name_and_languages(desk: Client, operator: User) -> None:
    desk.post("/me/", {"name": "Nele De Wit", "language": "nl", "theme": "dark", "spoken_languages": ["nl", "fr"]})

    operator.refresh_from_db()
    assert (operator.name, operator.language, operator.theme, operator.spoken_languages) == ("Nele De Wit", "nl", "dark", ["nl", "fr"])


def test_an_empty_name_is_told_and_nothing_is_saved(desk: Client, operator: User) -> None:
    answer = desk.post("/me/", {"name": " ", "language": "nl", "theme": "dark"})

    operator.refresh_from_db()
    assert answer.status_code == 422
    assert operator.language == "en"


def test_a_new_token_is_shown_once(desk: Client, operator: User) -> None:
    made = desk.post("/me/tokens/", {"name": "backup"}).content.decode()
    token = operator.tokens.get()

    assert token.prefix in made
    assert "shown this once" in made
    assert "shown this once" not in desk.get("/me/").content.decode()


def test_a_revoked_token_is_gone_and_anothers_is_not_found(desk: Client, operator: User) -> None:
    desk.post("/me/tokens/", {"name": "backup"})
    token = operator.tokens.get()

    desk.post(f"/me/tokens/{token.pk}/revoke/")
    token.refresh_from_db()

    assert token.revoked_at is not None
    assert desk.post("/me/tokens/999999/revoke/").status_code == 404


def test_a_user_hears_only_their_own_nudges(operator: User) -> None:
    assert pages.is_oneself(operator, str(operator.pk))
    assert not pages.is_oneself(operator, str(operator.pk + 1))


@pytest.mark.parametrize(
    ("path", "address", "expected"),
    [("/", "/", True), ("/tickets/", "/", False), ("/tickets/2041/", "/tickets/", True), ("/ticketsx/", "/tickets/", False)],
)
def test_where_we_are_is_the_page_or_what_lies_under_it(path: str, address: str, expected: bool) -> None:
    assert is_within(path, address) is expected


def test_a_page_nobody_has_is_told_in_words(desk: Client) -> None:
    answer = desk.get("/nowhere/")

    assert answer.status_code == 404
    assert "does not exist" in answer.content.decode()


def test_what_is_due_soon_and_late_has_its_tone(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    late = WaitingRow(strong="a", words="b", url="/x/", due=timezone.now() - timedelta(minutes=4), share=1.2)
    monkeypatch.setattr(WAITING, "fillings", lambda: [lambda _user, _at: WaitingGroup(name="Due", rows=[late], weight=1)])

    part = desk.get("/waiting/").content.decode()

    assert "tone--red" in part
    assert "timebar--red" in part
