"""Every "no" reaches people and programs in their own shape, and nothing of one person is kept by a cache."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("balie.foundation.web.tests.urls")]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
WHOLE = {"HX-Request": "true", "HX-Request-Type": "full", "HX-Boosted": "true"}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False, headers={"Accept-Language": "en"})


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("refuse", 409, "already_made"),
        ("wrong", 422, "invalid"),
        ("missing", 404, "not_found"),
        ("denied", 403, "not_allowed"),
        ("broken", 500, "broken"),
        ("nowhere", 404, "not_found"),
    ],
)
def test_a_no_is_a_page_for_people_and_a_problem_for_programs(client: Client, name: str, status: int, code: str) -> None:
    page = client.get(f"/try/{name}")
    problem = client.get(f"/api/try/{name}")

    assert (page.status_code, problem.status_code) == (status, status)
    assert f'data-code="{code}"' in page.content.decode()
    assert '<main id="main"' in page.content.decode()
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code", "request_id"} <= set(json.loads(problem.content))
    assert json.loads(problem.content)["code"] == code


def test_a_problem_names_its_field(client: Client) -> None:
    got = json.loads(client.get("/api/try/wrong").content)

    assert (got["field"], got["detail"]) == ("phone", "too short")


def test_a_refusal_says_its_sentence_with_its_facts(client: Client) -> None:
    assert json.loads(client.get("/api/try/refuse").content)["detail"].count("7") == 1


@pytest.mark.parametrize(("headers", "is_block"), [(PARTIAL, True), (WHOLE, False), ({}, False)])
def test_a_partial_request_gets_the_block_alone(client: Client, headers: dict[str, str], is_block: bool) -> None:
    got = client.get("/try/refuse", headers=headers)

    assert ("<html" not in got.content.decode()) is is_block
    assert "HX-Request" in got.headers["Vary"]


def test_an_unexpected_failure_is_logged_and_told_by_number(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="balie.foundation.web.middleware"):
        got = client.get("/try/broken")

    assert got.headers["X-Request-Id"] in got.content.decode()
    assert "c4n4ry" not in got.content.decode()
    assert [record.exc_info is not None for record in caplog.records if record.name.startswith("balie")] == [True]


def test_pages_are_kept_by_no_cache(client: Client) -> None:
    assert client.get("/try/well").headers["Cache-Control"] == "no-store"


def test_every_answer_has_an_id_of_its_own(client: Client) -> None:
    first, second = client.get("/try/well"), client.get("/try/well")

    assert first.headers["X-Request-Id"] != second.headers["X-Request-Id"]


def test_the_bundle_is_told_of_a_lost_sign_in_rather_than_sent_to_the_sign_in_page(client: Client) -> None:
    got = client.get("/try/mine", headers=WHOLE)

    assert (got.status_code, got.headers["HX-Trigger"]) == (401, "balie:signed-out")


def test_a_browser_is_sent_to_the_sign_in_page(client: Client) -> None:
    assert client.get("/try/mine").status_code == 302


def test_a_body_that_was_too_large_names_the_limit(client: Client) -> None:
    got = client.post("/try/well", **{"balie.body_too_large": "1"})

    assert got.status_code == 413
    assert "50 MB" in got.content.decode()


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True, headers={"Accept-Language": "en", "Sec-Fetch-Site": "same-origin"})


def test_an_expired_form_offers_to_send_the_same_again(strict: Client) -> None:
    got = strict.post("/try/well?page=2", {"text": "a <b>long</b> story"})

    page = got.content.decode()
    assert got.status_code == 403
    assert 'action="/try/well?page=2"' in page
    assert 'name="text" value="a &lt;b&gt;long&lt;/b&gt; story"' in page


def test_the_form_that_is_offered_again_works(strict: Client) -> None:
    page = strict.post("/try/well", {"text": "story"}).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    got = strict.post("/try/well", {"text": "story", "csrfmiddlewaretoken": token})

    assert got.content == b"well story"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}])
def test_what_another_site_posted_is_never_offered_again(strict: Client, headers: dict[str, str]) -> None:
    got = strict.post("/try/well", {"text": "attack"}, headers=headers)

    assert got.status_code == 403
    assert "attack" not in got.content.decode()


def test_a_password_is_never_shown_again(strict: Client) -> None:
    got = strict.post("/try/well", {"text": "x", "password": "hunter2-hunter2"})

    assert "hunter2" not in got.content.decode()


def test_an_expired_partial_form_stays_on_screen(strict: Client) -> None:
    got = strict.post("/try/well", {"text": "x"}, headers=PARTIAL)

    assert (got.status_code, "<html" in got.content.decode()) == (403, False)
    assert "csrftoken" in got.cookies
