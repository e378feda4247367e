"""`balie token create USER`: prints an API token on the last line."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from balie.access.accounts.actions import create_token
from balie.access.accounts.queries import find_user


class Command(BaseCommand):
    help = "Make an API token in a user's name; it is shown once."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("what", choices=["create"])
        parser.add_argument("user", help="the name the user signs in with")
        parser.add_argument("--name", default="command line", help="what the token is for")

    def handle(self, *args: Any, **options: Any) -> None:
        user = find_user(options["user"])
        if user is None:
            raise CommandError(_("Nobody signs in as {name}.").format(name=options["user"]))
        self.stdout.write(create_token(user, name=options["name"], by=None, at=timezone.now()))
