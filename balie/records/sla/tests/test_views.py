import json

import pytest
from django.test import Client
from django.urls import reverse

from balie.access.accounts.actions import create_token
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.records.sla.actions import make_default, start_clock
from balie.records.sla.jobs import defer_rebasing
from balie.records.sla.models import Agreement, Metric, Target
from balie.records.sla.subjects import Subject
from balie.records.sla.testing import a_calendar, an_agreement
from balie.records.taxonomy.models import Purpose
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = Client()
    client.force_login(a_user("supervisor"))
    return client


def filled(**cells: str) -> dict[str, str]:
    """The matrix as it is sent: the hours of each priority, and what is typed."""
    return {f"calendar_{priority}": str(a_calendar().pk) for priority in (1, 2, 3, 4)} | cells


def test_an_agreement_is_made_and_leads_to_its_targets(client):
    answer = client.post(reverse("sla:create"), {"name_nl": "Goud", "kind": "customer", "warn_percents": "50, 75 %"})

    agreement = Agreement.objects.get()
    assert answer.url == reverse("sla:targets", args=[agreement.key])
    assert agreement.warn_percents == [50, 75]
    assert "Goud" in client.get(reverse("sla:index")).content.decode()


def test_the_matrix_is_typed_and_shown_as_it_was_meant(client):
    agreement = an_agreement(hours=0)
    client.post(reverse("sla:targets", args=["gold"]), filled(cell_1_first="30 min", cell_1_solution="4h", cell_4_solution="2 d"))

    shown = client.get(reverse("sla:targets", args=["gold"])).content.decode()

    assert set(Target.objects.values_list("priority", "metric", "seconds")) == {
        (1, "first", 1800),
        (1, "solution", 4 * 3600),
        (4, "solution", 15 * 3600),
    }
    assert 'value="2 d"' in shown
    assert agreement.targets.count() == 3


def test_what_cannot_be_read_is_said_in_its_cell_and_kept(client):
    an_agreement(hours=0)

    answer = client.post(reverse("sla:targets", args=["gold"]), filled(cell_2_update="straks"))

    assert answer.status_code == 422
    assert 'id="id_cell_2_update_error"' in answer.content.decode()
    assert 'value="straks"' in answer.content.decode()


def test_a_purpose_has_targets_of_its_own(client):
    an_agreement()
    a_term(Purpose, "fault")

    client.post(reverse("sla:targets", args=["gold"]) + "?purpose=fault", filled(cell_1_first="15 min"))

    assert Target.objects.get(purpose__key="fault").metric == Metric.FIRST_RESPONSE
    assert Target.objects.filter(purpose=None).count() == 4


def test_another_agreement_becomes_the_default(client):
    an_agreement()

    client.post(reverse("sla:make_default", args=["gold"]))

    assert Agreement.objects.get().is_default


def test_a_promise_is_tried_and_its_ledger_is_read(client):
    tried = {
        "calendar": a_calendar().pk,
        "promise": "2h",
        "start": "2026-11-27T16:00",
        "from_1": "2026-11-30T08:30",
        "to_1": "2026-11-30T09:00",
    }

    shown = client.get(reverse("sla:try_out"), tried).content.decode()

    assert "30/11/2026 10:00" in shown
    assert shown.count("ledger-row") == 4
    assert 'class="ledger-due"' in shown


def test_a_promise_under_a_pause_that_lasts_has_no_due_time(client):
    tried = {"calendar": a_calendar().pk, "promise": "2h", "start": "2026-11-23T09:00", "from_1": "2026-11-23T10:00"}

    shown = client.get(reverse("sla:try_out"), tried).content.decode()

    assert "ledger-row" in shown
    assert 'class="ledger-due"' not in shown


@pytest.mark.parametrize(
    "values",
    [
        {"promise": "ooit"},
        {"start": "x"},
        {"start": ""},
        {"from_1": "2026-11-23T10:00", "to_1": "2026-11-23T09:00"},
        {"calendar": "0"},
        {"promise": "1800 d"},
    ],
)
def test_a_promise_that_cannot_be_tried_says_why(client, values):
    tried = {"calendar": a_calendar().pk, "promise": "2h", "start": "2026-11-23T09:00"} | values

    answer = client.get(reverse("sla:try_out"), tried)

    assert answer.status_code in {200, 422}
    assert ("alert--wrong" in answer.content.decode()) == (answer.status_code == 422)


def test_programs_read_what_is_promised_and_reckon():
    an_agreement()
    token = create_token(a_user("operator"), name="tests", by=None, at=MONDAY_9AM)
    api = Client(headers={"authorization": f"Bearer {token}"})
    spec = {
        "calendar": {"zone": "Europe/Brussels", "always": True},
        "cases": [{"id": 1, "start": "2026-11-23T09:00:00", "promise_s": 60}],
    }

    assert api.get("/api/v1/sla/agreements").json()[0]["key"] == "gold"
    assert api.get("/api/v1/sla/agreements/gold").json()["targets"][0]["calendar"] == "office"
    assert api.post("/api/v1/sla/due", spec, content_type="application/json").json()[0]["due"] == "2026-11-23T09:01:00+01:00"
    many = {**spec, "cases": spec["cases"] * 101}
    assert api.post("/api/v1/sla/due", many, content_type="application/json").status_code == 422


def test_one_under_which_nothing_was_promised_is_removed_with_its_targets(client):
    an_agreement()

    client.post(reverse("sla:remove", args=["gold"]))

    assert not Agreement.objects.exists()
    assert not Target.objects.exists()


def test_one_that_holds_or_was_promised_under_stays(client):
    gold, silver = an_agreement(), an_agreement("silver")
    make_default(gold, by=None, at=MONDAY_9AM)
    start_clock(Subject("ticket", 1), agreement=silver, metric="solution", priority=1, by=None, at=MONDAY_9AM)

    said = [client.post(reverse("sla:remove", args=[key]), follow=True).content.decode() for key in ("gold", "silver")]

    assert Agreement.objects.count() == 2
    assert all("blijft" in page for page in said)


@pytest.fixture
def api():
    token = create_token(a_user("supervisor"), name="tests", by=None, at=MONDAY_9AM)
    client = Client(headers={"authorization": f"Bearer {token}"})

    def ask(method, path, body=None):
        answer = client.generic(method, f"/api/v1/sla/agreements{path}", json.dumps(body) if body else "", content_type="application/json")
        return answer.status_code, answer.json()

    return ask


def test_programs_agree_say_what_is_promised_and_what_is_done(api):
    a_calendar()
    team = a_team("winkel")
    status, made = api("POST", "", {"name": {"nl": "Zilver"}, "warn_percents": [50, 90]})
    where = f"/{made['key']}"
    target = {"metric": "solution", "priority": 1, "seconds": 7200, "calendar": "office"}
    step = {"percent": 100, "action": "transfer", "metric": "solution", "team": team.key}

    api("PUT", f"{where}/targets", {"targets": [target]})
    api("PUT", f"{where}/escalations", {"steps": [step]})
    api("PATCH", where, {"last_on": "2027-12-31"})
    told = api("PUT", f"{where}/default")[1]

    assert status == 201
    assert told["targets"] == [{**target, "purpose": ""}]
    assert told["escalations"] == [step]
    assert (told["last_on"], told["warn_percents"], told["is_default"]) == ("2027-12-31", [50, 90], True)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/targets", {"targets": [{"metric": "solution", "priority": 1, "seconds": 0, "calendar": "office"}]}, "targets.0.seconds"),
        ("/targets", {"targets": [{"metric": "solution", "priority": 9, "seconds": 60, "calendar": "office"}]}, "priority"),
        ("/targets", {"targets": [{"metric": "solution", "priority": 1, "seconds": 60, "calendar": "moon"}]}, "calendar"),
        ("/escalations", {"steps": [{"percent": 0, "action": "owner"}]}, "percent_0"),
        ("/escalations", {"steps": [{"percent": 75, "action": "transfer"}]}, "team_0"),
    ],
)
def test_a_program_is_refused_what_cannot_be_promised(api, path, body, field):
    an_agreement()

    status, told = api("PUT", f"/gold{path}", body)

    assert (status, told["field"]) == (422, field)


def test_a_program_that_asks_for_endless_ledgers_is_refused():
    token = create_token(a_user("operator"), name="tests", by=None, at=MONDAY_9AM)
    api = Client(headers={"authorization": f"Bearer {token}"})
    week = {day: [["08:30", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    case = {"id": 1, "start": "2026-11-23T09:00:00", "until": "2060-11-23T09:00:00"}
    spec = {"calendar": {"zone": "Europe/Brussels", "week": week}, "cases": [case] * 3}

    answer = api.post("/api/v1/sla/due", spec, content_type="application/json")

    assert answer.status_code == 422
    assert answer.json()["field"] == "cases"


def test_what_is_done_when_a_promise_runs_out_is_typed_and_kept(client):
    agreement, team = an_agreement(), a_team("second")
    steps = {
        "percent_0": "75 %",
        "metric_0": "",
        "action_0": "owner",
        "team_0": "",
        "percent_1": "150",
        "metric_1": "solution",
        "action_1": "transfer",
        "team_1": str(team.pk),
        "percent_2": "",
        "metric_2": "",
        "action_2": "owner",
        "team_2": "",
    }

    client.post(reverse("sla:escalations", args=["gold"]), steps)

    kept = agreement.escalations.order_by("percent").values_list("percent", "metric", "action", "team__key")
    assert list(kept) == [(75, "", "owner", None), (150, "solution", "transfer", "second")]
    shown = client.get(reverse("sla:escalations", args=["gold"])).content.decode()
    assert shown.count('name="percent_') == 5


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ({"percent_1": "0", "action_1": "owner"}, "percent_1"),
        ({"percent_1": "301", "action_1": "owner"}, "percent_1"),
        ({"percent_1": "vaak", "action_1": "owner"}, "percent_1"),
        ({"percent_1": "50", "action_1": "transfer"}, "team_1"),
        ({"percent_1": "50", "action_1": "pray"}, "action_1"),
    ],
)
def test_a_step_that_cannot_be_is_refused_in_its_place(client, step, wrong):
    agreement = an_agreement()
    empty = {f"{name}_{row}": "" for name in ("percent", "metric", "action", "team") for row in (0, 1)}

    answer = client.post(reverse("sla:escalations", args=["gold"]), empty | step)

    assert answer.status_code == 422
    assert f'id="id_{wrong}_error"' in answer.content.decode()
    assert not agreement.escalations.exists()


def test_the_page_names_the_agreement_or_calendar_whose_change_is_followed(client: Client) -> None:
    client.force_login(a_user("supervisor", language="en"))
    agreement, calendar = an_agreement("gold"), a_calendar("night")
    defer_rebasing(agreement_id=agreement.pk, done=500, total=1200)
    defer_rebasing(calendar_id=calendar.pk)

    page = client.get("/settings/sla/").content.decode()

    assert f"What runs follows a change of {agreement.name}: 500 of 1200." in page
    assert f"What runs will follow a change of {calendar.name}." in page
