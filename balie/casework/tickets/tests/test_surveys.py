"""How satisfied customers are: who is asked and who never, the link, and the one answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from balie.access.accounts.models import User
from balie.access.accounts.testing import a_user
from balie.casework.tickets import actions
from balie.casework.tickets.actions.spam import mark_ticket
from balie.casework.tickets.actions.surveying import link_to
from balie.casework.tickets.models import Change, ProgressMessage, Survey, SurveyRule, Ticket
from balie.casework.tickets.pages import timeline
from balie.casework.tickets.testing import a_ticket
from balie.conversation.email import actions as mail
from balie.conversation.email.models import Email, Mailbox, Outgoing
from balie.conversation.email.parsing import parse_mail
from balie.conversation.email.senders.standing import Judgement
from balie.conversation.email.testing import a_raw_mail
from balie.foundation.errors import Invalid, NotFound
from balie.foundation.files.queries import read_file
from balie.records.customers.actions import record_consent
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer
from balie.records.taxonomy.models import Brand, Result
from balie.records.taxonomy.testing import a_term

pytestmark = pytest.mark.django_db
NOW = timezone.now()
VERIFIED = Judgement(Email.Standing.VERIFIED, Email.Ground.DKIM)
UNVERIFIED = Judgement(Email.Standing.UNVERIFIED, Email.Ground.UNSIGNED)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def asked(db: None) -> None:
    actions.save_survey_rule(None, is_on=True, quiet_days=30, by=None, at=NOW)


@pytest.fixture
def jan(db: None) -> Customer:
    return a_customer(language="nl", family_name="Peeters", mail_addresses=["jan@klant.example"])


def a_mailed_ticket(mailbox: Mailbox, judged: Judgement = VERIFIED, **given: object) -> Ticket:
    raw = a_raw_mail(**given)  # type: ignore[arg-type]
    mail.receive_email(mail.store_raw(mailbox, raw, at=NOW), parse_mail(raw), judged=judged, at=NOW)
    return Ticket.objects.latest("pk")


def close(ticket: Ticket, by: User, *, is_final: bool = False) -> None:
    result = a_term(Result, "klaar", applies_to=Result.AppliesTo.TICKET)
    actions.close_ticket(ticket.number, result=result, sentence="Hersteld.", by=by, at=NOW, is_final=is_final)


def a_survey(ticket: Ticket | None = None, **fields: object) -> Survey:
    given = {"closing": 0, "address": "jan@klant.example", "language": "fr", "asked_at": NOW, "expires_at": NOW + timedelta(days=14)}
    return Survey.objects.create(ticket=ticket or a_ticket(), **(given | fields))  # type: ignore[arg-type]


def path_of(survey: Survey) -> str:
    return link_to(survey).partition("/satisfaction/")[1] + link_to(survey).partition("/satisfaction/")[2]


def token_of(survey: Survey) -> str:
    return link_to(survey).rstrip("/").rpartition("/")[2]


def test_nobody_is_asked_until_the_organisation_chose_it(mailbox: Mailbox, operator: User, jan: Customer) -> None:
    close(a_mailed_ticket(mailbox), operator)

    assert not Survey.objects.exists()


def test_the_customer_is_asked_in_their_language_with_a_link(mailbox: Mailbox, operator: User, jan: Customer, asked: None) -> None:
    close(a_mailed_ticket(mailbox), operator)

    survey, outgoing = Survey.objects.get(), Outgoing.objects.get()
    sent = parse_mail(read_file(outgoing.file))
    assert (survey.customer, survey.language, survey.score) == (jan, "nl", None)
    assert link_to(survey) in sent.text
    assert outgoing.is_automatic


def test_the_rule_of_the_brand_goes_first(mailbox: Mailbox, operator: User, jan: Customer, asked: None) -> None:
    brand = a_term(Brand, "winkel")
    actions.save_survey_rule(brand, is_on=False, quiet_days=30, by=None, at=NOW)
    ticket = a_mailed_ticket(mailbox)
    Ticket.objects.filter(pk=ticket.pk).update(brand=brand)

    close(ticket, operator)

    assert not Survey.objects.exists()
    actions.remove_survey_rule(brand, by=None, at=NOW)
    actions.reopen(ticket.number, by=a_user("supervisor"), at=NOW)
    close(ticket, operator)
    assert Survey.objects.exists()


def test_spam_asks_nothing(mailbox: Mailbox, operator: User, jan: Customer, asked: None) -> None:
    mark_ticket(a_mailed_ticket(mailbox).number, by=operator, at=NOW)

    assert Ticket.objects.get().state == "closed"
    assert not Survey.objects.exists()


def test_a_sender_nobody_verified_is_not_asked(mailbox: Mailbox, operator: User, asked: None) -> None:
    close(a_mailed_ticket(mailbox, UNVERIFIED), operator)

    assert not Survey.objects.exists()


def test_a_machine_that_answered_last_is_not_asked(mailbox: Mailbox, operator: User, jan: Customer, asked: None) -> None:
    a_mailed_ticket(mailbox, message_id="first@klant.example")
    ticket = a_mailed_ticket(mailbox, in_reply_to="first@klant.example", headers={"Auto-Submitted": "auto-replied"})

    close(ticket, operator)

    assert ticket.ticket_contacts.count() == 2
    assert not Survey.objects.exists()


def test_a_third_party_who_wrote_last_is_not_asked(mailbox: Mailbox, operator: User, jan: Customer, asked: None) -> None:
    ticket = a_mailed_ticket(mailbox)
    ticket.ticket_contacts.get().contact.__class__.objects.update(party="lawyer@other.example")
    Email.objects.update(sender="lawyer@other.example")

    close(ticket, operator)

    assert not Survey.objects.exists()


def test_who_said_no_is_left_in_peace(mailbox: Mailbox, operator: User, jan: Customer, asked: None) -> None:
    record_consent(jan, purpose="satisfaction", is_given=False, how="by telephone", by=None, at=NOW)

    close(a_mailed_ticket(mailbox), operator)

    assert not Survey.objects.exists()


def test_a_customer_is_asked_once_in_the_quiet_days(mailbox: Mailbox, operator: User, jan: Customer, asked: None) -> None:
    close(a_mailed_ticket(mailbox), operator)

    close(a_mailed_ticket(mailbox, message_id="other@klant.example"), operator)
    once = Survey.objects.count()
    Survey.objects.update(asked_at=NOW - timedelta(days=30))
    close(a_mailed_ticket(mailbox, message_id="third@klant.example"), operator)

    assert (once, Survey.objects.count()) == (1, 2)


def test_solving_and_then_closing_asks_once(mailbox: Mailbox, operator: User, jan: Customer, asked: None) -> None:
    actions.set_progress(ProgressMessage.Moment.SOLVED, is_on=True, by=None, at=NOW)
    ticket = a_mailed_ticket(mailbox)
    close(ticket, operator)

    close(ticket, operator, is_final=True)

    texts = [parse_mail(read_file(each.file)).text for each in Outgoing.objects.all()]
    assert sum(link_to(Survey.objects.get()) in text for text in texts) == 1


def test_a_closing_that_is_undone_asks_nothing(mailbox: Mailbox, operator: User, jan: Customer, asked: None) -> None:
    ticket = a_mailed_ticket(mailbox)
    close(ticket, operator)

    actions.undo(ticket.number, by=operator, at=NOW + timedelta(seconds=20))

    assert (Survey.objects.count(), Outgoing.objects.count()) == (0, 0)


def test_a_question_that_has_left_stays_when_the_ticket_is_opened_again(
    mailbox: Mailbox, operator: User, jan: Customer, asked: None
) -> None:
    ticket = a_mailed_ticket(mailbox)
    close(ticket, operator)
    Outgoing.objects.update(state=Outgoing.State.SENT, attempts=1)

    actions.reopen(ticket.number, by=a_user("supervisor"), at=NOW)

    assert Survey.objects.exists()


def test_opening_the_link_answers_nothing_however_often(client: Client) -> None:
    survey = a_survey()

    pages = [client.get(path_of(survey)) for _each in range(3)]
    client.head(path_of(survey))

    survey.refresh_from_db()
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert survey.answered_at is None


def test_the_page_speaks_the_customers_language_and_says_nothing_of_them(client: Client) -> None:
    ticket = a_ticket(subject="Secret of Jan", requester_name="Jan Peeters")

    page = client.get(path_of(a_survey(ticket, language="en")))

    assert "How satisfied are you?" in page.content.decode()
    assert "Jan" not in page.content.decode()


def test_one_answer_is_kept_and_a_second_refused_gracefully(client: Client, operator: User) -> None:
    ticket = a_ticket()
    survey = a_survey(ticket, language="en")

    first = client.post(path_of(survey), {"score": "4", "sentence": "Quick  and kind."})
    second = client.post(path_of(survey), {"score": "1"})

    survey.refresh_from_db()
    ticket.refresh_from_db()
    assert (first.status_code, second.status_code) == (200, 409)
    assert "Your answer has arrived" in first.content.decode()
    assert (survey.score, survey.sentence, ticket.satisfaction) == (4, "Quick and kind.", 4)
    assert Change.objects.filter(ticket=ticket, verb="rated").count() == 1


def test_an_answer_without_a_choice_is_asked_again_and_keeps_the_sentence(client: Client) -> None:
    survey = a_survey(language="en")

    answer = client.post(path_of(survey), {"sentence": "It was fine."})

    assert answer.status_code == 422
    assert "It was fine." in answer.content.decode()
    assert "Choose one of the five." in answer.content.decode()


@pytest.mark.parametrize("score", [0, 6, None])
def test_only_the_five_scores_are_kept(score: int | None) -> None:
    with pytest.raises(Invalid):
        actions.answer_survey(token_of(a_survey()), score=score, at=NOW)


def test_an_old_link_says_so_and_answers_nothing(client: Client) -> None:
    survey = a_survey(expires_at=NOW - timedelta(days=1))

    answer = client.post(path_of(survey), {"score": "5"})

    assert answer.status_code == 410
    with pytest.raises(actions.TooLateToAnswer):
        actions.answer_survey(token_of(survey), score=5, at=NOW)


def test_a_link_that_is_not_ours_leads_nowhere(client: Client) -> None:
    survey = a_survey()
    forged = token_of(survey).replace(str(survey.pk), str(survey.pk + 1), 1)

    assert client.get(f"/satisfaction/{forged}/").status_code == 404
    with pytest.raises(NotFound):
        actions.answer_survey("nonsense", score=5, at=NOW)


def test_the_score_stands_on_the_ticket_and_in_the_customers_file(desk: Client, operator: User, jan: Customer) -> None:
    ticket = a_ticket(customer=jan)
    actions.answer_survey(token_of(a_survey(ticket)), score=2, sentence="Three calls.", at=LATER)

    page = desk.get(f"/tickets/{ticket.number}/").content.decode()

    assert "satisfied 2 of 5" in page
    assert "the customer gave 2 of 5: “Three calls.”" in page
    with translation.override("en"):
        assert timeline(operator, jan, 5)[0].detail == "satisfied 2 of 5"


def test_whom_it_is_asked_is_set_on_a_page(client: Client) -> None:
    client.force_login(a_user("administrator", language="en"))
    brand = a_term(Brand, "winkel")

    client.post("/settings/satisfaction/", {"brand": "", "choice": "on", "quiet_days": "14"})
    client.post("/settings/satisfaction/", {"brand": brand.pk, "choice": "off", "quiet_days": "0"})
    client.post("/settings/satisfaction/", {"brand": brand.pk, "choice": "inherit", "quiet_days": "0"})

    rule = SurveyRule.objects.get()
    assert (rule.brand, rule.is_on, rule.quiet_days) == (None, True, 14)
    assert client.get("/settings/satisfaction/").status_code == 200


def test_the_words_of_the_mail_hold_the_link(client: Client) -> None:
    client.force_login(a_user("administrator", language="en"))
    words = {f"{part}_{code}": "Dag" for part in ("title", "body") for code in ("nl", "fr", "en", "de")}

    refused = client.post("/settings/automatic-mail/survey/", words)
    kept = client.post(
        "/settings/automatic-mail/survey/",
        {name: f"{text} {{survey.link}}" if name.startswith("body") else text for name, text in words.items()},
    )

    assert (refused.status_code, kept.status_code) == (422, 303)


def test_a_score_with_too_many_words_is_kept(client: Client) -> None:
    survey = a_survey()

    client.post(path_of(survey), {"score": "4", "sentence": "Heel goed\r\n" * 90})

    survey.refresh_from_db()
    assert survey.score == 4
    assert len(survey.sentence) == 500
