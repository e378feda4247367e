"""The door of roles: which role holds which verb."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from balie.access.accounts.actions import ensure_granted, set_verbs
from balie.access.accounts.models import OperatorRequest, Role
from balie.access.permissions.actions import all_verbs
from balie.foundation.web.pages import redirect_after_post, render


def roles(request: OperatorRequest) -> HttpResponse:
    """The matrix verb × role; posting writes the roles that changed."""
    ensure_granted(request.user, "accounts.manage")
    known = list(Role.objects.order_by("pk"))
    if request.method == "POST":
        _save(request, known)
        return redirect_after_post("permissions:roles")
    return render(request, "permissions/roles.html", roles=known, verbs=list(all_verbs().values()))


def _save(request: OperatorRequest, roles: list[Role]) -> None:
    ticked = set(request.POST.getlist("granted"))
    for role in roles:
        chosen = {verb for verb in all_verbs() if f"{role.key}:{verb}" in ticked}
        if role.key == "administrator":
            chosen.add("accounts.manage")  # else nobody could ever give it back
        if chosen != set(role.verbs):
            set_verbs(role, chosen, by=request.user, at=timezone.now())
