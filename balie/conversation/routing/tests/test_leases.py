from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from balie.access.accounts.models import User
from balie.access.accounts.testing import MONDAY_9AM, a_user
from balie.conversation.routing import actions
from balie.conversation.routing.models import Channel, ChannelLimit, Lease
from balie.conversation.routing.queries import cooling_until, held_ids
from balie.conversation.routing.testing import a_reason, in_state
from balie.foundation.errors import Invalid

pytestmark = pytest.mark.django_db
CALL = actions.Subject("call", 7)


@pytest.fixture
def nele() -> User:
    return a_user("operator", username="nele", language="en")


@pytest.fixture
def karim() -> User:
    return a_user("operator", username="karim", language="en")


def leased(holder: User, subject: actions.Subject = CALL) -> Lease | None:
    return actions.lease(subject, Channel.CALL, holder=holder, decision=None)


def lapse(lease: Lease) -> None:
    Lease.objects.filter(pk=lease.pk).update(taken_at=Now() - timedelta(hours=1), expires_at=Now() - timedelta(seconds=1))


def test_what_one_holds_no_other_gets(nele: User, karim: User) -> None:
    assert leased(nele)
    assert leased(karim) is None


def test_what_was_left_goes_to_the_next_with_a_higher_token(nele: User, karim: User) -> None:
    first = leased(nele)
    assert first
    lapse(first)

    second = leased(karim)

    assert second
    assert second.pk > first.pk
    assert not actions.renew(first.pk, by=nele)


def test_an_open_page_keeps_the_lease_by_the_databases_time(nele: User) -> None:
    lease = leased(nele)
    assert lease
    Lease.objects.filter(pk=lease.pk).update(expires_at=Now() + timedelta(seconds=5))

    assert actions.renew(lease.pk, by=nele)
    assert Lease.objects.filter(pk=lease.pk, expires_at__gt=Now() + timedelta(minutes=1)).exists()


def test_only_its_holder_renews_or_gives_back(nele: User, karim: User) -> None:
    lease = leased(nele)
    assert lease

    assert not actions.renew(lease.pk, by=karim)
    with pytest.raises(actions.LeaseLost):
        actions.give_back(lease.pk, reason="not mine", by=karim, at=MONDAY_9AM)


def test_what_was_given_back_cools_longer_each_time(nele: User) -> None:
    pauses = []
    for _turn in range(2):
        lease = leased(nele)
        assert lease
        actions.give_back(lease.pk, reason="needs a technician", by=nele, at=MONDAY_9AM)
        pauses.append(Lease.objects.annotate(pause=F("again_at") - F("ended_at")).get(pk=lease.pk).pause)

    assert [round(each.total_seconds() / 60) for each in pauses] == [15, 60]
    assert list(cooling_until(nele, "call", [7])) == [7]


def test_giving_back_asks_why(nele: User) -> None:
    lease = leased(nele)
    assert lease

    with pytest.raises(Invalid):
        actions.give_back(lease.pk, reason=" ", by=nele, at=MONDAY_9AM)


def test_the_job_ends_what_lapsed_and_leaves_what_is_held(nele: User, karim: User) -> None:
    lapsed, kept = leased(nele), leased(karim, actions.Subject("call", 8))
    assert lapsed
    assert kept
    lapse(lapsed)

    assert actions.expire_leases(at=MONDAY_9AM) == 1
    assert held_ids(nele, "call") == set()
    assert held_ids(karim, "call") == {8}


def test_who_is_not_ready_is_given_nothing_and_reads_why(nele: User) -> None:
    in_state(nele, "not_ready", reason=a_reason())

    with pytest.raises(actions.NotReady) as refused:
        actions.ensure_ready(nele, Channel.CALL, at=MONDAY_9AM)

    assert "lunch" in str(refused.value)


def test_asking_for_work_is_being_there(nele: User) -> None:
    operator = actions.ensure_ready(nele, Channel.CALL, at=MONDAY_9AM)

    assert (operator.held, operator.most) == (0, 1)


def test_full_hands_get_no_more(nele: User) -> None:
    ChannelLimit.objects.create(channel="call", most=1)
    leased(nele)

    with pytest.raises(actions.HandsFull):
        actions.ensure_ready(nele, Channel.CALL, at=MONDAY_9AM)
