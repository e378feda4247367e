"""The pages and the API of saved lists."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from balie.access.accounts.actions import create_token
from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import a_user
from balie.casework.tickets.models import SavedView
from balie.casework.tickets.testing import a_saved_view, a_ticket, counted
from balie.records.customers.testing import a_customer
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db


def program(user: User) -> Client:
    token = create_token(user, name="tests", by=user, at=timezone.now())
    return Client(headers={"authorization": f"Bearer {token}"})


def notes(page: str) -> dict[str, str]:
    """Saved list → the number beside it."""
    found = re.findall(r'id="saved-\d+"[^>]*>.*?<span>([^<]+)</span><span class="tab-note">([^<]+)</span>', page, re.DOTALL)
    return dict(found)


def test_the_list_on_screen_is_saved_and_opens_under_its_address(desk: Client, operator: User) -> None:
    a_ticket(subject="dringend", urgency=1, impact=1)
    a_ticket(subject="rustig")

    answer = desk.post("/tickets/views/save/", {"name": "Dringend", "here": "/tickets/?view=all&priority=1"})

    view = counted(SavedView.objects.get(user=operator))
    assert answer.headers["Location"] == f"/tickets/?saved={view.pk}"
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "dringend<" in page
    assert "rustig" not in page
    assert notes(page) == {"Dringend": "1"}


def test_what_is_wrong_with_a_name_is_told_where_it_was_typed(desk: Client, operator: User) -> None:
    a_saved_view("Dringend", by=operator)

    answer = desk.post("/tickets/views/save/", {"name": "dringend", "here": "/tickets/?view=all&tag=meter"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a saved list of this name already." in page
    assert 'value="dringend"' in page
    assert "tag=meter" in page


def test_a_list_that_is_not_counted_yet_has_no_number(desk: Client, operator: User) -> None:
    desk.post("/tickets/views/save/", {"name": "Alles", "here": "/tickets/?view=all"})

    assert notes(desk.get("/tickets/").content.decode()) == {"Alles": "…"}


def test_changed_filters_are_saved_by_who_may(desk: Client, operator: User, colleague: User, energie: Team) -> None:
    view = a_saved_view("Dringend", by=operator, team=energie, priorities=(1,))
    changed = f"/tickets/?saved={view.pk}&view=all&priority=2"
    other = Client()
    other.force_login(colleague)

    offered = "Save changes" in desk.get(changed).content.decode()
    offered_as_saved = "Save changes" in desk.get(f"/tickets/?saved={view.pk}").content.decode()
    offered_to_member = "Save changes" in other.get(changed).content.decode()
    desk.post(f"/tickets/views/{view.pk}/define/", {"here": changed, "version": view.version})

    view.refresh_from_db()
    assert (offered, offered_as_saved, offered_to_member) == (True, False, False)
    assert view.priorities == [2]


def test_the_filters_of_a_saved_list_stay_when_it_is_sorted_or_paged(desk: Client, operator: User) -> None:
    view = a_saved_view("Van mij", by=operator, priorities=(1,))

    page = desk.get(f"/tickets/?saved={view.pk}").content.decode()

    assert f"/tickets/?saved={view.pk}&amp;view=all&amp;priority=1&amp;sort=number" in page


def test_all_that_a_saved_list_holds_is_changed_at_once(desk: Client, operator: User) -> None:
    a_ticket(urgency=1, impact=1)
    a_ticket()
    view = a_saved_view("Dringend", by=operator, priorities=(1,))

    answer = desk.post("/tickets/bulk/", {"verb": "tag", "tag": "x", "scope": "found", "here": f"/tickets/?saved={view.pk}"})

    assert "1 ticket" in desk.get(answer.headers["Location"]).content.decode()


def test_an_owner_is_a_filter(desk: Client, operator: User, colleague: User) -> None:
    a_ticket(subject="van karim", owner=colleague)
    a_ticket(subject="van nele", owner=operator)

    page = desk.get(f"/tickets/?view=all&owner={colleague.pk}").content.decode()

    assert "van karim<" in page
    assert "van nele" not in page


def test_the_page_of_saved_lists_says_what_each_holds(desk: Client, operator: User, energie: Team) -> None:
    a_saved_view("Energie dringend", by=operator, team=energie, view="team", priorities=(1, 2), tag="meter")

    page = desk.get("/tickets/views/").content.decode()

    assert "My teams · every open state · critical, high · #meter" in page


def test_without_saved_lists_the_page_says_how_one_is_made(desk: Client) -> None:
    assert "Nothing is saved yet." in desk.get("/tickets/views/").content.decode()


def test_a_list_is_renamed_moved_removed_and_brought_back(desk: Client, operator: User) -> None:
    view = a_saved_view("Een", by=operator)
    other = a_saved_view("Twee", by=operator)

    desk.post(f"/tickets/views/{view.pk}/", {"name": "Zeven", "version": "1"})
    desk.post(f"/tickets/views/{view.pk}/move/", {"step": "-1"})
    moved = desk.get("/tickets/views/").content.decode()
    desk.post(f"/tickets/views/{other.pk}/remove/")
    removed = desk.get("/tickets/views/").content.decode()
    desk.post(f"/tickets/views/{other.pk}/restore/")
    back = desk.get("/tickets/views/").content.decode()

    assert moved.index("Zeven") < moved.index("Twee")
    assert "“Twee” is removed." in removed
    assert f'id="view-{other.pk}"' not in removed
    assert f'id="view-{other.pk}"' in back


def test_another_s_list_is_not_there(desk: Client) -> None:
    view = a_saved_view("Van een ander", by=a_user("operator"))

    assert desk.get(f"/tickets/?saved={view.pk}").status_code == 404
    assert desk.get(f"/tickets/views/{view.pk}/").status_code == 404


def test_a_member_uses_a_team_s_list_but_does_not_change_it(desk: Client, colleague: User, energie: Team) -> None:
    view = a_saved_view("Van karim", by=colleague, team=energie)

    assert desk.get(f"/tickets/?saved={view.pk}").status_code == 200
    assert desk.get(f"/tickets/views/{view.pk}/").status_code == 403
    assert desk.post(f"/tickets/views/{view.pk}/remove/").status_code == 403


def test_the_counts_alone_are_fetched_again(desk: Client, operator: User) -> None:
    view = a_saved_view("Alles", by=operator)
    a_ticket()

    part = desk.get(f"/tickets/counts/?saved={view.pk}").content.decode()

    assert part.strip().startswith('<nav class="tabs"')
    assert notes(part) == {"Alles": "1"}


def test_one_s_saved_lists_are_in_the_palette(desk: Client, operator: User) -> None:
    view = a_saved_view("Dringend & zo", by=operator)

    part = desk.get("/commands/").content.decode()

    assert f'<a href="/tickets/?saved={view.pk}" data-command>Dringend &amp; zo</a>' in part


def test_programs_save_read_change_and_remove(operator: User, energie: Team) -> None:
    category = a_term(Category)
    client = program(operator)
    a_ticket(category=category, team=energie)

    def send(method: str, path: str, **body: Any) -> Any:
        answer = client.generic(method, f"/api/v1/views{path}", json.dumps(body), content_type="application/json")
        return json.loads(answer.content) if answer.content else answer.status_code

    holds = {"base": "team", "category": category.key, "priorities": [3]}
    made = send("POST", "", name="Energie", for_team="energie", holds=holds)
    counted(SavedView.objects.get(pk=made["id"]))
    [read] = json.loads(client.get("/api/v1/views").content)
    tickets = json.loads(client.get(f"/api/v1/views/{made['id']}/tickets").content)
    changed = send("PATCH", f"/{made['id']}", name="Energie nu", version=1)
    old = send("PATCH", f"/{made['id']}", name="Te laat", version=1)
    removed = send("DELETE", f"/{made['id']}")
    gone = json.loads(client.get("/api/v1/views").content)
    back = send("POST", f"/{made['id']}/restore")

    assert made["count"] is None
    assert (read["count"], read["for_team"], read["holds"]["category"]) == (1, "energie", category.key)
    assert read["holds"]["states"] == ["new", "open", "customer", "third"]
    assert len(tickets["items"]) == 1
    assert (changed["name"], changed["count"], changed["version"]) == ("Energie nu", 1, 2)
    assert old["code"] == "outdated"
    assert (removed, gone) == (204, [])
    assert back["name"] == "Energie nu"


def test_a_program_that_names_what_is_not_there_is_told(operator: User) -> None:
    answer = program(operator).post("/api/v1/views", {"name": "x", "for_team": "none"}, content_type="application/json")

    assert answer.status_code == 422
    assert answer.json()["field"] == "for_team"


def test_who_manages_lists_changes_one_of_a_team_they_are_not_in(operator: User, energie: Team) -> None:
    view = a_saved_view("Energie", by=operator, team=energie)

    answer = program(a_user("supervisor")).patch(f"/api/v1/views/{view.pk}", {"name": "Beter"}, content_type="application/json")

    assert (answer.status_code, answer.json()["name"]) == (200, "Beter")


def test_the_command_has_all_counted_anew(in_english: None, operator: User, capsys: pytest.CaptureFixture[str]) -> None:
    a_saved_view(by=operator)

    call_command("views", "recount")

    assert "1 saved list is counted anew." in capsys.readouterr().out
    assert not SavedView.objects.get().is_counted


@pytest.mark.parametrize("address", ["/work/", "/tickets/?view=all"])
def test_the_row_of_saved_lists_stands_on_every_page_of_lists(desk: Client, operator: User, address: str) -> None:
    a_ticket(state="open")
    view = a_saved_view("Dringend", by=operator)

    page = desk.get(address).content.decode()

    assert f'href="/tickets/?saved={view.pk}"' in page


def test_it_stands_where_procedures_were_not_followed_too(client: Client) -> None:
    supervisor = a_user("supervisor", language="en")
    client.force_login(supervisor)
    view = a_saved_view("Dringend", by=supervisor)

    page = client.get("/tickets/procedures/").content.decode()

    assert f'href="/tickets/?saved={view.pk}"' in page


@pytest.mark.parametrize("at", ["work", "deviations"])
def test_the_counts_above_other_lists_are_fetched_for_where_they_stand(client: Client, at: str) -> None:
    supervisor = a_user("supervisor", language="en")
    client.force_login(supervisor)
    here = {"work": "/work/", "deviations": "/tickets/procedures/"}[at]

    page = client.get(here).content.decode()
    part = client.get(f"/tickets/counts/?at={at}").content.decode()

    assert f'hx-get="/tickets/counts/?at={at}"' in page
    [current] = re.findall(r'<a[^>]*href="([^"]*)"[^>]*aria-current="page"', part)
    assert current == here


def test_a_list_of_one_customer_says_why_it_is_not_saved_and_keeps_its_customer(desk: Client) -> None:
    customer = a_customer()

    page = desk.get(f"/tickets/?view=all&customer={customer.pk}").content.decode()

    assert "A list of one customer is not saved" in page
    assert "save-list" not in page
    assert f'<input type="hidden" name="customer" value="{customer.pk}">' in page
