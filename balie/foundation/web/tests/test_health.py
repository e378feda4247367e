"""/healthz says which part does not answer; /metrics stays on this machine."""

from __future__ import annotations

import math

import pytest
from django.db import connection
from django.test import Client, override_settings

from balie.foundation.web import health
from balie.foundation.web.health import HEALTH, Part

pytestmark = pytest.mark.django_db


def a_worker(seconds_ago: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))", [seconds_ago])


def test_without_a_worker_it_is_not_well(client: Client) -> None:
    got = client.get("/healthz")

    assert (got.status_code, got.json()["parts"]["worker"]["ok"], got.json()["parts"]["database"]["ok"]) == (503, False, True)


def test_with_a_beating_worker_it_is_well(client: Client) -> None:
    a_worker(1)

    assert client.get("/healthz").status_code == 200


def test_a_worker_whose_heart_stopped_is_not_well(client: Client) -> None:
    a_worker(60)

    assert client.get("/healthz").status_code == 503


def test_what_does_not_answer_yet_at_the_start_is_no_error_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "STARTING_SECONDS", math.inf)

    got = client.get("/healthz")

    assert (got.status_code, got.json()["starting"]) == (503, True)
    assert caplog.records == []


def test_what_does_not_answer_later_is_one(client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "STARTING_SECONDS", 0)

    got = client.get("/healthz")

    assert (got.status_code, got.json()["starting"]) == (503, False)
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_part_of_an_app_above_counts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    a_worker(1)
    monkeypatch.setattr(HEALTH, "fillings", lambda: [lambda: Part("mailbox", is_well=False, detail="no answer")])

    got = client.get("/healthz")

    assert (got.status_code, got.json()["parts"]["mailbox"]["detail"]) == (503, "no answer")


def test_figures_count_requests_by_view_and_never_by_address(client: Client) -> None:
    client.get("/no/such/page/123456")

    got = client.get("/metrics").content.decode()

    assert "balie_requests_total" in got
    assert "balie_jobs" in got
    assert "123456" not in got


def test_figures_are_not_for_strangers(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404


@override_settings(BALIE_TRUSTED_PROXIES=["203.0.113.0/24"])
def test_figures_are_for_trusted_networks(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 200
