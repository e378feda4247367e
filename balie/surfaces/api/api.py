"""The API under /api/v1: every verb of the screens, additive within v1, refusals as RFC 9457 problems."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from balie.casework.problems.api import router as problems
from balie.casework.procedures.api import router as procedures
from balie.casework.tickets.api import bulk, decisions, views, work
from balie.casework.tickets.api import router as tickets
from balie.conversation.answers.api import router as answers
from balie.conversation.contacts.api import router as contacts
from balie.conversation.email.api import router as mail
from balie.conversation.identity.api import router as identity
from balie.conversation.promises.api import router as promises
from balie.conversation.referrals.api import router as referrals
from balie.conversation.routing.api import queues
from balie.conversation.routing.api import router as operators
from balie.conversation.telephony.api import calls, telephone
from balie.foundation.errors import NotFound, Refusal
from balie.foundation.web.refusals import problem, refused
from balie.operations.automations.api import router as automations
from balie.operations.scripts.api import router as scripts
from balie.records.calendars.api import router as calendars
from balie.records.catalogue.api import router as contracts
from balie.records.customers.api import router as customers
from balie.records.directory.api import router as directory
from balie.records.sla.api import router as sla
from balie.surfaces.api.auth import AUTH

api = NinjaAPI(
    title="Balie",
    version="1",
    description="Lists page by key: pass `next` back as `after`. POST takes an `Idempotency-Key`.",
    auth=AUTH,
    urls_namespace="api",
    docs_url=None,
)
api.add_router("/bulk", bulk, tags=["many tickets"])
api.add_router("/calendars", calendars, tags=["calendars"])
api.add_router("/contracts", contracts, tags=["contracts"])
api.add_router("/customers", customers, tags=["customers"])
api.add_router("/contacts", contacts, tags=["contacts"])
api.add_router("/contacts", identity, tags=["contacts"])
api.add_router("/contacts", referrals, tags=["contacts"])
api.add_router("/directory", directory, tags=["directory"])
api.add_router("/mail", mail, tags=["mail"])
api.add_router("/sla", sla, tags=["service levels"])
api.add_router("/automations", automations, tags=["automations"])
api.add_router("/scripts", scripts, tags=["scripts"])
api.add_router("/operators", operators, tags=["operators"])
api.add_router("/queues", queues, tags=["queues"])
api.add_router("/calls", calls, tags=["calls"])
api.add_router("/telephone", telephone, tags=["telephone"])
api.add_router("/answers", answers, tags=["answers"])
api.add_router("/problems", problems, tags=["problems"])
api.add_router("/procedures", procedures, tags=["procedures"])
api.add_router("/promises", promises, tags=["promises"])
api.add_router("/settings", decisions, tags=["settings"])
api.add_router("/tickets", tickets, tags=["tickets"])
api.add_router("/views", views, tags=["saved lists"])
api.add_router("/work", work, tags=["work list"])


@api.exception_handler(Refusal)
def on_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return refused(request, refusal)


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, _missing: Http404) -> HttpResponse:
    return refused(request, NotFound())


@api.exception_handler(AuthenticationError)
def on_stranger(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return problem(request, status=401, code="not_signed_in", detail=_("Send an API token: Authorization: Bearer …"))


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first field that cannot be read, by its place in the request."""
    first = error.errors[0]
    field = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path", "payload"})
    return problem(request, status=422, code="invalid", detail=f"{field}: {first['msg']}", field=field)
