"""No page asks the database more for many rows than for few, nor more than eight times (sign-in included)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balie.casework.problems.models import Problem, Solution
from balie.casework.procedures.models import Step
from balie.casework.tickets.models import BulkJob, SavedView
from balie.conversation.contacts.models import Message
from balie.conversation.routing.models import Waiting
from balie.foundation.search.extensions import SEARCHABLE
from balie.operations.automations.models import Rule
from balie.records.calendars.models import Season
from balie.records.directory.models import Entry
from balie.records.knowledge.models import Article, Bulletin
from balie.records.taxonomy.models import Category
from tests.architecture.matrix import API, PAGES
from tests.performance.crowd import Crowd

pytestmark = pytest.mark.django_db
MOST, FEW, MANY = 8, 3, 30
# What finds things of every kind asks a question a kind; those that are sent together go there once.
MORE = {"desk:search": len([kind for kind in SEARCHABLE.fillings() if kind.asked]) - 1}
# Asked by machines, before there is anybody, or answered with a file: no page with rows.
# The last two lead on to the sign-in of a mailbox, or come back from there.
NO_PAGES = {
    "healthz",
    "metrics",
    "files:open",
    "desk:setup",
    "accounts:link",
    "calendars:export",
    "drafts:draft",
    "email:picture",
    "knowledge:picture",
    "email:sign_in",
    "email:signed_in",
    "recordings:recording",  # of a call with sound: its own tests hold it to as many
    "recordings:sound",
    "ivr:sound",
    "ivr:music",
    "tickets:survey",
    "telephony:state",
    "scripts:export",
}
WITH = {
    "desk:search": "?q=crowd",
    "contacts:new_file": "?q=crowd",
    "tickets:lists": "?view=all",
    "promises:index": "?view=team",
    "tickets:handovers": "?away=1",
    "tickets:template": "?key=template0",
    "email:demo": "?to=crowd@klant.example",
}
# What the bundle fetches of a page: the rows for a refresh, or what was found for what is typed.
PARTS = (
    "contacts:contact",
    "contacts:index",
    "customers:customer",
    "customers:timeline",
    "email:log",
    "email:outgoing",
    "tickets:lists",
    "tickets:work",
    "promises:index",
    "routing:operators",
    "routing:queues",
    "routing:queue",
    "telephony:calls",
)
PART_WITH = {"contacts:contact": "?q=crowd"}
# Pages that tell of one thing, or of the house: as long with thirty of everything as with three.
WITHOUT_ROWS = {
    "telephony:demo",
    "telephony:headset",
    "telephony:own",
    "ui:gallery",
    "contacts:new_file",
    "customers:attach",
    "customers:column",
    "customers:part",
    "email:connect",
    "email:connect_test",
    "email:guess",
    "email:layout",
    "email:new_mailbox",
    "GET /contacts/{number}/files",
    "GET /contacts/{number}/identity",
    "GET /directory/{pk}",
    "GET /calendars/{key}/open",
    "GET /calendars/{key}/ics",
    "GET /automations/rules/{pk}",
    "GET /scripts/{key}",
    "GET /automations/rules/{pk}/dry-run",  # of the last days: the crowd stands where the calendar of the tests does
    "GET /sla/agreements/{key}",
    "GET /settings/priorities",
    "GET /tickets/{number}/clocks",
    "tickets:ask",
    "tickets:given",
    "tickets:judged",  # at most five
    "GET /work/questions/{number}/{position}",
    "tickets:handover",
    "tickets:suggestions",
    "GET /operators/me/state",
    "GET /operators/me/offer",
    "GET /queues/waiting/{waiting_id}/why",
    "routing:ringing",
    "telephony:bar",
    "GET /calls/me",
    "GET /telephone/outgoing",
    "telephony:create_number",
    "telephony:create_trunk",
    "telephony:trunk",
    "telephony:colleagues",
    "recordings:panel",
    "ivr:prompt",
    "GET /work/{number}/suggestions",
    "GET /work/handovers/{username}",
    "tickets:message",
    "tickets:presence",
    "tickets:promises",
    "tickets:view",
    "GET /views/{pk}",
    "procedures:create",
    "scripts:create",
    "tickets:quote",
    "tickets:template",
    "contacts:contact (part)",  # offers its most with three already
    "contacts:contact (search)",
}
KEYS = {
    "GET /scripts/{key}": "script0",
    "GET /scripts/{key}/figures": "script0",
    "GET /calendars/{key}": "calendar0",
    "GET /calendars/{key}/open": "calendar0",
    "GET /calendars/{key}/ics": "calendar0",
    "GET /sla/agreements/{key}": "agreement0",
    "GET /queues/{key}/waiting": "queue0",
    "GET /procedures/{key}": "procedure0",
}
BUNDLE = {"HX-Request": "true", "HX-Request-Type": "partial"}


@dataclass(frozen=True)
class Asked:
    """What a page asked of the database, and how long it was."""

    queries: int
    size: int


def numbers_of(crowd: Crowd) -> dict[str, int]:
    return {
        "ticket": crowd.ticket.number,
        "customer": crowd.customer.number,
        "contact": crowd.call.number,
        "contract": crowd.contract.number,
    }


def addresses(crowd: Crowd) -> dict[str, str]:
    """Every page that is asked for with GET: its name and its address about what the crowd stands around."""
    numbers = numbers_of(crowd)
    keys: dict[str, dict[str, object]] = {
        "email:layout": {"pk": Message.objects.exclude(html="").earliest("pk").pk},
        "email:mailbox": {"pk": crowd.mailbox.pk},
        "email:connect": {"pk": crowd.connecting.pk},
        "email:connect_test": {"pk": crowd.connecting.pk},
        "email:connect_treatment": {"pk": crowd.connecting.pk},
        "accounts:person": {"user_id": crowd.viewer.pk},
        "routing:operator": {"user_id": crowd.viewer.pk},
        "routing:queue": {"key": "queue0"},
        "routing:waiting": {"waiting_id": Waiting.objects.earliest("pk").pk},
        "routing:edit_queue": {"key": "queue0"},
        "telephony:trunk": {"key": "line0"},
        "telephony:number": {"digits": "1000"},
        "ivr:menu": {"key": "menu0"},
        "tickets:handover": {"pk": crowd.handover.pk},
        "taxonomy:terms": {"slug": "categories"},
        "taxonomy:edit": {"slug": "categories", "pk": Category.objects.first().pk},
        "calendars:edit": {"key": "calendar0"},
        "tickets:view": {"pk": SavedView.objects.earliest("pk").pk},
        "automations:rule": {"pk": Rule.objects.earliest("pk").pk},
        "sla:agreement": {"key": "agreement0"},
        "sla:targets": {"key": "agreement0"},
        "sla:escalations": {"key": "agreement0"},
        "tickets:bulk_job": {"pk": BulkJob.objects.earliest("pk").pk},
        "sla:contracts": {"key": "agreement0"},
        "procedures:procedure": {"key": "procedure0"},
        "procedures:new_step": {"key": "procedure0"},
        "procedures:step": {"key": "procedure0", "pk": Step.objects.filter(version__procedure__key="procedure0").latest("pk").pk},
        "procedures:preview": {"key": "procedure0"},
        "procedures:history": {"key": "procedure0"},
        "knowledge:article": {"number": Article.objects.earliest("pk").number},
        "knowledge:edit": {"number": Article.objects.earliest("pk").number},
        "knowledge:history": {"number": Article.objects.earliest("pk").number},
        "knowledge:readers": {"pk": Bulletin.objects.earliest("pk").pk},
        **{f"problems:{name}": {"number": Problem.objects.earliest("pk").number} for name in ("problem", "edit", "new_solution")},
        "problems:solution": {"number": Problem.objects.earliest("pk").number, "pk": Solution.objects.earliest("pk").pk},
        "directory:entry": {"pk": Entry.objects.earliest("pk").pk},
        "directory:edit": {"pk": Entry.objects.earliest("pk").pk},
        "calendars:days": {"key": "calendar0"},
        **{
            f"scripts:{name}": {"key": "script0"}
            for name in ("script", "about", "graph", "words", "preview", "versions", "opens_on", "figures")
        },
        "scripts:new_part": {"key": "script0", "section": "nodes"},
        "scripts:part": {"key": "script0", "section": "nodes", "part": "greet"},
        "calendars:month": {"key": "calendar0"},
        "calendars:new_season": {"key": "calendar0"},
        "calendars:season": {"pk": Season.objects.earliest("pk").pk},
        "tickets:template_text": {"key": "template0"},
        "tickets:message": {
            "message_id": Message.objects.filter(contact__ticket_contacts__ticket=crowd.ticket, email__isnull=False).earliest("pk").pk
        },
    }
    found = {}
    for name, row in PAGES.items():
        if row.method == "GET" and name not in NO_PAGES:
            about = {"number": numbers[row.subject]} if row.subject else {}
            found[name] = reverse(name, kwargs={**row.kwargs, **about, **keys.get(name, {})}) + WITH.get(name, "")
    found["tickets:lists (saved)"] = f"{reverse('tickets:lists')}?saved={SavedView.objects.earliest('pk').pk}"
    return found | {"contacts:contact (search)": found["contacts:contact"] + PART_WITH["contacts:contact"]}


def parts(crowd: Crowd) -> dict[str, str]:
    whole = addresses(crowd)
    return {f"{name} (part)": whole[name] + PART_WITH.get(name, "") for name in PARTS}


def operations(crowd: Crowd) -> dict[str, str]:
    """Every read of the API."""
    numbers = numbers_of(crowd)
    return {
        name: f"/api/v1{name.removeprefix('GET ').format(number=numbers.get(row.subject, 0), position=1, key=KEYS.get(name, ''), pk=_pk_of(name), username='colleague0', waiting_id=_waiting_id())}"
        for name, row in API.items()
        if row.method == "GET"
    }


def _waiting_id() -> int:
    return Waiting.objects.earliest("pk").pk


def _pk_of(operation: str) -> int:
    kept: dict[str, type[SavedView | BulkJob | Entry]] = {"GET /views": SavedView, "GET /bulk/": BulkJob, "GET /direc": Entry}
    return kept.get(operation[:10], Rule)._default_manager.earliest("pk").pk


def measured(client: Client, crowd: Crowd) -> dict[str, Asked]:
    whole = {name: _ask(client, address) for name, address in addresses(crowd).items()}
    pieces = {name: _ask(client, address, headers=BUNDLE) for name, address in parts(crowd).items()}
    return whole | pieces | {name: _ask(client, address) for name, address in operations(crowd).items()}


def _ask(client: Client, address: str, **options: Any) -> Asked:
    client.get(address, **options)  # what is worked out once a process is not a page's
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address, **options)
    assert answer.status_code in {200, 303}, f"{address}: {answer.status_code}"
    return Asked(sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured.captured_queries), len(answer.content))


def test_a_page_asks_as_much_for_thirty_rows_as_for_three_and_at_most_eight_times(client: Client) -> None:
    crowd = Crowd()
    client.force_login(crowd.viewer)
    crowd.grow(FEW)
    few = measured(client, crowd)

    crowd.grow(MANY)
    many = measured(client, crowd)

    assert {name: (few[name].queries, many[name].queries) for name in few if few[name].queries < many[name].queries} == {}
    assert {name: asked.queries for name, asked in many.items() if asked.queries > MOST + MORE.get(name, 0)} == {}
    assert {name for name in many if many[name].size <= few[name].size} <= WITHOUT_ROWS
