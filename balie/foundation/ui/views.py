"""The gallery of components, in demo mode only: what builders of pages choose from."""

from __future__ import annotations

import re
from pathlib import Path

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from balie.foundation.web.pages import render

SPRITE = Path(__file__).resolve().parent.parent / "static" / "icons.svg"
ROWS = [
    ("20417736", "Geen stroom na meterwissel", "Peeters, Jan", "4 min te laat", "red"),
    ("20416902", "Verhuis: einddatum contract klopt niet", "Garage De Smet bv", "nog 12 min", "amber"),
    ("20417120", "Kortingscode wordt geweigerd in de webwinkel", "Vandenbroucke, Sarah", "nog 48 min", ""),
    ("20415518", "Digitale meter toont foutcode E21", "Peeters, Jan", "nog 3 u 10", ""),
]


class ExampleForm(forms.Form):
    """One field of each common kind."""

    name = forms.CharField(label="Name", help_text="As on the identity card")
    phone = forms.CharField(label="Phone", required=False)
    note = forms.CharField(label="In the customer's words", widget=forms.Textarea, required=False)
    language = forms.ChoiceField(label="Language", choices=[("nl", "Nederlands"), ("fr", "Français")])


def gallery(request: HttpRequest) -> HttpResponse:
    """Every macro with an example."""
    if not settings.BALIE_DEMO:
        raise Http404
    return render(
        request,
        "ui/gallery.html",
        layout="desk/shell.html",
        form=ExampleForm({"name": "", "phone": "0470 00 00 01", "language": "nl"}),
        now=timezone.now(),
        rows=ROWS,
        icons=re.findall(r'symbol id="([\w-]+)"', SPRITE.read_text()),
    )
