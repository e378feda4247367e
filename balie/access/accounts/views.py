"""The doors of people and teams, and of the links they get."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from balie.access.accounts import actions, queries
from balie.access.accounts.forms import InviteForm, PasswordForm, PlacesForm, TeamForm
from balie.access.accounts.models import OperatorRequest, Team, User
from balie.foundation.errors import Invalid
from balie.foundation.web.pages import redirect_after_post, render

MANAGE = "accounts.manage"


def people(request: OperatorRequest) -> HttpResponse:
    """Everybody who signs in, by name."""
    actions.ensure_granted(request.user, MANAGE)
    return render(request, "accounts/people.html", people=queries.people())


def invite(request: OperatorRequest) -> HttpResponse:
    actions.ensure_granted(request.user, MANAGE)
    form = InviteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/invite.html", status=422 if form.errors else 200, form=form)
    at, given = timezone.now(), form.cleaned_data
    try:
        user, secret = actions.invite_user(
            username=given["username"],
            name=given["name"],
            email=given["email"],
            language=given["language"],
            roles=given["roles"],
            by=request.user,
            at=at,
        )
    except Invalid as refusal:
        form.add_error(refusal.field_name, str(refusal))
        return render(request, "accounts/invite.html", status=422, form=form)
    actions.set_teams(user, given["teams"], leads=given["leads"], by=request.user, at=at)
    return _link_page(request, user, secret, _("Invitation"))


def person(request: OperatorRequest, user_id: int) -> HttpResponse:
    """One person: roles, teams, access."""
    actions.ensure_granted(request.user, MANAGE)
    user = get_object_or_404(User, pk=user_id)
    memberships = queries.memberships_of(user)
    form = PlacesForm(
        request.POST or None,
        initial={
            "roles": queries.role_keys_of(user),
            "teams": [key for key, _lead in memberships],
            "leads": [key for key, is_lead in memberships if is_lead],
        },
    )
    if request.method == "POST" and form.is_valid():
        at, given = timezone.now(), form.cleaned_data
        actions.set_roles(user, given["roles"], by=request.user, at=at)
        actions.set_teams(user, given["teams"], leads=given["leads"], by=request.user, at=at)
        return redirect_after_post("accounts:people")
    return render(request, "accounts/person.html", status=422 if form.errors else 200, person=user, form=form)


@require_POST
def reset(request: OperatorRequest, user_id: int) -> HttpResponse:
    """A link to choose a new password, shown once."""
    user = get_object_or_404(User, pk=user_id)
    return _link_page(request, user, actions.reset_link(user, by=request.user, at=timezone.now()), _("New password"))


@require_POST
def set_active(request: OperatorRequest, user_id: int) -> HttpResponse:
    """Close the account, or open it again."""
    user = get_object_or_404(User, pk=user_id)
    change = actions.deactivate_user if user.is_active else actions.reactivate_user
    change(user, by=request.user, at=timezone.now())
    return redirect_after_post("accounts:people")


def teams(request: OperatorRequest) -> HttpResponse:
    """The teams, and a form for one more."""
    actions.ensure_granted(request.user, MANAGE)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.save_team(
            form.cleaned_data["key"],
            name=form.label(),
            default_level=form.cleaned_data["default_level"],
            by=request.user,
            at=timezone.now(),
        )
        return redirect_after_post("accounts:teams")
    return render(request, "accounts/teams.html", status=422 if form.errors else 200, teams=queries.teams_with_sizes(), form=form)


@require_POST
def retire_team(request: OperatorRequest, key: str) -> HttpResponse:
    team = get_object_or_404(Team, key=key)
    actions.set_team_active(team, is_active=not team.is_active, by=request.user, at=timezone.now())
    return redirect_after_post("accounts:teams")


@login_not_required
@sensitive_post_parameters()
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Where an invitation or reset link leads: choose a password, once."""
    at = timezone.now()
    opened = actions.find_link(secret, at=at)
    if opened.user is None:
        raise actions.LinkSpent()
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_password(secret, password=form.cleaned_data["password"], at=at)
        except Invalid as refusal:
            form.add_error(refusal.field_name, str(refusal))
        else:
            return redirect_after_post(settings.LOGIN_URL)
    return render(
        request, "accounts/link.html", status=422 if form.errors else 200, form=form, name=opened.user.name, username=opened.user.username
    )


def _link_page(request: OperatorRequest, user: User, secret: str, title: str) -> HttpResponse:
    address = settings.BALIE_URL + reverse("accounts:link", args=[secret])
    return render(request, "accounts/made_link.html", person=user, address=address, title=title)
