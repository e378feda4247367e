from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM
from balie.foundation.installation.actions import install, load_demo
from balie.records.customers.models import Customer

pytestmark = pytest.mark.django_db


def test_the_demo_has_its_sign_ins_and_customers() -> None:
    load_demo(MONDAY_9AM)

    assert User.objects.get(username="operator").check_password("balie-demo")
    assert Customer.objects.count() > 60


def test_the_demo_goes_into_an_empty_place_only() -> None:
    call_command("demo", "load")

    with pytest.raises(CommandError, match="empty database"):
        call_command("demo", "load")


def test_installing_again_changes_nothing() -> None:
    install(MONDAY_9AM)
    install(MONDAY_9AM)

    assert not User.objects.exists()
