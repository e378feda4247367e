from __future__ import annotations

import threading

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from balie.access.accounts.testing import a_user
from balie.foundation.drafts.models import Draft
from balie.foundation.errors import Refusal
from balie.foundation.once.models import Answer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


def work(request: HttpRequest) -> HttpResponse:
    """Stands for any action: makes a row, then does as `how` says."""
    draft = Draft.objects.create(owner_id=request.user.pk, key=f"{Draft.objects.count()}", saved_at=timezone.now())
    match request.POST.get("how"):
        case "refuse":
            raise Refusal()
        case "break":
            raise RuntimeError("broken")
        case "wrong":
            return HttpResponse("wrong", status=422)
    return HttpResponseRedirect(f"/made/{draft.key}/")


urlpatterns = [path("work/", login_not_required(work)), path("api/work/", login_not_required(work))]


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(a_user("operator"))
    client.raise_request_exception = False
    return client


def _send(client: Client, once: str = "k", **fields: str) -> HttpResponse:
    return client.post("/work/", {"_once": once, **fields})  # type: ignore[return-value]


def test_a_form_sent_twice_is_done_once_and_answered_twice(operator: Client) -> None:
    first, second = _send(operator), _send(operator)

    assert Draft.objects.count() == 1
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])


def test_another_form_is_another_wish(operator: Client) -> None:
    _send(operator, "a")
    _send(operator, "b")

    assert Draft.objects.count() == 2


def test_an_old_page_sent_with_other_words_is_a_new_wish(operator: Client) -> None:
    _send(operator, text="een")
    _send(operator, text="twee")

    assert Draft.objects.count() == 2


@pytest.mark.parametrize("how", ["refuse", "break", "wrong"])
def test_what_was_refused_is_undone_and_may_be_tried_again(operator: Client, how: str) -> None:
    assert _send(operator, how=how).status_code >= 400
    assert not Draft.objects.exists()
    assert not Answer.objects.exists()

    assert _send(operator).status_code == 302
    assert Draft.objects.count() == 1


def test_a_key_used_for_another_api_call_is_refused(operator: Client) -> None:
    operator.post("/api/work/", {"a": "1"}, headers={"Idempotency-Key": "k"})

    answer = operator.post("/api/work/", {"a": "2"}, headers={"Idempotency-Key": "k"})

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_the_same_key_of_somebody_else_is_another_key(operator: Client) -> None:
    _send(operator)
    operator.force_login(a_user("operator"))
    _send(operator)

    assert Draft.objects.count() == 2


@override_settings(SESSION_ENGINE="django.contrib.sessions.backends.db")
def test_two_at_the_same_moment_are_done_once() -> None:
    user = a_user("operator")
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(user)
    places: list[str] = []

    def send(client: Client) -> None:
        places.append(_send(client).headers["Location"])
        connection.close()

    senders = [threading.Thread(target=send, args=[client]) for client in clients]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(timeout=20)

    assert Draft.objects.count() == 1
    assert len(places) == 2
    assert len(set(places)) == 1
