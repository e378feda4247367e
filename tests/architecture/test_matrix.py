"""The matrix address × role × relation, from the URL map, the API's description and the live topics (R-A1)."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from balie.access.accounts.actions import create_token
from balie.access.accounts.models import User
from balie.access.accounts.testing import a_team, a_user
from balie.access.permissions.actions import default_verbs
from balie.access.permissions.levels import Level
from balie.casework.tickets.models import Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact
from balie.foundation.live.extensions import TOPICS as TOPIC_KINDS
from balie.foundation.live.queries import may_subscribe
from balie.foundation.text.numbers import make_number
from balie.records.catalogue.models import Contract
from balie.records.catalogue.testing import a_contract
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer
from balie.surfaces.api.api import api
from tests.architecture.matrix import API, PAGES, TOPICS, VIEW, Row

pytestmark = pytest.mark.django_db
ROLES = ("operator", "lead", "supervisor", "knowledge", "privacy", "auditor", "administrator", "service", "nobody")
RELATIONS = ("own", "team", "other_team", "secret", "absent")
REFUSED = {401, 403, 404}
KINDS = {"ticket": Ticket, "customer": Customer, "contact": Contact, "contract": Contract}
OTHERS_PAGES = ("account_", "mfa_", "api:")


class World:
    """A user of `role` in team "ours", and a record of each kind in each relation to that user."""

    def __init__(self, role: str) -> None:
        ours, theirs = a_team("ours"), a_team("theirs")
        self.user: User = a_user(role, teams=[ours]) if role != "nobody" else a_user(teams=[ours])
        self.verbs = set(default_verbs(role))
        part = [self.user.pk]
        places = {
            "own": {"level": Level.SECRET, "participant_ids": part},
            "team": {"level": Level.TEAM, "team": ours},
            "other_team": {"level": Level.TEAM, "team": theirs},
            "secret": {"level": Level.SECRET, "team": ours},
        }
        self.numbers: dict[tuple[str, str], int] = {}
        for relation, place in places.items():
            customer = a_customer()
            Customer.objects.filter(pk=customer.pk).update(**place)
            operator = {"operator": self.user} if relation == "own" else {}
            self.numbers["customer", relation] = customer.number
            self.numbers["contract", relation] = a_contract(customer).number
            self.numbers["ticket", relation] = a_ticket(**place).number
            self.numbers["contact", relation] = a_contact(channel="call", **place, **operator).number
        self.another = {"customer": a_customer().number, "ticket": a_ticket().number}
        self.colleague = a_user("operator")
        for kind, model in KINDS.items():
            self.numbers[kind, "absent"] = make_number(model.KIND_DIGIT, 999_999)

    def sees(self, relation: str) -> bool:
        """The rule of the levels, told anew: what the product says is compared with this."""
        return relation in {"own", "team"} or (relation == "other_team" and "permissions.all_teams" in self.verbs)

    def relations(self, row: Row) -> tuple[str, ...]:
        """The relations worth asking: who may view no such record at all is refused the nearest one."""
        if not row.subject:
            return ("",)
        return RELATIONS if VIEW[row.subject] in self.verbs else RELATIONS[:1]

    def may(self, row: Row, relation: str = "") -> bool:
        subject_seen = not row.subject or (VIEW[row.subject] in self.verbs and self.sees(relation))
        return row.is_open or (subject_seen and self.verbs.issuperset(row.verbs))


def _routes(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, pattern.namespace or namespace)
        else:
            yield f"{namespace}:{pattern.name}" if namespace else str(pattern.name)


def _operations() -> set[str]:
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_every_address_has_its_row() -> None:
    routes = {name for name in _routes(get_resolver().url_patterns) if not name.startswith(OTHERS_PAGES)}

    assert routes == set(PAGES) & routes
    assert not set(PAGES) - routes, "rows without an address"


def test_every_operation_has_its_row() -> None:
    assert _operations() == set(API)


def test_every_topic_has_its_row() -> None:
    assert {kind.prefix for kind in TOPIC_KINDS.fillings()} == set(TOPICS)


def _judge(world: World, name: str, row: Row, relation: str, status: int) -> str:
    """What is wrong with the answer, or nothing."""
    where = f"{name} ({relation or 'plain'}): {status}"
    if status >= 500 and status != 503:  # 503: /healthz without a worker
        return f"{where}, broken"
    if world.may(row, relation):
        certain = row.is_sure and (not row.own_only or relation == "own")
        return f"{where}, refused though allowed" if certain and status in REFUSED else ""
    return "" if status in REFUSED else f"{where}, let through"


@pytest.mark.parametrize("role", ROLES)
def test_pages_let_through_who_may_and_nobody_else(role: str, client: Client) -> None:
    world = World(role)
    client.force_login(world.user)
    client.raise_request_exception = False

    def ask(name: str, row: Row, relation: str) -> int:
        kwargs = {**row.kwargs, **({"number": world.numbers[row.subject, relation]} if row.subject else {})}
        with transaction.atomic():
            address = reverse(name, kwargs=kwargs)
            answer = client.post(address, row.data) if row.method == "POST" else client.generic(row.method, address)
            transaction.set_rollback(True)
        return answer.status_code

    wrong = [
        problem
        for name, row in PAGES.items()
        for relation in world.relations(row)
        if (problem := _judge(world, name, row, relation, ask(name, row, relation)))
    ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_the_api_lets_through_who_may_and_nobody_else(role: str) -> None:
    world = World(role)
    token = create_token(world.user, name="tests", by=world.user, at=timezone.now())
    client = Client(headers={"authorization": f"Bearer {token}"}, raise_request_exception=False)

    def ask(name: str, row: Row, relation: str) -> int:
        method, path = name.split(" ")
        kwargs = {**row.kwargs, **({"number": world.numbers[row.subject, relation]} if row.subject else {})}
        with transaction.atomic():
            answer: HttpResponse = client.generic(  # type: ignore[assignment]
                method, f"/api/v1{path.format(**kwargs)}", json.dumps(_body(name, world)), content_type="application/json"
            )
            transaction.set_rollback(True)
        return answer.status_code

    wrong = [
        problem
        for name, row in API.items()
        for relation in world.relations(row)
        if (problem := _judge(world, name, row, relation, ask(name, row, relation)))
    ]

    assert not wrong, "\n".join(wrong)


_BODIES: dict[str, dict[str, object]] = {
    "POST /automations/rules": {"name": "", "when": "opened", "deeds": []},
    "PATCH /automations/rules/{pk}": {"name": "x"},
    "POST /automations/rules/{pk}/switch": {"is_on": True},
    "POST /calls": {"number": "+32470000001"},
    "POST /calls/watch": {"username": "x", "how": "listen"},
    "POST /calls/call-backs/{call_back_id}/end": {"end": "called"},
    "POST /calls/{call_id}/consult": {"username": "x"},
    "POST /calls/{call_id}/talk-with": {"whom": "both"},
    "POST /calls/{call_id}/hand-on": {"username": "x"},
    "POST /calls/{call_id}/to-queue": {"queue": "x"},
    "POST /telephone/phones": {"key": "none"},
    "PUT /telephone/phones/{key}": {"is_active": False},
    "PUT /telephone/lines/{key}": {"name": "x", "host": "sip.example"},
    "PUT /telephone/numbers/{digits}": {"name": {"nl": "x"}, "team": "x", "call_back_owner": "x"},
    "PUT /telephone/outgoing": {"is_on": False},
    "POST /bulk": {"verb": "take", "numbers": [1]},
    "POST /mail/blocked": {"pattern": "an@shop.example"},
    "PUT /mail/messages/{message}/mark": {"mark": "spam"},
    "PUT /operators/me/state": {"state": "available"},
    "PUT /operators/{username}/state": {"state": "available"},
    "POST /procedures": {"name": {"nl": "x"}},
    "PUT /procedures/{key}/draft": {"name": {"nl": "x"}},
    "POST /procedures/{key}/steps": {"words": {"nl": {"title": "x"}}},
    "PUT /procedures/{key}/steps/{step_id}": {"words": {"nl": {"title": "x"}}},
    "POST /procedures/{key}/steps/{step_id}/move": {"step": 1},
    "POST /procedures/{key}/publish": {},
    "PUT /procedures/{key}/retired": {"is_retired": True},
    "PUT /settings/priorities": {"cells": []},
    "PUT /settings/closing": {},
    "PUT /settings/satisfaction": {"is_on": False},
    "POST /promises": {"kind": "customer", "number": 10000017, "what": "ring", "due_at": "2099-01-01T10:00:00Z"},
    "POST /promises/{promise}/broken": {"reason": "gone"},
    "POST /promises/{promise}/move": {"reason": "asked", "due_at": "2099-01-01T10:00:00Z"},
    "POST /views": {"name": "urgent"},
    "POST /views/{pk}/move": {"step": 1},
    "POST /work/{number}/back": {"reason": "not mine"},
    "POST /work/{number}/refuse": {"reason": "not ours"},
    "POST /work/handovers": {"away": "x", "to": ["y"], "reason": "ill"},
    "POST /calendars": {"name": {"nl": "x"}, "always": True},
    "POST /calendars/{key}/days": {"name": {"nl": "x"}, "first_on": "2026-12-28"},
    "POST /calendars/{key}/seasons": {"name": {"nl": "x"}, "first_on": "2026-07-01", "last_on": "2026-08-31", "week": {}},
    "PUT /calendars/{key}/seasons/{pk}": {"name": {"nl": "x"}, "first_on": "2026-07-01", "last_on": "2026-08-31", "week": {}},
    "POST /customers": {"family_name": "Peeters"},
    "PATCH /customers/{number}": {"version": 1},
    "POST /customers/{number}/phones": {"number": "0470 00 00 01"},
    "POST /customers/{number}/mail-addresses": {"address": "jan@post.example"},
    "POST /customers/{number}/notes": {"text": "x"},
    "PUT /customers/{number}/level": {"level": 0, "reason": "asked by the customer", "version": 1},
    "POST /customers/{number}/apart": {"number": "another"},
    "POST /customers/{number}/merge": {"number": "another", "version": 1},
    "POST /contracts": {"customer": "another", "type": "gold", "calendar": "support", "first_on": "2026-01-01"},
    "PATCH /contracts/{number}": {"version": 1},
    "POST /contracts/{number}/end": {"last_on": "2026-12-31", "version": 1},
    "POST /contracts/{number}/uses": {"entitlement": "interventions"},
    "POST /contracts/{number}/documents": {"files": []},
    "POST /scripts": {"document": {}},
    "POST /sla/agreements": {"name": {"nl": "x"}},
    "PUT /sla/agreements/{key}/targets": {"targets": []},
    "PUT /sla/agreements/{key}/escalations": {"steps": []},
    "POST /sla/agreements/{key}/contracts": {"contract_type": "gold"},
    "POST /contacts": {"channel": "call"},
    "POST /contacts/{number}/customer": {"customer": "another"},
    "POST /contacts/{number}/identity/checks": {"fact": "born_on", "is_right": True},
    "POST /contacts/{number}/finish": {"result": "", "sentence": "x", "version": 1},
    "POST /contacts/{number}/referrals": {"entry": 0},
    "POST /problems/of/{number}/links": {"problem": 0},
    "POST /problems/of/{number}/trials": {"solution": 0, "has_worked": True},
    "POST /directory": {"name": {"nl": "x"}, "takes": {"nl": "x"}, "languages": ["nl"], "phone": "0470 00 90 01"},
    "PATCH /directory/{pk}": {"version": 1},
    "POST /tickets": {"subject": "x"},
    "PATCH /tickets/{number}": {"version": 1},
    "POST /tickets/{number}/replies": {"text": "x", "to": "jan@post.example"},
    "POST /tickets/{number}/copied": {"address": "an@klant.example", "accept": True},
    "POST /tickets/{number}/notes": {"text": "x"},
    "POST /tickets/{number}/assign": {"owner": "x"},
    "POST /tickets/{number}/transfer": {"reason": "over meters"},
    "POST /tickets/{number}/state": {"state": "open"},
    "POST /tickets/{number}/close": {"result": "", "sentence": "x"},
    "POST /tickets/{number}/links": {"number": "another"},
    "POST /tickets/{number}/questions": {"question": 0},
    "POST /tickets/{number}/parts/tell": {"words": {"nl": "x"}},
    "POST /tickets/{number}/split": {"contact": 1},
    "POST /tickets/{number}/merge": {"number": "another"},
    "POST /tickets/{number}/steps/{step_id}/skip": {"reason": "not needed"},
}


def _body(name: str, world: World) -> dict[str, object]:
    """What is sent; a number is of a record the role may surely not complain about."""
    body = dict(_BODIES.get(name, {}))
    for field, kind in (("customer", "customer"), ("number", "ticket" if "/tickets/" in name else "customer")):
        if body.get(field) == "another":
            body[field] = world.another[kind]
    if "owner" in body:
        body["owner"] = world.colleague.username
    return body


@pytest.mark.parametrize("role", ROLES)
def test_topics_are_followed_by_who_may_see_and_nobody_else(role: str) -> None:
    world = World(role)
    wrong = []
    for prefix, (verbs, subject) in TOPICS.items():
        if subject in KINDS:
            expected = {relation: VIEW[subject] in world.verbs and world.sees(relation) for relation in RELATIONS}
            found = {relation: may_subscribe(world.user, f"{prefix}:{world.numbers[subject, relation]}") for relation in RELATIONS}
        elif not subject:
            expected, found = {"": world.verbs.issuperset(verbs)}, {"": may_subscribe(world.user, prefix)}
        else:
            continue
        wrong += [f"{prefix} {relation}" for relation, allowed in expected.items() if found[relation] != allowed]

    assert not wrong, "\n".join(wrong)


def test_one_follows_oneself_and_no_colleague() -> None:
    jan, an = a_user("operator"), a_user("operator")

    assert may_subscribe(jan, f"user:{jan.pk}")
    assert not may_subscribe(jan, f"user:{an.pk}")
    assert not may_subscribe(jan, f"tickets:user:{an.pk}")


def test_a_stranger_reaches_nothing_but_the_entrance(client: Client) -> None:
    open_names = {name for name, row in PAGES.items() if row.is_open}
    let_in = []
    for name, row in PAGES.items():
        kwargs = {**row.kwargs, **({"number": 20100011} if row.subject else {})}
        answer = client.generic(row.method, reverse(name, kwargs=kwargs))
        sent_away = answer.status_code in REFUSED or "/account/login/" in answer.headers.get("Location", "")
        if not sent_away and name not in open_names:
            let_in.append(name)

    assert not let_in
