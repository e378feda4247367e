"""Every address of the main host. What came from outside is served from the second host: foundation/files/urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from balie.foundation.ui.views import gallery
from balie.foundation.web import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.figures, name="metrics"),
    # What operators ask all day first: an address is looked for in this order.
    path("", include("balie.casework.tickets.urls")),
    path("", include("balie.records.catalogue.urls")),
    path("", include("balie.records.customers.urls")),  # takes the other words below a customer's number
    path("contacts/", include("balie.conversation.contacts.urls")),
    path("", include("balie.surfaces.desk.urls")),
    path("settings/ui/", include(([path("", gallery, name="gallery")], "ui"))),
    path("files/", include("balie.foundation.files.urls")),
    path("", include("balie.surfaces.api.urls")),
    path("account/", include("balie.access.accounts.sign_in_urls")),
    path("", include("balie.conversation.email.urls")),
    path("", include("balie.access.accounts.urls")),
    path("", include("balie.access.audit.urls")),
    path("", include("balie.access.permissions.urls")),
    path("", include("balie.foundation.drafts.urls")),
    path("", include("balie.foundation.presence.urls")),
    path("", include("balie.foundation.spelling.urls")),
    path("", include("balie.foundation.suggestions.urls")),
    path("", include("balie.records.shorthand.urls")),
    path("", include("balie.records.taxonomy.urls")),
    path("", include("balie.records.calendars.urls")),
    path("", include("balie.records.sla.urls")),
    path("", include("balie.records.knowledge.urls")),
    path("", include("balie.records.directory.urls")),
    path("", include("balie.operations.scripts.urls")),
    path("", include("balie.operations.automations.urls")),
    path("", include("balie.casework.procedures.urls")),
    path("", include("balie.casework.problems.urls")),
    path("", include("balie.conversation.routing.urls")),
    path("", include("balie.conversation.telephony.urls")),
    path("", include("balie.conversation.promises.urls")),
    path("", include("balie.conversation.recordings.urls")),
    path("", include("balie.conversation.ivr.urls")),
    path("", include("balie.conversation.identity.urls")),
    path("", include("balie.conversation.handouts.urls")),
    path("", include("balie.conversation.referrals.urls")),
    path("", include("balie.conversation.answers.urls")),
]

handler400 = "balie.foundation.web.views.unreadable"
handler403 = "balie.foundation.web.views.not_allowed"
handler404 = "balie.foundation.web.views.not_found"
handler500 = "balie.foundation.web.views.broken"
