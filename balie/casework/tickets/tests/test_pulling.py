from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Barrier, Event, Thread, Timer
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test import Client

from balie.access.accounts.models import Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.casework.tickets import actions
from balie.casework.tickets.models import Change, Ticket
from balie.casework.tickets.testing import a_ticket
from balie.conversation.routing import actions as routing
from balie.conversation.routing.models import ChannelLimit, Decision, Lease, Requirement
from balie.conversation.routing.testing import a_reason, a_skill, able, in_state
from balie.foundation.drafts.actions import save_draft
from balie.foundation.errors import Invalid
from balie.records.taxonomy.models import Category
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = MONDAY_9AM + HOUR


@pytest.fixture
def energie(db: None) -> Team:
    return a_team("energie")


@pytest.fixture
def nele(energie: Team) -> User:
    return speaking(a_user("operator", username="nele", name="Nele", language="en", teams=[energie]), "nl", "en")


@pytest.fixture
def karim(energie: Team) -> User:
    return speaking(a_user("operator", username="karim", name="Karim", language="en", teams=[energie]), "nl", "fr")


def speaking(user: User, *languages: str) -> User:
    user.spoken_languages = list(languages)
    user.save(update_fields=["spoken_languages"])
    return user


def pull(by: User, minutes: int = 60) -> Ticket:
    return actions.pull_next(by=by, at=MONDAY_9AM + timedelta(minutes=minutes)).ticket


@pytest.mark.decree("S4.3", "S4.4")
def test_the_next_one_is_what_should_be_begun_first(nele: User, energie: Team) -> None:
    a_ticket(team=energie, due_at=LATER + 3 * HOUR)
    soonest = a_ticket(team=energie, due_at=LATER + HOUR)
    a_ticket(team=energie, due_at=LATER + 2 * HOUR)

    got = actions.pull_next(by=nele, at=LATER)

    assert (got.ticket.number, got.ticket.owner, got.ticket.state) == (soonest.number, nele, "open")
    assert got.decision.facts["metric"] == ""
    assert got.lease.holder == nele


def test_a_pressing_ticket_goes_before_one_that_is_due_a_little_sooner(nele: User, energie: Team) -> None:
    a_ticket(team=energie, due_at=LATER + HOUR)
    critical = a_ticket(team=energie, due_at=LATER + 4 * HOUR, priority=1)

    assert pull(nele).number == critical.number


def test_only_ones_teams_only_what_is_nobodys_and_asks_for_work(nele: User, karim: User, energie: Team) -> None:
    a_ticket(team=a_team("winkel"))
    a_ticket(team=energie, owner=karim)
    a_ticket(team=energie, state="customer", wake_at=LATER + HOUR)
    a_ticket(team=energie, state="solved")

    with pytest.raises(actions.NothingToDo):
        pull(nele)


def test_what_was_sent_to_ones_team_too_is_handed_out(nele: User, energie: Team) -> None:
    shared = a_ticket(team=a_team("winkel"), also_team_ids=[energie.pk])

    assert pull(nele).number == shared.number


def test_a_ticket_in_another_language_goes_to_who_speaks_it(nele: User, karim: User, energie: Team) -> None:
    french = a_ticket(team=energie, language="fr", due_at=LATER)
    dutch = a_ticket(team=energie, language="nl", due_at=LATER + HOUR)

    got = actions.pull_next(by=nele, at=LATER)

    assert got.ticket.number == dutch.number
    assert got.decision.facts["passed"] == [[french.pk, "language"]]
    assert pull(karim).number == french.number


def test_work_that_asks_a_skill_goes_to_who_has_enough_of_it(nele: User, karim: User, energie: Team) -> None:
    category = a_term(Category, "meter")
    Requirement.objects.create(category=category, skill=a_skill("meters"), least=3)
    able(nele, meters=2)
    able(karim, meters=3)
    asked = a_ticket(team=energie, category=category)

    with pytest.raises(actions.NothingToDo):
        pull(nele)
    assert pull(karim).number == asked.number


def test_many_that_do_not_fit_hide_none_that_does(nele: User, energie: Team) -> None:
    for number in range(25):
        a_ticket(team=energie, language="de", due_at=LATER + timedelta(minutes=number))
    dutch = a_ticket(team=energie, due_at=LATER + 9 * HOUR)

    assert pull(nele).number == dutch.number


def test_many_that_one_gave_back_hide_none_that_one_did_not(nele: User, energie: Team) -> None:
    for number in range(21):
        cooling = a_ticket(team=energie, due_at=LATER + timedelta(minutes=number))
        again = {"ended_at": Now(), "end": "given_back", "again_at": Now() + HOUR}
        Lease.objects.create(
            subject_kind="ticket", subject_id=cooling.pk, channel="ticket", holder=nele, taken_at=Now(), expires_at=Now(), **again
        )
    fresh = a_ticket(team=energie, due_at=LATER + 9 * HOUR)

    assert pull(nele).number == fresh.number


def test_ones_own_ticket_with_a_new_answer_that_is_due_first_comes_first(nele: User, energie: Team) -> None:
    own = a_ticket(team=energie, owner=nele, state="open", answer_due_since=LATER, due_at=LATER + HOUR)
    others = a_ticket(team=energie, due_at=LATER + 2 * HOUR)

    assert pull(nele).number == own.number
    assert pull(nele, 61).number == others.number  # the first is in one's hands


def test_ones_own_ticket_that_is_due_later_waits_its_turn(nele: User, energie: Team) -> None:
    own = a_ticket(team=energie, owner=nele, state="open", answer_due_since=LATER, due_at=LATER + 2 * HOUR)
    others = a_ticket(team=energie, due_at=LATER + HOUR)

    assert [pull(nele).number, pull(nele, 61).number] == [others.number, own.number]


def test_who_is_not_ready_gets_none(nele: User, energie: Team) -> None:
    a_ticket(team=energie)
    in_state(nele, "not_ready", reason=a_reason())

    with pytest.raises(routing.NotReady):
        pull(nele)


def test_full_hands_begin_or_give_back_first(nele: User, energie: Team) -> None:
    ChannelLimit.objects.create(channel="ticket", most=1)
    a_ticket(team=energie, due_at=LATER)
    a_ticket(team=energie, due_at=LATER + HOUR)
    first = pull(nele)

    with pytest.raises(routing.HandsFull):
        pull(nele, 61)
    actions.add_note(first.number, text="Ik kijk ernaar", by=nele, at=LATER + timedelta(minutes=2))

    assert pull(nele, 65).number != first.number
    assert Lease.objects.get(subject_id=first.pk).end == "used"


def test_not_this_one_goes_back_as_it_was_and_stays_away(nele: User, karim: User, energie: Team) -> None:
    only = a_ticket(team=energie)
    pull(nele)

    actions.not_this_one(only.number, reason="I know this customer", by=nele, at=LATER + timedelta(minutes=1))

    only.refresh_from_db()
    assert (only.owner, only.state) == (None, "new")
    assert Change.objects.filter(ticket=only, verb="given_back", field="owner").get().reason == "I know this customer"
    with pytest.raises(actions.NothingToDo):
        pull(nele, 62)
    assert pull(karim, 62).number == only.number


def test_what_was_begun_is_not_given_back(nele: User, energie: Team) -> None:
    a_ticket(team=energie)
    number = pull(nele).number
    actions.add_note(number, text="Gebeld", by=nele, at=LATER + timedelta(minutes=1))

    with pytest.raises(actions.AlreadyBegun):
        actions.not_this_one(number, reason="not for me", by=nele, at=LATER + timedelta(minutes=2))


def test_giving_back_asks_why_and_what_was_not_given_cannot_go_back(nele: User, energie: Team) -> None:
    given, other = a_ticket(team=energie), a_ticket(team=energie, owner=nele)
    pull(nele)

    with pytest.raises(Invalid):
        actions.not_this_one(given.number, reason="", by=nele, at=LATER)
    with pytest.raises(routing.LeaseLost):
        actions.not_this_one(other.number, reason="not for me", by=nele, at=LATER)


def lapse() -> None:
    Lease.objects.update(taken_at=Now() - HOUR, expires_at=Now() - timedelta(seconds=1))
    routing.expire_leases(at=LATER + timedelta(minutes=9))


def test_what_was_left_untouched_goes_back_to_the_team(nele: User, energie: Team) -> None:
    left = a_ticket(team=energie)
    pull(nele)

    lapse()

    left.refresh_from_db()
    assert (left.owner, left.state) == (None, "new")


def test_what_somebody_is_typing_on_stays_theirs(nele: User, energie: Team) -> None:
    typed = a_ticket(team=energie)
    pull(nele)
    save_draft(f"ticket-{typed.number}-reply", {"text": "Beste"}, by=nele, at=LATER)

    lapse()

    typed.refresh_from_db()
    assert typed.owner == nele


def test_what_was_begun_stays_with_who_began(nele: User, energie: Team) -> None:
    begun = a_ticket(team=energie)
    pull(nele)
    actions.add_note(begun.number, text="Gebeld", by=nele, at=LATER + timedelta(minutes=1))

    lapse()

    begun.refresh_from_db()
    assert begun.owner == nele


def test_an_open_page_holds_on(nele: User, energie: Team) -> None:
    a_ticket(team=energie)
    number = pull(nele).number

    assert actions.hold_on(number, by=nele)
    actions.add_note(number, text="Gebeld", by=nele, at=LATER + timedelta(minutes=1))
    assert not actions.hold_on(number, by=nele)


def test_the_key_opens_the_ticket_and_the_page_says_why(client: Client, nele: User, karim: User, energie: Team) -> None:
    french = a_ticket(team=energie, language="fr", due_at=LATER - 9 * HOUR)
    ticket = a_ticket(team=energie, due_at=LATER + HOUR, due_metric="first", priority=2)
    client.force_login(nele)

    answer = client.post("/work/next/")
    part = client.get(f"/tickets/{ticket.number}/given/", headers={"HX-Request": "true"}).content.decode()

    assert answer.headers["Location"] == f"/tickets/{ticket.number}/"
    assert "Given to you:" in part
    assert "first response" in part
    assert "1 in a language you do not speak" in part
    assert 'data-key="X"' in part
    assert str(french.number) not in part


def test_nothing_to_do_is_told_and_the_list_shown(client: Client, nele: User) -> None:
    client.force_login(nele)

    page = client.post("/work/next/", follow=True).content.decode()

    assert "Nothing waits that you can take now" in page[page.index('id="main"') :]  # the only part a boosted page swaps
    assert "Nothing waits that you can take now" not in client.get("/work/").content.decode()


def test_a_program_pulls_holds_and_gives_back(client: Client, nele: User, energie: Team) -> None:
    ticket = a_ticket(team=energie)
    client.force_login(nele)
    api: dict[str, Any] = {"content_type": "application/json"}

    got = client.post("/api/v1/work/next", **api).json()
    held = client.post(f"/api/v1/work/{ticket.number}/hold", **api)
    back = client.post(f"/api/v1/work/{ticket.number}/back", {"reason": "not mine"}, **api)
    none = client.post("/api/v1/work/next", **api)

    assert (got["number"], bool(got["why"]), bool(got["token"])) == (ticket.number, True, True)
    assert (held.status_code, back.status_code) == (204, 204)
    assert (none.status_code, none.json()["code"]) == (409, "nothing_to_do")


@pytest.mark.django_db(transaction=True)
def test_what_goes_back_waits_for_nobody_who_has_the_ticket_under_hand() -> None:
    team = a_team("energie")
    nele = speaking(a_user("operator", username="nele", teams=[team]), "nl")
    a_ticket(team=team, due_at=LATER)
    pulled = actions.pull_next(by=nele, at=LATER)
    Lease.objects.update(taken_at=Now() - timedelta(minutes=9), expires_at=Now() - timedelta(minutes=1))
    is_held, may_go = Event(), Event()
    wrong: list[BaseException] = []

    def hold() -> None:
        """As who gives work out: the ticket first, its lease after."""
        try:
            with transaction.atomic():
                Ticket.objects.select_for_update().get(pk=pulled.ticket.pk)
                is_held.set()
                may_go.wait(20)
                Lease.objects.select_for_update().get(pk=pulled.lease.pk)
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    thread = Thread(target=hold)
    thread.start()
    is_held.wait(20)
    Timer(1, may_go.set).start()
    meanwhile = routing.expire_leases(at=LATER)
    thread.join()

    assert (meanwhile, wrong) == (0, [])
    assert routing.expire_leases(at=LATER) == 1
    assert Ticket.objects.get().owner is None


@pytest.mark.django_db(transaction=True)
def test_eight_who_pull_at_once_get_each_of_two_hundred_tickets_once() -> None:
    team = a_team("energie")
    ChannelLimit.objects.create(channel="ticket", most=20)
    people = [speaking(a_user("operator", username=f"puller{number}", teams=[team]), "nl") for number in range(8)]
    for number in range(200):
        a_ticket(team=team, due_at=LATER + timedelta(minutes=number % 40))
    got: list[tuple[int, int]] = []
    wrong: list[BaseException] = []
    start = Barrier(len(people))

    def work(user: User) -> None:
        try:
            start.wait()
            for turn in range(1000):
                pulled = actions.pull_next(by=user, at=LATER + timedelta(seconds=turn))
                got.append((pulled.ticket.pk, user.pk))
                routing.use(pulled.lease.pk)
        except actions.NothingToDo:
            pass
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not wrong
    assert set(Counter(ticket for ticket, _user in got).values()) == {1}
    assert len(got) == 200
    assert set(Ticket.objects.values_list("pk", "owner_id")) == set(got)
    assert Lease.objects.count() == Decision.objects.count() == 200


def test_what_ended_meanwhile_stays_as_it_ended(nele: User, energie: Team) -> None:
    ticket = a_ticket(team=energie)
    pull(nele)
    Ticket.objects.filter(pk=ticket.pk).update(state="solved", solved_at=LATER)

    lapse()

    ticket.refresh_from_db()
    assert (ticket.owner, ticket.state) == (nele, "solved")
    assert not Change.objects.filter(ticket=ticket, verb="came_back").exists()
