"""The product's addresses and the yardstick."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from balie.casework.tickets.models import Ticket
from balie.config.urls import *  # noqa: F403
from balie.config.urls import urlpatterns as product

PAGE = """<!doctype html><html lang="{{ user.language }}"><head><meta charset="utf-8"><title>{% block title %}{{ title }}{% endblock %}</title>
<link rel="stylesheet" href="/static/build/balie.css"><script type="module" src="/static/build/balie.js"></script></head>
<body><header><nav><a href="/">Home</a> <a href="/tickets/">Tickets</a> <a href="/customers/">Customers</a></nav><p>{{ user.name }}</p></header>
<main><table><thead><tr><th>Number</th><th>Subject</th><th>State</th><th>Priority</th><th>Requester</th><th>Team</th><th>Owner</th></tr></thead>
<tbody>{% for number, subject, state, priority, requester, team, owner in rows %}<tr><td><a href="/tickets/{{ number }}/">{{ number }}</a></td>
<td>{{ subject }}</td><td>{{ state }}</td><td>{{ priority }}</td><td>{{ requester }}</td><td>{{ team.nl if team else "" }}</td><td>{{ owner or "" }}</td></tr>
{% endfor %}</tbody></table></main></body></html>"""


@cache
def _template() -> object:
    return engines["jinja2"].env.from_string(PAGE)


def lean(request: HttpRequest) -> HttpResponse:
    rows = Ticket.objects.filter(state__in=["new", "open", "customer", "third"]).order_by("-changed_at", "-id")
    found = rows.values_list("number", "subject", "state", "priority", "requester_name", "team__name", "owner__name")[:50]
    return HttpResponse(_template().render(title="Tickets", user=request.user, rows=list(found)))


urlpatterns = [path("lean/", lean), *product]
