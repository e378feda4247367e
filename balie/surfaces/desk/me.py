"""The user's own page: name, languages, look, sessions and API tokens."""

from __future__ import annotations

from http import HTTPStatus

from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from balie.access.accounts import actions
from balie.access.accounts.models import OperatorRequest, User
from balie.foundation.errors import NotFound
from balie.foundation.spelling.queries import typing_of
from balie.foundation.spelling.rules import ERROR_MARGIN
from balie.foundation.web.pages import redirect_after_post, render

OWN_TOKENS = "accounts.own_tokens"


class ProfileForm(forms.Form):
    """What the user decides about themselves."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As colleagues and customers read it."))
    language = forms.ChoiceField(label=_("Language of the screens"), choices=settings.LANGUAGES)
    spoken_languages = forms.MultipleChoiceField(
        label=_("Languages you speak with customers"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    theme = forms.ChoiceField(label=_("Look"), choices=User.Theme.choices)


class TokenForm(forms.Form):
    """A name to tell one API token from another."""

    name = forms.CharField(label=_("What is it for?"), max_length=80, help_text=_("The name of the program that will use it."))


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: OperatorRequest) -> HttpResponse:
    """Show and save the user's own settings."""
    if request.method != "POST":
        return _page(request, ProfileForm(initial=_initial(request.user)))
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    chosen = form.cleaned_data
    actions.set_profile(request.user, name=chosen["name"], spoken_languages=chosen["spoken_languages"])
    actions.set_preferences(request.user, language=chosen["language"], theme=chosen["theme"])
    messages.success(request, _t("Saved."))
    return redirect_after_post("desk:me")


@require_POST
def end_session(request: OperatorRequest, session_id: int) -> HttpResponse:
    """Sign out another browser of this user."""
    actions.end_session(request.user, session_id, at=timezone.now())
    messages.success(request, _t("The session has ended."))
    return redirect_after_post("desk:me")


@require_POST
def create_token(request: OperatorRequest) -> HttpResponse:
    """Make an API token; its secret is shown on this answer and never again."""
    actions.ensure_granted(request.user, "accounts.own_tokens")
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, ProfileForm(initial=_initial(request.user)), token_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    secret = actions.create_token(request.user, name=form.cleaned_data["name"], by=request.user, at=timezone.now())
    return _page(request, ProfileForm(initial=_initial(request.user)), secret=secret)


@require_POST
def revoke_token(request: OperatorRequest, token_id: int) -> HttpResponse:
    """The token stops working at once."""
    token = request.user.tokens.filter(pk=token_id).first()
    if token is None:
        raise NotFound()
    actions.revoke_token(token, by=request.user, at=timezone.now())
    messages.success(request, _t("The token no longer works."))
    return redirect_after_post("desk:me")


def _initial(user: User) -> dict[str, object]:
    return {name: getattr(user, name) for name in ("name", "language", "spoken_languages", "theme")}


def _page(
    request: OperatorRequest, form: ProfileForm, *, token_form: TokenForm | None = None, secret: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    """`secret` is the token just made, if one was."""
    return render(
        request,
        "desk/me.html",
        status,
        form=form,
        token_form=token_form or TokenForm(prefix=None),
        secret=secret,
        may_have_tokens=request.user.has(OWN_TOKENS),
        tokens=list(request.user.tokens.filter(revoked_at=None).order_by("-made_at")),
        sessions=list(UserSession.objects.filter(user=request.user).order_by("-last_seen_at")),
        this_session=request.session.session_key,
        typing=typing_of(request.user, today=timezone.localdate()),
        margin=ERROR_MARGIN,
    )
