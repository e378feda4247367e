"""`balie phone`: what a telephone has to know to sign in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from balie.conversation.telephony.actions import renew_secret
from balie.conversation.telephony.models import Phone


class Command(BaseCommand):
    """Prints the address and, on the last line, the secret."""

    help = "Say what a telephone needs to sign in: its address, and its secret on the last line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the telephone")
        parser.add_argument("--renew", action="store_true", help="a new secret; the old one holds no more")

    def handle(self, *args: Any, **options: Any) -> None:
        phone = Phone.objects.filter(key=options["name"], kind=Phone.Kind.DESK, is_active=True).first()
        if phone is None:
            raise CommandError(_("There is no telephone {name}.").format(name=options["name"]))
        if options["renew"]:
            renew_secret(phone, by=None, at=timezone.now())
        host = settings.ENV.sip_public or settings.ENV.sip_host
        self.stdout.write(f"sip:{phone.key}@{host}:{settings.ENV.sip_port}")
        self.stdout.write(phone.secret)
