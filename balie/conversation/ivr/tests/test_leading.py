"""A caller in a menu: what they hear, and where what they pressed ends up."""

from __future__ import annotations

from pathlib import Path

import pytest

from balie.access.accounts.models import User
from balie.conversation.contacts.models import Question
from balie.conversation.ivr.models import Journey
from balie.conversation.ivr.rules.outline import Kind, Line
from balie.conversation.ivr.testing import WORDS, a_line, a_menu
from balie.conversation.recordings.testing import a_rule
from balie.conversation.routing.models import Queue, Waiting
from balie.conversation.routing.testing import a_queue, a_skill
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Call, CallBack, Number
from balie.conversation.telephony.pages import callers
from balie.conversation.telephony.testing import House
from balie.foundation.text.labels import label
from balie.records.customers.testing import a_customer
from balie.records.taxonomy.models import Purpose

pytestmark = pytest.mark.django_db

LANGUAGE = a_line(Kind.LANGUAGE, "language", languages=("nl", "fr"))
CUSTOMER = a_line(Kind.CUSTOMER, "customer")


def led(house: House, number: Number, lines: list[Line]) -> Call:
    """A caller who heard the greeting and now is in the menu."""
    a_menu(lines, number=number)
    call = house.rings_in()
    assert call is not None
    house.tell(events.Answered("jan"))
    house.told()
    house.tell(events.Played("greeting:jan"))
    return call


def press(house: House, keys: str) -> None:
    for key in keys:
        house.tell(events.Digit("jan", key))


def falls_silent(house: House) -> None:
    """All that plays comes to its end, and nothing was pressed."""
    journey = Journey.objects.get()
    house.tell(events.Played(f"menu:jan:{journey.turn}"))


def heard(house: House) -> list[str]:
    """What the caller hears now, by the names of the files; what was played before is stopped."""
    played = [each for each in house.told() if isinstance(each, commands.Play)]
    return [Path(file).stem for file in played[-1].files] if played else []


def to(queue: Queue, line_id: str = "queue") -> Line:
    return a_line(Kind.QUEUE, line_id, queue=queue.pk)


def test_languages_are_offered_each_in_its_own_and_the_chosen_one_is_spoken_from_then_on(
    house: House, number: Number, queue: Queue
) -> None:
    call = led(house, number, [LANGUAGE, CUSTOMER, to(queue)])
    offered = heard(house)
    press(house, "2")
    call.refresh_from_db()

    assert offered == ["language-nl", "number-1-nl", "language-fr", "number-2-fr", "quiet"]
    assert heard(house) == ["customer-number-fr", "quiet"]
    assert (call.language, call.contact.language if call.contact else "") == ("fr", "fr")


def test_who_types_their_customer_number_waits_with_their_file(house: House, number: Number, queue: Queue) -> None:
    customer = a_customer(language="de")
    call = led(house, number, [CUSTOMER, to(queue)])
    press(house, f"{customer.number}#")
    call.refresh_from_db()

    assert call.contact is not None
    assert (call.contact.customer, call.contact.language) == (customer, "nl")
    assert (call.state, Waiting.objects.get().queue) == ("waiting", queue)


def test_a_number_with_a_wrong_digit_is_said_to_be_wrong_and_asked_again(house: House, number: Number, queue: Queue) -> None:
    customer = a_customer()
    led(house, number, [CUSTOMER, to(queue)])
    press(house, f"{customer.number + 1}#")

    assert heard(house) == ["wrong-number-nl", "customer-number-nl", "quiet"]


def test_a_number_whose_check_digit_is_right_and_which_is_nobodys_is_wrong_too(house: House, number: Number, queue: Queue) -> None:
    led(house, number, [CUSTOMER, to(queue)])
    press(house, "10000017#")

    assert heard(house)[0] == "wrong-number-nl"


def test_while_somebody_types_nothing_is_said(house: House, number: Number, queue: Queue) -> None:
    led(house, number, [CUSTOMER, to(queue)])
    house.told()
    press(house, "1")
    told = house.told()

    assert isinstance(told[0], commands.Stop)
    assert isinstance(told[1], commands.Play)
    assert [Path(each).stem for each in told[1].files] == ["quiet"]


def test_a_choice_goes_to_the_question_the_skill_the_queue_and_the_offer(house: House, number: Number, noor: User) -> None:
    invoices, other = a_skill("invoices"), a_queue("other")
    purpose = Purpose.objects.create(key="invoice", name=label("Factuur", "Facture", "Invoice", "Rechnung"))
    chosen = a_line(Kind.CHOICE, "choice", 1, key="1", words=label("Factuur", "Facture", "Invoice", "Rechnung"), purpose=purpose.pk)
    choice = Line(**{**vars(chosen), "skill": invoices.pk, "least": 3})
    call = led(house, number, [a_line(Kind.ASK, "ask"), choice, a_line(Kind.QUEUE, "there", 2, queue=other.pk), to(other)])
    press(house, "1")
    call.refresh_from_db()
    waiting = Waiting.objects.get()

    assert Question.objects.get(contact=call.contact).purpose == purpose
    assert (waiting.queue, waiting.skills) == (other, {str(invoices.pk): 3})
    assert "Factuur" in callers(noor, [call.pk])[call.pk].words


def test_silence_asks_again_and_after_the_third_time_goes_on(house: House, number: Number, queue: Queue) -> None:
    call = led(house, number, [LANGUAGE, to(queue)])
    for _ in range(3):
        falls_silent(house)
    call.refresh_from_db()

    assert (call.state, call.language) == ("waiting", "nl")


def test_the_end_of_what_was_stopped_means_nothing(house: House, number: Number, queue: Queue) -> None:
    led(house, number, [LANGUAGE, CUSTOMER, to(queue)])
    press(house, "1")
    house.tell(events.Played("menu:jan:1"))

    assert Journey.objects.get().tries == 1


def test_a_key_that_is_no_choice_is_said_so(house: House, number: Number, queue: Queue) -> None:
    led(house, number, [LANGUAGE, to(queue)])
    press(house, "7")

    assert heard(house)[0] == "no-choice-nl"


def test_that_a_call_may_be_recorded_is_said_after_the_menu_where_nine_refuses_it(house: House, number: Number, queue: Queue) -> None:
    a_rule()
    call = led(house, number, [CUSTOMER, to(queue)])
    press(house, "9#")
    press(house, "##")
    told = heard(house)
    house.tell(events.Played("notice:jan"))
    call.refresh_from_db()

    assert told == ["recorded-refuse-nl"]
    assert call.notice.refused_at is None
    assert call.state == "waiting"


def test_who_was_served_by_what_they_heard_is_owed_no_call(house: House, number: Number) -> None:
    call = led(house, number, [a_line(Kind.SAY, "say"), a_line(Kind.END, "end")])
    falls_silent(house)
    assert house.told()[-1] == commands.HangUp("jan")
    house.ends("jan", "ended")
    call.refresh_from_db()

    assert call.outcome == "served"
    assert not CallBack.objects.exists()


def test_who_gives_up_in_the_menu_is_called_back(house: House, number: Number, queue: Queue, noor: User) -> None:
    call = led(house, number, [LANGUAGE, to(queue)])
    house.ends("jan")
    call.refresh_from_db()

    assert (call.outcome, CallBack.objects.get().owner) == ("abandoned", noor)


def test_who_is_on_the_way_finishes_the_menu_they_began(house: House, number: Number, queue: Queue) -> None:
    led(house, number, [LANGUAGE, CUSTOMER, to(queue)])
    a_menu([to(queue)])
    press(house, "1")

    assert heard(house) == ["customer-number-nl", "quiet"]


def test_a_line_says_its_own_words(house: House, number: Number, queue: Queue) -> None:
    led(house, number, [a_line(Kind.SAY, "news", words=WORDS), to(queue)])

    assert heard(house) == ["menu-news-nl"]


def test_nine_as_a_choice_that_leads_to_the_notice_does_not_refuse_it(house: House, number: Number, queue: Queue) -> None:
    a_rule()
    call = led(house, number, [a_line(Kind.ASK, "ask"), a_line(Kind.CHOICE, "choice", 1, key="9"), to(queue)])
    press(house, "9")

    assert call.notice.refused_at is None


def test_until_a_new_line_can_be_heard_callers_are_led_by_the_version_before(house: House, number: Number, queue: Queue) -> None:
    a_menu([CUSTOMER, to(queue)], number=number)
    a_menu([a_line(Kind.SAY, "unrecorded"), to(queue)])
    house.rings_in()
    house.tell(events.Answered("jan"))
    house.told()
    house.tell(events.Played("greeting:jan"))

    assert heard(house) == ["customer-number-nl", "quiet"]
