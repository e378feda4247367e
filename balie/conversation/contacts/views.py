"""The contact's doors."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from balie.access.accounts.models import OperatorRequest
from balie.access.permissions.actions import ensure_may
from balie.conversation.contacts import actions, listing, newcomers, queries
from balie.conversation.contacts.extensions import QUESTION_ACTIONS
from balie.conversation.contacts.forms import FilterForm, FinishForm, QuestionForm
from balie.conversation.contacts.models import Contact, Question
from balie.conversation.contacts.sheet import Sheet, sheet_for, views_of
from balie.foundation.drafts.actions import drop_draft
from balie.foundation.errors import Invalid, NotFound, Outdated, Refusal
from balie.foundation.search.extensions import Result
from balie.foundation.search.queries import find
from balie.foundation.text.numbers import whole
from balie.foundation.web.pages import is_partial, redirect_after_post, render, render_block
from balie.records.customers.models import Customer
from balie.records.customers.queries import CustomerSummary, files_reached_by

FOUND = 7
HEADER = ("channel", "direction", "language", "party", "party_name", "subject")
FINISH = "finish"


@require_safe
def index(request: OperatorRequest) -> HttpResponse:
    """Contacts, newest first, filtered."""
    ensure_may(request.user, "contacts.view")
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = listing.page_for(request.user, **{name: chosen.get(name, "") for name in ("whose", "state", "channel", "before")})
    return render(request, "contacts/index.html", form=form, page=page)


@require_POST
def create(request: OperatorRequest) -> HttpResponse:
    """Begin a contact by hand and open it; the caller's number or customer may be known already."""
    channel = request.POST.get("channel", Contact.Channel.CALL)
    direction = request.POST.get("direction", Contact.Direction.IN)
    number = request.POST.get("customer", "")
    contact = actions.begin_contact(
        channel=channel,
        direction=direction,
        party=request.POST.get("party", ""),
        customer=_customer(request, number) if number else None,
        by=request.user,
        at=timezone.now(),
    )
    return redirect_after_post("contacts:contact", contact.number)


@require_safe
def contact(request: OperatorRequest, number: int) -> HttpResponse:
    """The contact; `question` names the one in front, `focus` where the caret goes, `q` searches its customer."""
    if "q" in request.GET:
        return _found(request, number)
    return _page(request, number)


@require_POST
def change(request: OperatorRequest, number: int) -> HttpResponse:
    """Keep the header's fields as they are typed; a wrong one is told beside it."""
    found = queries.contact_for(request.user, number)
    fields = {name: request.POST[name] for name in HEADER if name in request.POST}
    try:
        actions.change_contact(found, by=request.user, at=timezone.now(), **fields)
        if "started_at" in request.POST:
            fields["started_at"] = request.POST["started_at"]
            actions.date_contact(found, fields["started_at"], by=request.user, at=timezone.now())
    except Invalid as invalid:
        return _about(request, number, wrong={invalid.field_name: str(invalid)}, typed=fields, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if is_partial(request):
        return _about(request, number)
    return redirect_after_post("contacts:contact", number)


@require_POST
def attach(request: OperatorRequest, number: int) -> HttpResponse:
    """Say which customer this is: the chosen one, or the only one found for what was typed since the list came."""
    found = queries.contact_for(request.user, number)
    ensure_may(request.user, "contacts.register", found)
    chosen = _only_hit(request) if _typed_on(request) else request.POST.get("customer", "") or _only_hit(request)
    if not chosen:
        return _page(request, number, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    actions.attach_customer(found, _customer(request, chosen), by=request.user, at=timezone.now())
    return _to(number, focus="question")


@require_safe
def new_file(request: OperatorRequest, number: int) -> HttpResponse:
    """To the form of a new file, with what stands in the search field now."""
    found = queries.contact_for(request.user, number)
    ensure_may(request.user, "contacts.register", found)
    ensure_may(request.user, "customers.create")
    return redirect_after_post(newcomers.new_file_url(request.user, found, typed=_searched(request)))


@require_POST
def open_file(request: OperatorRequest, number: int) -> HttpResponse:
    """A file at once of what is known of the caller, attached, and the caret in the question; it is completed later."""
    found = queries.contact_for(request.user, number)
    ensure_may(request.user, "contacts.register", found)
    actions.open_file(found, typed=_searched(request), by=request.user, at=timezone.now())
    return _to(number, focus="question")


@require_POST
def question(request: OperatorRequest, number: int, position: int) -> HttpResponse:
    """Keep the question; `then` leads on: to the result, or to what is made of it (a ticket)."""
    found = queries.contact_for(request.user, number)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, number, position=position, status=HTTPStatus.UNPROCESSABLE_ENTITY, wrong=_errors(form))
    saved = actions.save_question(found, position, by=request.user, at=timezone.now(), **form.given())  # type: ignore[arg-type]
    then = request.POST.get("then", "")
    if is_partial(request) and not then:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    drop_draft(draft_key(number, position), by=request.user)
    return _onward(number, saved, then)


@require_POST
def remove_question(request: OperatorRequest, number: int, position: int) -> HttpResponse:
    """Take the question away."""
    actions.remove_question(queries.contact_for(request.user, number), position, by=request.user, at=timezone.now())
    drop_draft(draft_key(number, position), by=request.user)
    return redirect_after_post("contacts:contact", number)


@require_POST
def finish(request: OperatorRequest, number: int) -> HttpResponse:
    """End the contact; what is missing or changed meanwhile is told beside what was typed."""
    found = queries.contact_for(request.user, number)
    ensure_may(request.user, "contacts.finish", found)
    form = FinishForm(request.POST)
    if not form.is_valid():
        return _page(request, number, status=HTTPStatus.UNPROCESSABLE_ENTITY, typed=request.POST.dict(), wrong=_errors(form))
    try:
        actions.finish_contact(found, **form.cleaned_data, by=request.user, at=timezone.now())
    except (Invalid, Outdated, actions.AlreadyFinished) as refusal:
        return _page(request, number, status=refusal.status, typed=request.POST.dict(), wrong=_told(refusal))
    drop_draft(draft_key(number, 0), by=request.user)
    return redirect_after_post("desk:home") if "desk" in request.POST else redirect_after_post("contacts:contact", number)


@require_POST
def reopen(request: OperatorRequest, number: int) -> HttpResponse:
    actions.reopen_contact(queries.contact_for(request.user, number), by=request.user, at=timezone.now())
    return redirect_after_post("contacts:contact", number)


@require_POST
def take_over(request: OperatorRequest, number: int) -> HttpResponse:
    actions.take_over(queries.contact_for(request.user, number), by=request.user, at=timezone.now())
    return redirect_after_post("contacts:contact", number)


@require_POST
def discard(request: OperatorRequest, number: int) -> HttpResponse:
    """Throw away a contact begun by mistake."""
    actions.discard_contact(queries.contact_for(request.user, number), by=request.user, at=timezone.now())
    return redirect_after_post("/")


def draft_key(number: int, position: int) -> str:
    """The draft of a question; position 0 is that of the result."""
    return f"contact-{number}-{position}"


def _page(
    request: OperatorRequest,
    number: int,
    *,
    position: int = 0,
    status: int = HTTPStatus.OK,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
) -> HttpResponse:
    """The whole page; `typed` and `wrong` are what a refused form held and what is told about it."""
    asked = request.GET.get("question", "")
    sheet = sheet_for(request.user, number, position=position or whole(asked))
    results = _hits(request, _searched(request))
    return render(
        request,
        "contacts/contact.html",
        status,
        sheet=sheet,
        focus=_focus(request, sheet.contact, typed=typed),
        typed=typed or {},
        wrong=wrong or {},
        header_wrong={},
        header_typed={},
        views_of=views_of,
        draft_key=draft_key,
        searched=_searched(request),
        results=results,
        must_choose=_must_choose(_searched(request), results),
        reached=_reached_by(request, sheet),
        contact_number=number,
        may_make_file=newcomers.may_make_file(request.user, sheet.contact),
        adopted=newcomers.adopted(request.user, sheet.contact, request.GET),
        choices={"channel": Contact.Channel.choices, "direction": Contact.Direction.choices},
    )


def _about(
    request: OperatorRequest,
    number: int,
    *,
    wrong: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The header's form alone."""
    return render_block(
        request,
        "contacts/contact.html",
        "about",
        status,
        sheet=sheet_for(request.user, number),
        header_wrong=wrong or {},
        header_typed=typed or {},
        choices={"channel": Contact.Channel.choices, "direction": Contact.Direction.choices},
    )


def _found(request: OperatorRequest, number: int) -> HttpResponse:
    """The customers found for what was typed so far; without the bundle on a page of their own."""
    typed, asked = _searched(request), queries.contact_for(request.user, number)
    results = _hits(request, typed)
    found: dict[str, Any] = {
        "contact_number": number,
        "results": results,
        "must_choose": _must_choose(typed, results),
        "searched": typed,
        "may_make_file": newcomers.may_make_file(request.user, asked),
    }
    if is_partial(request):
        return render_block(request, "contacts/contact.html", "found", **found)
    ensure_may(request.user, "contacts.register", asked)
    return render(request, "contacts/search.html", **found)


def _focus(request: OperatorRequest, contact: Contact, *, typed: dict[str, str] | None) -> str:
    """Where the caret goes: the customer, then the question, then the result."""
    if typed is not None:
        return "result"
    wanted = request.GET.get("focus", "")
    return wanted or ("question" if contact.customer_id or contact.channel == Contact.Channel.MAIL else "search")


def _searched(request: OperatorRequest) -> str:
    return (request.POST.get("q") or request.GET.get("q") or "").strip()


def _hits(request: OperatorRequest, typed: str) -> list[Result]:
    found = find(request.user, typed, kinds=["customer"], most=FOUND) if typed else []
    return found[0].results if found else []


def _must_choose(typed: str, results: list[Result]) -> bool:
    """A number that several files have: none of them is taken for being the first."""
    return len(results) > 1 and newcomers.is_number(typed)


def _reached_by(request: OperatorRequest, sheet: Sheet) -> list[CustomerSummary]:
    """The files with the number or address that the contact comes from, while nobody said whose it is."""
    if sheet.contact.customer_id or not sheet.may_change:
        return []
    return files_reached_by(request.user, sheet.contact.party)


def _only_hit(request: OperatorRequest) -> str:
    """Enter before the list came: when there is but one, it is meant."""
    hits = _hits(request, _searched(request))
    return str(hits[0].number) if len(hits) == 1 else ""


def _typed_on(request: OperatorRequest) -> bool:
    """Whether Enter came before the list for what stands in the field: then its first row is not the one that is meant."""
    return request.POST.get("found_for", _searched(request)).strip() != _searched(request)


def _customer(request: OperatorRequest, number: str) -> Customer:
    found = Customer.objects.visible_to(request.user).filter(number=whole(number)).first()
    if found is None:
        raise NotFound()
    return found


def _onward(number: int, saved: Question, then: str) -> HttpResponse:
    action = {str(at): each for at, each in enumerate(QUESTION_ACTIONS.fillings())}.get(then)
    if action is not None:
        return redirect_after_post(action.url(saved.pk))
    return _to(number, question=str(saved.position), **({"focus": "result"} if then == FINISH else {}))


def _to(number: int, **query: str) -> HttpResponse:
    return redirect_after_post(f"{reverse('contacts:contact', args=[number])}?{urlencode(query)}")


def _errors(form: FinishForm | QuestionForm) -> dict[str, str]:
    return {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}


def _told(refusal: Refusal) -> dict[str, str]:
    """Beside the field it is about, else above the form."""
    return {getattr(refusal, "field_name", "") or "form": str(refusal)}
