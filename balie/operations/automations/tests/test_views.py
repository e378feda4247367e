"""The settings pages of rules, and the door for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from balie.access.accounts.actions import create_token
from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.operations.automations import actions, rules
from balie.operations.automations.models import Rule, Run
from balie.operations.automations.rules import Condition
from balie.operations.automations.testing import a_deed, a_rule

pytestmark = pytest.mark.django_db


def filled(**fields: str | list[str]) -> dict[str, Any]:
    """A rule as its form sends it: a ticket of high urgency that is opened goes to a team."""
    plain = {"name": "Naar energie", "when": "opened", "edit": "save"}
    row = {"condition_0_field": "urgency", "condition_0_op": "is", "condition_0_value": "1"}
    return {**plain, **row, "deed_0_do": "transfer", "deed_0_team": "energie"} | fields


def test_a_rule_is_made_with_its_conditions_and_steps(desk: Client, energie: Team) -> None:
    answer = desk.post(reverse("automations:create"), filled())

    rule = Rule.objects.get()
    assert answer.url == reverse("automations:rule", args=[rule.pk])
    assert rule.pure.conditions == (Condition("urgency", "is", ("1",)),)
    assert rule.pure.deeds == (a_deed("transfer", team="energie"),)
    shown = desk.get(reverse("automations:index")).content.decode()
    assert "When a ticket is opened, and if the urgency is high: transfer it to the team energie." in shown


def test_a_row_is_added_and_removed_and_nothing_typed_is_lost(desk: Client, energie: Team) -> None:
    added = desk.post(reverse("automations:create"), filled(edit="add_condition", name="Half getypt")).content.decode()
    removed = desk.post(reverse("automations:create"), filled(edit="remove_condition_0", name="Half getypt")).content.decode()

    assert 'name="condition_1_field"' in added
    assert 'value="Half getypt"' in added
    assert 'name="condition_0_field"' not in removed
    assert 'value="Half getypt"' in removed
    assert not Rule.objects.exists()


def test_another_field_brings_its_own_choices(desk: Client, energie: Team) -> None:
    shown = desk.post(
        reverse("automations:create"), filled(edit="refresh", condition_0_field="team", condition_0_op="one_of")
    ).content.decode()

    assert '<select name="condition_0_value"' in shown
    assert "multiple" in shown
    assert '<option value="energie">' in shown
    assert "no team" in shown


def test_what_is_wrong_is_said_beside_its_field_and_kept(desk: Client, energie: Team) -> None:
    answer = desk.post(reverse("automations:create"), filled(name="", deed_0_team="", when="after_wrote", hours="veel"))

    shown = answer.content.decode()
    assert answer.status_code == 422
    for field in ("name", "deed_0_team", "hours"):
        assert f'id="id_{field}_error"' in shown
    assert 'value="veel"' in shown
    assert not Rule.objects.exists()


def test_a_condition_on_no_tag_at_all_is_refused(desk: Client, energie: Team) -> None:
    condition = {"condition_0_field": "tags", "condition_0_op": "has_not", "condition_0_value": " # "}

    answer = desk.post(reverse("automations:create"), filled(**condition))

    assert answer.status_code == 422
    assert 'id="id_condition_0_value_error"' in answer.content.decode()
    assert not Rule.objects.exists()


def test_rows_of_any_number_are_no_rows_to_remove(desk: Client, energie: Team) -> None:
    assert desk.post(reverse("automations:create"), filled(edit=f"remove_deed_{'9' * 5000}")).status_code == 200


def test_an_unknown_placeholder_is_named(desk: Client) -> None:
    answer = desk.post(reverse("automations:create"), filled(deed_0_do="note", deed_0_text="Dag {klant}"))

    assert answer.status_code == 422
    assert "{klant} is no placeholder." in answer.content.decode()


def test_a_rule_that_would_start_itself_is_refused_on_its_page(desk: Client, energie: Team) -> None:
    answer = desk.post(reverse("automations:create"), filled(when="transferred"))

    assert answer.status_code == 422
    assert "would start itself" in answer.content.decode()
    assert 'value="Naar energie"' in answer.content.decode()


def test_somebody_elses_change_in_between_is_said(desk: Client, energie: Team) -> None:
    rule = a_rule()
    desk.post(reverse("automations:rule", args=[rule.pk]), filled(version="1"))

    answer = desk.post(reverse("automations:rule", args=[rule.pk]), filled(name="Te laat", version="1"))

    assert answer.status_code == 422
    assert 'value="Te laat"' in answer.content.decode()


def test_a_rule_is_switched_on_and_moved(desk: Client) -> None:
    one, two = a_rule(is_on=False), a_rule(is_on=False)

    desk.post(reverse("automations:switch", args=[two.pk]), {"on": "1"})
    desk.post(reverse("automations:move", args=[two.pk]), {"step": "-1"})

    assert list(Rule.objects.order_by("position").values_list("pk", "is_on")) == [(two.pk, True), (one.pk, False)]


def test_an_unsaved_rule_is_tried_on_past_tickets(desk: Client, energie: Team) -> None:
    from django.utils import timezone

    ticket = a_ticket(urgency=1, at=timezone.now())

    shown = desk.post(reverse("automations:create"), filled(edit="try", name="", days="7")).content.decode()

    assert "1 of the 1 tickets" in shown
    assert "team no team → energie" in shown
    assert str(ticket.number)[:4] in shown
    assert Ticket.objects.get(pk=ticket.pk).team is None


def test_the_history_of_a_rule_tells_who_said_what(desk: Client, energie: Team) -> None:
    rule = a_rule(name="Een")
    desk.post(reverse("automations:rule", args=[rule.pk]), filled(name="Twee", version="1"))

    shown = desk.get(reverse("automations:rule", args=[rule.pk])).content.decode()

    assert "Sofie Leroy" in shown
    assert "set the urgency to high" in shown


def a_log(by: User) -> tuple[Rule, Ticket, Ticket]:
    rule = a_rule(a_deed("transfer", team="energie"), by=by)
    one, other = a_ticket(subject="Goed"), a_ticket(subject="Fout", state="closed")
    for ticket in (one, other):
        actions.run_rule(rule.pk, ticket.pk, kind=rules.OPENED, moment=MONDAY_9AM, at=MONDAY_9AM)
    return rule, one, other


def test_the_log_tells_what_was_done_and_what_failed(desk: Client, supervisor: User, energie: Team) -> None:
    rule, one, other = a_log(supervisor)

    whole = desk.get(reverse("automations:log")).content.decode()
    failed = desk.get(reverse("automations:log"), {"show": "failed", "rule": rule.pk}).content.decode()
    of_one = desk.get(reverse("automations:log"), {"ticket": one.number}).content.decode()

    assert "team no team → energie" in whole
    assert "is already closed" in whole
    assert ("Fout" in failed, "Goed" in failed) == (True, False)
    assert ("Fout" in of_one, "Goed" in of_one) == (False, True)
    assert other.number != one.number


def test_the_log_pages_by_key(desk: Client) -> None:
    rule = a_rule()
    tickets = [a_ticket() for _each in range(3)]
    Run.objects.bulk_create(
        Run(rule=rule, ticket=tickets[number % 3], kind="opened", moment=MONDAY_9AM, about=number, at=MONDAY_9AM, outcome="done")
        for number in range(60)
    )

    first = desk.get(reverse("automations:log")).content.decode()
    key = Run.objects.order_by("-pk")[49].pk
    second = desk.get(reverse("automations:log"), {"before": key}).content.decode()

    assert f"before={key}" in first
    assert second.count('id="run-') == 10


def test_a_lead_sees_the_rules_and_may_not_change_them(client: Client) -> None:
    client.force_login(a_user("lead", language="en"))
    rule = a_rule()

    shown = client.get(reverse("automations:index"))

    assert shown.status_code == 200
    assert "Switch off" not in shown.content.decode()
    assert client.post(reverse("automations:switch", args=[rule.pk]), {"on": "0"}).status_code == 403


@pytest.fixture
def program(supervisor: User) -> dict[str, str]:
    secret = create_token(supervisor, name="x", by=None, at=MONDAY_9AM)
    return {"Authorization": f"Bearer {secret}"}


WISH: dict[str, Any] = {
    "name": "Naar energie",
    "when": "after_wrote",
    "hours": 4,
    "conditions": [
        {"field": "urgency", "op": "one_of", "values": ["1", "2"]},
        {"field": "tags", "op": "has_not", "values": ["Nieuwe klant"]},
    ],
    "deeds": [{"do": "transfer", "team": "energie"}],
}


def sent(client: Client, verb: str, address: str, given: object, program: dict[str, str]) -> Any:
    send = getattr(client, verb)
    return send(f"/api/v1/automations/rules{address}", json.dumps(given), content_type="application/json", headers=program)


def test_a_program_makes_changes_and_removes_a_rule(client: Client, program: dict[str, str], energie: Team) -> None:
    made = sent(client, "post", "", WISH, program)
    address = f"/{made.json()['id']}"
    changed = sent(client, "patch", address, {"name": "Snel naar energie", "hours": 2, "version": 1}, program)
    outdated = sent(client, "patch", address, {"name": "Te laat", "version": 1}, program)
    read = client.get(f"/api/v1/automations/rules{address}", headers=program).json()
    removed = sent(client, "delete", address, {}, program)

    assert (made.status_code, changed.status_code, outdated.status_code, removed.status_code) == (201, 200, 409, 204)
    assert (made.json()["is_on"], made.json()["conditions"][1]["values"]) == (False, ["nieuwe-klant"])
    assert (read["name"], read["hours"], read["version"]) == ("Snel naar energie", 2, 2)
    assert (read["conditions"], read["deeds"]) == (made.json()["conditions"], WISH["deeds"])
    assert not Rule.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"when": "never"}, "when"),
        ({"hours": 0}, "hours"),
        ({"calendar": "never"}, "calendar"),
        ({"deeds": []}, "deeds"),
        ({"deeds": [{"do": "transfer", "team": "nowhere"}]}, "deed_0_team"),
        ({"deeds": [{"do": "transfer", "team": "energie", "why": "x"}]}, "deed_0_why"),
        ({"deeds": [{"team": "energie"}]}, "deed_0_do"),
        ({"deeds": [{"do": "add_tag", "value": "x"}] * 13}, "deeds"),
        ({"conditions": [{"field": "urgency", "op": "has", "values": ["1"]}]}, "condition_0_op"),
        ({"conditions": [{"field": "weather", "op": "is", "values": ["1"]}]}, "condition_0_field"),
        ({"conditions": [{"field": "urgency", "op": "is", "values": []}]}, "condition_0_value"),
        ({"conditions": [{"field": "urgency", "op": "is", "values": ["1", "2"]}]}, "condition_0_value"),
        ({"conditions": [{"field": "tags", "op": "has_not", "values": ["#"]}]}, "condition_0_value"),
    ],
)
def test_a_program_is_refused_what_the_page_refuses(
    client: Client, program: dict[str, str], energie: Team, wrong: dict[str, Any], field: str
) -> None:
    answer = sent(client, "post", "", WISH | wrong, program)

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not Rule.objects.exists()


def test_a_program_makes_no_rule_that_starts_itself(client: Client, program: dict[str, str], energie: Team) -> None:
    answer = sent(client, "post", "", WISH | {"when": "transferred", "hours": None}, program)

    assert (answer.status_code, answer.json()["code"]) == (422, "starts_itself")


def test_a_rule_that_is_on_or_worked_is_not_removed(client: Client, desk: Client, supervisor: User, energie: Team) -> None:
    rule, _one, _other = a_log(supervisor)
    actions.switch(rule, is_on=False, by=None, at=MONDAY_9AM)
    fresh = a_rule(is_on=False)

    refused = desk.post(reverse("automations:remove", args=[rule.pk]))
    desk.post(reverse("automations:remove", args=[fresh.pk]))

    assert refused.status_code == 409
    assert list(Rule.objects.values_list("pk", flat=True)) == [rule.pk]


def test_programs_list_switch_try_and_read_the_log(client: Client, supervisor: User, program: dict[str, str], energie: Team) -> None:
    rule, _one, _other = a_log(supervisor)
    address = "/api/v1/automations"

    [listed] = client.get(f"{address}/rules", headers=program).json()
    switched = client.post(
        f"{address}/rules/{rule.pk}/switch", json.dumps({"is_on": False}), content_type="application/json", headers=program
    ).json()
    tried = client.get(f"{address}/rules/{rule.pk}/dry-run?days=30", headers=program).json()
    log = client.get(f"{address}/log?failed=true", headers=program).json()

    assert listed["sentence"].endswith("transfer it to the team energie.")
    assert switched["is_on"] is False
    assert tried["days"] == 30
    assert [each["outcome"] for each in log["items"]] == ["failed"]
