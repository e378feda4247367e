"""An address that somebody wrote by hand, or a machine that tries its luck: answered, never with an error of ours."""

from __future__ import annotations

import pytest
from django.test import Client

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_user

pytestmark = pytest.mark.django_db
LONG = "9" * 5000


@pytest.fixture
def watching(client: Client) -> Client:
    supervisor: User = a_user("supervisor")
    client.force_login(supervisor)
    return client


@pytest.mark.parametrize(
    "key", ["--5~0~1", "5~0~1~2", "x~y~z", "~", f"{LONG}~{LONG}", "1e400~1", "\x00", "9223372036854775808~1", "0001-01-01T00:00:00+23:59~1"]
)
@pytest.mark.parametrize("page", ["/work/", "/tickets/", "/contacts/", "/customers/"])
def test_a_key_that_cannot_be_read_begins_at_the_beginning(watching: Client, page: str, key: str) -> None:
    assert watching.get(page, {"after": key, "before": key}).status_code == 200


@pytest.mark.parametrize(
    "key", ["2024-13-45T00:00:00_1", f"2026-11-23T08:00:00+00:00_{LONG}", "_", "nonsense", "0001-01-01T00:00:00+23:59_1"]
)
def test_so_does_the_list_of_procedures_not_followed(watching: Client, key: str) -> None:
    assert watching.get("/tickets/procedures/", {"after": key}).status_code == 200


@pytest.mark.parametrize(
    "filters",
    [
        {"category": LONG},
        {"team": "-1"},
        {"priority": LONG},
        {"owner": "1e5"},
        {"state": "nothing"},
        {"sort": "subject"},
        {"view": "theirs"},
        {"tag": "x" * 5000},
        {"language": "xx"},
    ],
)
def test_a_filter_that_means_nothing_is_answered(watching: Client, filters: dict[str, str]) -> None:
    assert watching.get("/tickets/", filters).status_code == 200


@pytest.mark.parametrize("number", ["0", LONG, "99999999999999999999"])
@pytest.mark.parametrize("page", ["", "steps/", "history/"])
def test_a_number_that_no_ticket_has_is_refused(watching: Client, number: str, page: str) -> None:
    assert watching.get(f"/tickets/{number}/{page}").status_code in {404, 422}


@pytest.mark.parametrize("category", ["abc", LONG, "-1", "999999999"])
def test_a_closing_rule_that_is_not_there_is_not_found(client: Client, category: str) -> None:
    client.force_login(a_user("administrator"))

    assert client.post("/settings/closing/remove/", {"category": category}).status_code == 404
