"""The demo's articles and bulletins: an energy supplier with a web shop, in Dutch and French, and the commonest in English and German too."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone
from PIL import Image, ImageDraw

from balie.access.accounts.models import Team, User
from balie.foundation.files.actions import store_file
from balie.records.catalogue.models import ContractType
from balie.records.knowledge import actions
from balie.records.knowledge.actions import About, Words
from balie.records.knowledge.models import Article
from balie.records.taxonomy.models import Category

ARTICLES = Path(__file__).parent / "demo_articles.yaml"
_STEP = re.compile(r"\d+\. ")
_PICTURE = "{picture}"
_SHOWS = {
    "meter": {
        "nl": "Scherm en knop van de meter",
        "fr": "Écran et bouton du compteur",
        "en": "Screen and button",
        "de": "Anzeige und Knopf",
    },
    "charger": {"nl": "Lamp en stekker", "fr": "Voyant et fiche", "en": "Light and plug", "de": "Lampe und Stecker"},
}
_BULLETINS: list[tuple[dict[str, tuple[str, str]], tuple[str, ...], int, bool]] = [
    (
        {
            "nl": (
                "Nieuwe tarieven vanaf 1 januari",
                "Noem de nieuwe prijzen pas vanaf 15 december. Wie ernaar vraagt, krijgt de mail met de tabel.",
            ),
            "fr": (
                "Nouveaux tarifs dès le 1er janvier",
                "Ne citez les nouveaux prix qu’à partir du 15 décembre. Qui les demande reçoit le mail avec le tableau.",
            ),
            "en": ("New tariffs from 1 January", "Name the new prices from 15 December only. Who asks gets the mail with the table."),
            "de": (
                "Neue Tarife ab 1. Januar",
                "Nennen Sie die neuen Preise erst ab dem 15. Dezember. Wer fragt, bekommt die Mail mit der Tabelle.",
            ),
        },
        (),
        6,
        True,
    ),
    (
        {
            "nl": (
                "Valse mails in onze naam",
                "Klanten krijgen mails met een betaallink. Zeg: niet klikken, en stuur de mail naar ons door.",
            ),
            "fr": (
                "De faux mails à notre nom",
                "Des clients reçoivent des mails avec un lien de paiement. Dites : ne cliquez pas, et transférez-le-nous.",
            ),
            "en": ("False mails in our name", "Customers get mails with a link to pay. Say: do not click, and send us the mail."),
            "de": (
                "Falsche Mails in unserem Namen",
                "Kunden bekommen Mails mit einem Zahlungslink. Sagen Sie: nicht klicken und an uns weiterleiten.",
            ),
        },
        (),
        1,
        False,
    ),
    (
        {
            "nl": ("Vervoerder staakt vrijdag", "Pakjes komen één tot twee dagen later. Bied wie haast heeft een afhaalpunt aan."),
            "fr": (
                "Grève du transporteur vendredi",
                "Les colis arrivent un à deux jours plus tard. Proposez un point relais à qui est pressé.",
            ),
        },
        ("winkel",),
        2,
        False,
    ),
]


def load(at: datetime) -> None:
    owners = [User.objects.get(username=name) for name in ("knowledge", "supervisor")]
    told = yaml.safe_load(ARTICLES.read_text())
    articles = [_write(each, owners[number % 2], at - timedelta(days=300 - 5 * number)) for number, each in enumerate(told)]
    _say(articles, at)
    _tell(at)


def _write(told: dict[str, Any], owner: User, at: datetime) -> Article:
    about = About(
        owner=owner,
        audience=told["audience"],
        contract_types=list(ContractType.objects.filter(key__in=told.get("contracts", ()))),
        categories=list(Category.objects.filter(key__in=told["categories"])),
        valid_until=timezone.localdate() + timedelta(days=told["until_days"]) if "until_days" in told else None,
        review_months=9,
    )
    experts, article = told.get("expert", {}), None
    for code in ("nl", "fr", "en", "de"):
        if code not in told:
            continue
        title, body = told[code]
        words = Words(title, _as_html(body, _picture(told.get("picture", ""), code, owner, at)), _as_html(experts.get(code, ""), ""))
        if article is None:
            article = actions.create_article(code, words, about=about, by=owner, at=at)
        else:
            actions.save_article(article.number, code, words, about=about, still_right=True, by=owner, at=at)
    assert article is not None
    return actions.publish_article(article.number, by=owner, at=at)


def _as_html(body: str, picture: str) -> str:
    """Lines as paragraphs, and lines that begin with a number as steps."""
    html, steps = "", ""
    for line in body.strip().splitlines():
        words = escape(_STEP.sub("", line, count=1) if _STEP.match(line) else line, quote=False).replace(_PICTURE, picture)
        if _STEP.match(line):
            steps += f"<li><p>{words}</p></li>"
            continue
        html, steps = html + (f"<ol>{steps}</ol>" if steps else "") + f"<p>{words}</p>", ""
    return html + (f"<ol>{steps}</ol>" if steps else "")


def _picture(name: str, code: str, owner: User, at: datetime) -> str:
    """Drawn here, so that the demo needs no pictures of others; each language has its own words below it."""
    if not name:
        return ""
    written = BytesIO()
    _DRAWN[name]().save(written, "PNG")
    file = store_file(written.getvalue(), name=f"{name}.png", content_type="image/png", by=owner, at=at, draft_key="demo")
    return f'<img src="cid:{file.pk}" alt="{_SHOWS[name][code]}">'


def _meter() -> Image.Image:
    picture = Image.new("RGB", (480, 260), "#dfe5ec")
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((40, 20, 440, 240), 18, "#f7f9fb", "#7b8794", 3)
    draw.rectangle((80, 60, 400, 140), "#b9c9ad", "#4c5a42", 2)
    draw.text((95, 68), "1.8.1", "#1f2a18", font_size=26)
    draw.text((185, 84), "004 217.3 kWh", "#1f2a18", font_size=30)
    draw.ellipse((215, 165, 265, 215), "#2f5fb3", "#1c3a70", 3)
    draw.line((330, 215, 275, 195), "#c22f2f", 5)
    draw.polygon([(268, 192), (285, 190), (280, 206)], "#c22f2f")
    return picture


def _charger() -> Image.Image:
    picture = Image.new("RGB", (480, 260), "#dfe5ec")
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((150, 20, 330, 240), 24, "#ffffff", "#7b8794", 3)
    draw.ellipse((215, 50, 265, 100), "#2a6fdb", "#1c3a70", 3)
    draw.ellipse((195, 130, 285, 220), "#39434e", "#1c242c", 3)
    for x, y in ((225, 155), (255, 155), (240, 175), (222, 190), (258, 190)):
        draw.ellipse((x - 6, y - 6, x + 6, y + 6), "#dfe5ec")
    return picture


_DRAWN = {"meter": _meter, "charger": _charger}


def _say(articles: list[Article], at: datetime) -> None:
    """Colleagues and customers said of some whether they helped."""
    people = list(User.objects.filter(username__in=("operator", "operator2", "lead")).order_by("pk"))
    for number, article in enumerate(articles[:24]):
        for turn in range(3 + number % 5):
            actions.give_feedback(
                article,
                language="nl" if turn % 3 else "fr",
                text_version=1,
                has_helped=(number + turn) % 6 != 0,
                remark="Welke knop is het op een meter met twee knoppen?" if (number, turn) == (0, 1) else "",
                by=people[turn] if turn < len(people) else None,
                at=at - timedelta(days=turn * 3 + 1),
            )


def _tell(at: datetime) -> None:
    """Bulletins: one that everybody has read but one, and two that wait."""
    writer = User.objects.get(username="lead")
    for words, teams, days, is_read in _BULLETINS:
        bulletin = actions.publish_bulletin(words, teams=list(Team.objects.filter(key__in=teams)), by=writer, at=at - timedelta(days=days))
        for reader in User.objects.filter(username__in=("operator", "operator2", "lead")) if is_read else ():
            actions.read_bulletin(bulletin.pk, by=reader, at=at - timedelta(days=days - 1))
