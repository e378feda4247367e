"""Opening a ticket by hand: from nothing, or from a question of a contact."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from balie.access.accounts.models import OperatorRequest, Team
from balie.access.permissions.actions import ensure_may
from balie.access.permissions.masking import Mask
from balie.casework.tickets import actions
from balie.casework.tickets.models import Ticket, TicketLink
from balie.casework.tickets.queries.detail import ticket_for
from balie.casework.tickets.queries.incidents import open_incidents
from balie.casework.tickets.queries.terms import terms_for
from balie.casework.tickets.words import URGENCIES
from balie.conversation.contacts.models import Contact, Question
from balie.foundation.errors import Refusal
from balie.foundation.text.labels import LANGUAGES
from balie.foundation.text.numbers import group, read_number, whole
from balie.foundation.web.pages import redirect_after_post, render
from balie.records.customers.models import Customer
from balie.records.customers.queries import find_by_number
from balie.records.taxonomy.models import Category, Purpose


class TicketForm(forms.Form):
    """What a new ticket needs: what it is about; the rest may follow."""

    subject = forms.CharField(label=_("What it is about"), max_length=300)
    customer = forms.CharField(label=_("Customer number"), required=False, help_text=_("As 1010 0011; leave empty when unknown."))
    category = forms.TypedChoiceField(label=_("Category"), required=False, coerce=int, empty_value=None)
    purpose = forms.TypedChoiceField(label=_("Purpose"), required=False, coerce=int, empty_value=None)
    urgency = forms.TypedChoiceField(label=_("Urgency"), coerce=int, choices=list(URGENCIES.items()), initial=2)
    impact = forms.TypedChoiceField(label=_("Impact"), coerce=int, choices=Ticket.Grade.choices, initial=2)
    team = forms.TypedChoiceField(
        label=_("Team"), required=False, coerce=int, empty_value=None, help_text=_("Empty: the team of the category.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=[(code, code) for code in LANGUAGES])
    note = forms.CharField(label=_("Internal note"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, viewer: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.viewer = viewer
        terms = terms_for(Ticket())
        for field, offered in (("category", terms.categories), ("purpose", terms.purposes), ("team", terms.teams)):
            self.fields[field].choices = [("", "–"), *offered]  # type: ignore[attr-defined]

    def clean_customer(self) -> Customer | None:
        typed = self.cleaned_data["customer"]
        if not typed.strip():
            return None
        try:
            found = find_by_number(self.viewer, read_number(typed, Customer.KIND_DIGIT))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if found is None:
            raise forms.ValidationError(_("There is no customer with this number, or you may not see the file."))
        return found


def create(request: OperatorRequest) -> HttpResponse:
    """A form, prefilled from `?question=`, `?customer=` or the ticket `?of=` that it follows or is part of; a question's ticket leads back to the contact."""
    ensure_may(request.user, "tickets.open")
    question, of = _question(request), _of(request)
    form = TicketForm(request.POST or None, initial=_initial(request, question, of), viewer=request.user)
    if request.method != "POST" or not form.is_valid():
        shown = {"form": form, "question": question, "of": of, "kind": _kind(request), "incidents": _incidents(request)}
        return render(request, "tickets/create.html", 422 if form.errors else 200, **shown)
    ticket = _open(request, form.cleaned_data, question, of)
    if question is not None and question.contact.finished_at is None:
        return redirect_after_post("contacts:contact", question.contact.number)
    return redirect_after_post("tickets:ticket", ticket.number)


@transaction.atomic
def _open(request: OperatorRequest, given: dict[str, Any], question: Question | None, of: Ticket | None) -> Ticket:
    at = timezone.now()
    ticket = actions.open_ticket(
        subject=given["subject"],
        customer=given["customer"],
        contact=question.contact if question else None,
        question=question,
        category=_chosen(Category.objects.select_related("team"), given["category"]),
        purpose=_chosen(Purpose.objects, given["purpose"]),
        team=_chosen(Team.objects, given["team"]),
        urgency=given["urgency"],
        impact=given["impact"],
        language=given["language"],
        by=request.user,
        at=at,
    )
    if given["note"].strip():
        actions.add_note(ticket.number, text=given["note"], by=request.user, at=at)
    if of is not None:
        actions.link(ticket.number, of.number, kind=_kind(request), by=request.user, at=at)
    elif incident := _incident(request):
        actions.link(ticket.number, incident.number, kind=TicketLink.Kind.CHILD, by=request.user, at=at)
    return ticket


def _of(request: OperatorRequest) -> Ticket | None:
    """The ticket it follows or is part of. Raises as `ticket_for`."""
    number = request.POST.get("of") or request.GET.get("of", "")
    return ticket_for(request.user, whole(number)) if whole(number) else None


def _kind(request: OperatorRequest) -> str:
    asked = request.POST.get("as") or request.GET.get("as", "")
    return asked if asked in (TicketLink.Kind.FOLLOW_UP, TicketLink.Kind.CHILD) else TicketLink.Kind.FOLLOW_UP.value


def _incidents(request: OperatorRequest) -> list[tuple[str, str]]:
    """The choices of “part of a major incident”."""
    mask = Mask(request.user)
    return [(str(each.number), f"{group(each.number)} · {mask.text(each.subject)}") for each in open_incidents(request.user)]


def _incident(request: OperatorRequest) -> Ticket | None:
    """The major incident it was said to be part of."""
    chosen = request.POST.get("incident", "")
    return next((each for each in open_incidents(request.user) if str(each.number) == chosen), None) if chosen else None


def _chosen(records: Any, pk: int | None) -> Any:
    """The record of a choice the form offered; None for none."""
    return records.filter(pk=pk).first() if pk else None


def _question(request: OperatorRequest) -> Question | None:
    """The question asked for, if the colleague may see its contact."""
    pk = whole(request.POST.get("question") or request.GET.get("question", ""))
    if not pk:
        return None
    visible = Contact.objects.visible_to(request.user)
    return get_object_or_404(Question.objects.select_related("contact__customer", "contact__team"), pk=pk, contact__in=visible)


def _initial(request: OperatorRequest, question: Question | None, of: Ticket | None) -> dict[str, Any]:
    noted = _noted(question) if question is not None else {}
    if of is not None:
        same = {name: getattr(of, name) for name in ("subject", "category_id", "purpose_id", "urgency", "impact", "team_id", "language")}
        mine = {"subject": Mask(request.user).text(of.subject), "customer": group(of.customer.number) if of.customer else ""}
        return {name.removesuffix("_id"): value for name, value in same.items()} | mine | {key: each for key, each in noted.items() if each}
    return noted or {"customer": request.GET.get("customer", ""), "language": request.user.language}


def _noted(question: Question) -> dict[str, Any]:
    contact = question.contact
    words = question.restated or question.customer_words
    return {
        "subject": (words.splitlines() or [""])[0][:300],
        "customer": group(contact.customer.number) if contact.customer else "",
        "category": question.category_id,
        "purpose": question.purpose_id,
        "language": contact.language,
    }
