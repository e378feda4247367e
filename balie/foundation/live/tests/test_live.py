"""The stream through a real server: who gets one, what it hears, and when it ends."""

from __future__ import annotations

import http.client
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from balie.foundation.live import nudge
from balie.foundation.live.testing import collected_nudges
from balie.foundation.web.testing import a_viewer, database_url, granian_serving
from tests.performance.streams import measure

SOON = 5.0
STREAMS = int(os.environ.get("STREAMS", "60"))


@dataclass
class Heard:
    """A client's open stream."""

    response: http.client.HTTPResponse
    socket: socket.socket

    def next(self) -> tuple[str, str]:
        """The next event: its name and data; raises when none comes in time, `("", "")` at the stream's end."""
        name = data = ""
        while line := self.response.readline().decode():
            if line == "\n" and name:
                return name, data
            kind, _, value = line.rstrip("\n").partition(": ")
            name, data = (value, data) if kind == "event" else (name, value if kind == "data" else data)
        return "", ""

    def rest(self) -> list[tuple[str, str]]:
        """Everything until the stream ends."""
        return list(iter(self.next, ("", "")))


@pytest.fixture(scope="module")
def port(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    with django_db_blocker.unblock():
        url = database_url()
    env = {"BALIE_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "balie.foundation.live.tests.settings"}
    with granian_serving("balie.config.asgi:application", env=env) as port:
        yield port


@pytest.fixture
def viewer(committed: None) -> Any:
    return a_viewer("viewer")


def cookie_of(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def ask(port: int, topics: str, *, cookie: str = "", **headers: str) -> Heard:
    client = http.client.HTTPConnection("localhost", port, timeout=SOON)
    client.request("GET", f"/live?topics={topics}", headers={"Cookie": cookie} | {k.replace("_", "-"): v for k, v in headers.items()})
    line = client.sock
    return Heard(client.getresponse(), line)


def a_stream(port: int, user: Any, topics: str) -> tuple[Heard, dict[str, Any]]:
    heard = ask(port, topics, cookie=cookie_of(user))
    assert heard.response.status == 200
    name, data = heard.next()
    assert name == "hello"
    return heard, json.loads(data)


def test_without_a_session_there_is_no_stream(port: int) -> None:
    assert ask(port, "open").response.status == 401
    assert ask(port, "open", cookie=f"{settings.SESSION_COOKIE_NAME}=made-up").response.status == 401


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Sec_Fetch_Site": "cross-site"}, {"Origin": "null"}])
def test_another_site_gets_no_stream(port: int, viewer: Any, headers: dict[str, str]) -> None:
    assert ask(port, "open", cookie=cookie_of(viewer), **headers).response.status == 403


@pytest.mark.parametrize("host", ["files.localhost", "evil.example"])
def test_another_host_has_no_stream(port: int, viewer: Any, host: str) -> None:
    assert ask(port, "open", cookie=cookie_of(viewer), Host=host).response.status == 404


def test_topics_one_may_not_hear_are_left_out_and_told(port: int, viewer: Any) -> None:
    _, hello = a_stream(port, viewer, "open,shut,own:viewer,own:other,unknown:1,Bad%20one")

    assert hello["topics"] == ["open", "own:viewer"]
    assert hello["refused"] == ["shut", "own:other", "unknown:1", "Bad one"]


def test_more_topics_than_a_stream_holds_are_told(port: int, viewer: Any) -> None:
    _, hello = a_stream(port, viewer, ",".join(f"open:{number}" for number in range(70)))

    assert (len(hello["topics"]), len(hello["refused"])) == (60, 10)


def test_a_committed_nudge_is_heard(port: int, viewer: Any) -> None:
    heard, _ = a_stream(port, viewer, "open:1,open:2")

    with transaction.atomic():
        nudge("open:3")
        nudge("open:2")

    assert heard.next() == ("nudge", "open:2")


def test_a_rolled_back_nudge_is_not_heard(port: int, viewer: Any) -> None:
    heard, _ = a_stream(port, viewer, "open:11,open:12")

    with transaction.atomic():
        nudge("open:11")
        transaction.set_rollback(True)
    nudge("open:12")

    assert heard.next() == ("nudge", "open:12")


def test_what_was_nudged_while_the_page_was_on_its_way_is_heard(port: int, viewer: Any) -> None:
    a_stream(port, viewer, "open:21")
    nudge("open:21")
    time.sleep(0.3)

    heard, _ = a_stream(port, viewer, "open:21")

    assert heard.next() == ("nudge", "open:21")


def test_a_lost_database_line_brings_a_resync(port: int, viewer: Any) -> None:
    heard, _ = a_stream(port, viewer, "open:31")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'balie live' AND datname = current_database()"
        )

    assert heard.next() == ("resync", "1")


def test_a_user_who_is_switched_off_loses_the_stream_within_five_seconds(port: int, viewer: Any) -> None:
    heard, _ = a_stream(port, viewer, "open")
    started = time.monotonic()

    type(viewer).objects.filter(pk=viewer.pk).update(is_active=False)
    nudge(f"session:{viewer.pk}")

    assert heard.rest() == [("signed-out", "1")]
    assert time.monotonic() - started < 5


def test_a_session_that_was_ended_elsewhere_loses_its_stream_and_another_keeps_it(port: int, viewer: Any) -> None:
    heard, _ = a_stream(port, viewer, "open:41")
    other, _ = a_stream(port, viewer, "open:41")
    from django.contrib.sessions.models import Session

    Session.objects.order_by("expire_date").first().delete()  # type: ignore[union-attr]
    nudge(f"session:{viewer.pk}")
    time.sleep(0.5)
    nudge("open:41")

    assert (heard.rest(), other.next()) == ([("signed-out", "1")], ("nudge", "open:41"))


def test_a_topic_that_became_forbidden_falls_silent(port: int, viewer: Any) -> None:
    heard, _ = a_stream(port, viewer, "named:1,open:51")

    type(viewer).objects.filter(pk=viewer.pk).update(name="Silent")
    nudge(f"session:{viewer.pk}")
    time.sleep(0.5)
    nudge("named:1")
    nudge("open:51")

    assert heard.next() == ("nudge", "open:51")


def test_one_user_cannot_take_every_stream(port: int, viewer: Any) -> None:
    cookie = cookie_of(viewer)
    streams = [ask(port, "open", cookie=cookie) for _ in range(21)]

    assert [stream.response.status for stream in streams].count(429) == 1
    for stream in streams:
        stream.socket.close()


def test_the_measure_of_streams_measures(port: int, committed: None) -> None:
    cookies = [cookie_of(a_viewer(f"viewer{number}")) for number in range(-(-STREAMS // 20))]

    figures = measure(f"http://localhost:{port}", cookies, STREAMS, topic="open:71", database_url=database_url())

    sys.stdout.write(f"{figures}\n")
    assert 0 < figures.p50_ms <= figures.p95_ms < 500


def test_a_told_server_ends_its_streams_and_goes(django_db_setup: None, viewer: Any) -> None:
    env = {"BALIE_DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "balie.foundation.live.tests.settings"}
    with granian_serving("balie.config.asgi:application", env=env) as port:
        heard, _ = a_stream(port, viewer, "open")
        started = time.monotonic()

    assert time.monotonic() - started < 8
    assert heard.rest() == []


@pytest.mark.django_db
def test_a_test_can_see_what_was_nudged() -> None:
    with collected_nudges() as topics:
        nudge("open:1")

    assert topics == ["open:1"]


def test_nudges_of_one_transaction_are_sent_once(committed: None) -> None:
    with psycopg.connect(database_url(), autocommit=True) as listener:
        listener.execute("LISTEN balie_live")

        with transaction.atomic():
            nudge("open:61")
            nudge("open:61")

        assert [each.payload for each in listener.notifies(timeout=0.5)] == ["open:61"]
