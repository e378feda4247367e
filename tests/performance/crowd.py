"""A desk with as many of everything as is wanted, much of it on the pages of one customer, one contact and one ticket."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.usersessions.models import UserSession
from django.utils import timezone

from balie.access.accounts.actions import create_token
from balie.access.accounts.models import Role, Team, User
from balie.access.accounts.testing import MONDAY_9AM, a_team, a_user
from balie.access.permissions.defaults import ROLES
from balie.casework.problems.actions import link_ticket, note_trial
from balie.casework.problems.models import Problem
from balie.casework.problems.testing import a_problem, a_solution
from balie.casework.procedures.models import Procedure, RunStep
from balie.casework.procedures.testing import a_procedure, another_version
from balie.casework.tickets import actions as tickets
from balie.casework.tickets.models import BulkJob, BulkRefusal, Handover, StateReason, Ticket, TicketContact
from balie.casework.tickets.testing import a_saved_view, a_ticket
from balie.conversation.answers.testing import an_asked
from balie.conversation.contacts.models import Contact
from balie.conversation.contacts.testing import a_contact, a_question
from balie.conversation.email.actions import block_sender, keep_demo_mail, store_raw
from balie.conversation.email.intake import file_waiting
from balie.conversation.email.models import Mailbox, Outgoing
from balie.conversation.email.testing import a_mailbox, a_raw_mail
from balie.conversation.handouts.testing import a_handout
from balie.conversation.ivr.actions import answer_by_menu, save_menu
from balie.conversation.ivr.rules.outline import Kind, Line
from balie.conversation.promises import actions as promises
from balie.conversation.promises.testing import a_promise
from balie.conversation.referrals.testing import a_referral
from balie.conversation.routing import actions as routing
from balie.conversation.routing.models import Decision, Offer, Waiting
from balie.conversation.routing.testing import a_call, a_queue, a_skill, able
from balie.conversation.telephony import actions as telephony
from balie.conversation.telephony.actions.call_backs import owe_call
from balie.conversation.telephony.models import Call
from balie.foundation.drafts.actions import save_draft
from balie.foundation.files.actions import store_file
from balie.foundation.presence.actions import see
from balie.foundation.text.actions import write_text
from balie.foundation.text.labels import label
from balie.operations.automations.actions import Content, save_rule
from balie.operations.automations.models import Rule, Run
from balie.operations.automations.testing import a_deed, a_rule
from balie.operations.scripts import actions as scripts
from balie.operations.scripts.testing import a_document, a_published, a_say, an_end
from balie.records.calendars import actions as calendars
from balie.records.calendars.models import Calendar, Season
from balie.records.catalogue.actions import attach_documents, use_entitlement
from balie.records.catalogue.models import Contract, ContractType, Service
from balie.records.catalogue.testing import a_contract, entitled
from balie.records.customers import actions as customers
from balie.records.customers.models import Customer
from balie.records.customers.testing import a_customer, an_organisation_customer
from balie.records.directory.testing import an_entry
from balie.records.knowledge.actions import About, Words, give_feedback, read_bulletin, save_article
from balie.records.knowledge.models import Article, Bulletin
from balie.records.knowledge.testing import a_bulletin, an_article
from balie.records.shorthand.actions import save_shorthand
from balie.records.sla.actions import hold_by_contract
from balie.records.sla.models import Agreement
from balie.records.sla.testing import an_agreement
from balie.records.taxonomy.lists import LISTS
from balie.records.taxonomy.models import Brand, Category, Purpose
from balie.records.taxonomy.testing import a_term, an_organisation

NOW = {"by": None, "at": MONDAY_9AM}
PURPOSES = ("marketing_mail", "marketing_phone", "recording", "satisfaction")

EVENT = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Visit\nDTSTART:20261130T090000Z\nEND:VEVENT\nEND:VCALENDAR\n"


class Crowd:
    """`viewer` may everything and is who all of it is shown to."""

    def __init__(self) -> None:
        an_organisation()
        self.size = 0
        self.team: Team = a_team("ours")
        self.viewer: User = a_user(*ROLES, username="everybody", teams=[self.team], leads=[a_team("also-ours")])
        self.mailbox: Mailbox = a_mailbox(address="energie@balie.example", team=self.team)
        self.connecting: Mailbox = a_mailbox(is_active=False, is_connecting=True)
        self.customer: Customer = a_customer(family_name="Crowd", mail_addresses=["crowd@klant.example"])
        self.call: Contact = a_contact(operator=self.viewer, customer=self.customer)
        self.contract: Contract = a_contract(self.customer, entitlements=[entitled(quantity=1000)])
        self.ticket: Ticket = self._mail("first@klant.example", cc="copied@klant.example")

    def grow(self, size: int) -> None:
        """Until there are `size` of everything."""
        for at in range(self.size, size):
            self._add(at)
        self.size = size
        file_waiting()

    def _mail(self, message_id: str, **fields: str) -> Ticket:
        store_raw(self.mailbox, a_raw_mail(sender="Jan Crowd <crowd@klant.example>", message_id=message_id, **fields), at=MONDAY_9AM)
        file_waiting()
        return Ticket.objects.latest("pk")

    def _add(self, at: int) -> None:
        team = a_team(f"team{at}")
        colleague = a_user("operator", username=f"colleague{at}", name=f"Crowd Colleague {at}", teams=[team], leads=[a_team(f"lead{at}")])
        self._settings(at)
        self._file(at)
        self._contract(at)
        self._work(at, team, colleague)
        self._ticket(at, colleague)
        self._steps(at, colleague)
        self._handed_out(at, team, colleague)
        self._post(at)
        self._rules(at)
        self._own(at)
        self._told(at)
        self._problem(at)

    def _settings(self, at: int) -> None:
        block_sender(f"sender{at}@spam.example", by=self.viewer, at=MONDAY_9AM)
        for each in LISTS.values():
            a_term(each.model, f"{each.slug}{at}")
        Role.objects.create(key=f"role{at}", name=label(f"role {at}", "", "", ""))
        Calendar.objects.create(key=f"calendar{at}", name=label(f"calendar {at}", "", "", ""))
        self._days(at)
        self._promises(at)
        self._procedures(at)
        self._scripts(at)
        StateReason.objects.create(key=f"reason{at}", name=label(f"reason {at}", "", "", ""), state="customer")
        write_text(
            kind="reply", key=f"template{at}", name=label(f"t {at}", "", "", ""), words={"nl": ("", "Dag"), "fr": ("", "Bonjour")}, **NOW
        )
        a_mailbox(team=a_team(f"team{at}"))
        key = f"team-{a_team(f'team{at}').pk}" if at else "all"
        write_text(kind="signature", key=key, name=label(key, "", "", ""), words={"nl": ("", "Zenne {team.name}")}, **NOW)
        save_shorthand(f"crowd{at}", f"Crowd {at}", by=self.viewer, at=MONDAY_9AM)

    def _told(self, at: int) -> None:
        """One more article, bulletin, handout, entry and referral; one more version, remark and reader of the first."""
        words = {"owner": self.viewer, "by": self.viewer, "audience": "public", "categories": [a_term(Category, f"categories{at}")]}
        article = an_article(f"Crowd {at}", f"<p>Press {at} times.</p>", **words)
        first = Article.objects.earliest("pk")
        about = About(owner=self.viewer, audience="public", categories=[a_term(Category, f"categories{each}") for each in range(at + 1)])
        save_article(first.number, "en", Words("Crowd", f"<p>Press {at} times.</p>"), about=about, **NOW)
        give_feedback(first, language="en", text_version=1, has_helped=True, remark=f"Remark {at}", by=None, at=MONDAY_9AM)
        a_handout(self.call, article, self.viewer)
        a_handout(self.call, first, self.viewer)
        entry = an_entry(f"Crowd {at}", categories=[a_term(Category, f"categories{at}")])
        a_referral(self.call, entry, self.viewer, follow_up_on=date(2026, 11, 27))
        an_asked(self.viewer, category=a_term(Category, f"categories{at}"), at=timezone.now())
        a_bulletin(f"Crowd {at}")
        read_bulletin(Bulletin.objects.earliest("pk").pk, by=a_user("operator", username=f"reader{at}"), at=MONDAY_9AM)

    def _problem(self, at: int) -> None:
        """One more problem with its solution, linked to the ticket; one more solution of the first, tried for it."""
        category = a_term(Category, f"categories{at}")
        problem, first = a_problem(f"Crowd {at}", categories=[category]), Problem.objects.order_by("pk").first()
        a_solution(problem)
        link_ticket(problem.number, self.ticket, **NOW)
        note_trial(a_solution(first or problem, f"Crowd {at}").pk, self.ticket, has_worked=True, **NOW)

    def _days(self, at: int) -> None:
        """One more own day and season of the first calendar."""
        first, on = Calendar.objects.get(key="calendar0"), date(2026, 11, 1) + timedelta(days=at)
        calendars.save_own_day(first, first=on, name={"nl": f"Dag {at}"}, **NOW)
        calendars.save_season(
            Season(calendar=first), first=on, last=on, name={"nl": f"Week {at}"}, week={"mon": [["09:00", "12:00"]]}, **NOW
        )

    def _promises(self, at: int) -> None:
        """One more agreement."""
        an_agreement(f"agreement{at}")

    def _contract(self, at: int) -> None:
        """One more contract of the customer and of an organisation of its, with services and entitlements; one more use and document of the first."""
        rights = [entitled(f"right{number}", 5) for number in range(at + 1)]
        garage = an_organisation_customer(f"Garage Contract {at}")
        customers.save_relation(self.customer, other=garage, role="contact", **NOW)
        hours = Calendar.objects.get(key=f"calendar{at}")
        for holder in (self.customer, garage):
            a_contract(holder, type=f"type{at}", calendar=hours, services=[a_term(Service, f"service{at}")], entitlements=rights)
        use_entitlement(
            self.contract, self.contract.entitlements.get().pk, used_on=date(2026, 3, 1) + timedelta(days=at), by=self.viewer, at=MONDAY_9AM
        )
        attach_documents(self.contract, [store_file(b"x", name=f"contract{at}.pdf", by=None, at=MONDAY_9AM)], by=self.viewer, at=MONDAY_9AM)
        hold_by_contract(Agreement.objects.get(key="agreement0"), contract_type=a_term(ContractType, f"type{at}"), **NOW)

    def _procedures(self, at: int) -> None:
        """One more procedure, closing rule and survey rule; one more version with one more step of the first procedure."""
        category = a_term(Category, f"categories{at}")
        procedure = a_procedure(f"procedure{at}", category=category, steps=[("Ask", {"may_skip": True}), ("Note", {})])
        another_version(Procedure.objects.get(key="procedure0") if at else procedure, f"Step {at}")
        tickets.save_closing_rule(category, asks_result=False, asks_cause=False, asks_told=False, asks_steps=False, reopen_days=at, **NOW)
        tickets.save_survey_rule(a_term(Brand, f"brands{at}"), is_on=True, quiet_days=at, **NOW)

    def _scripts(self, at: int) -> None:
        """One more script that opens on its own purpose, paused once; and of the first one more version, with one more step."""
        key, purpose = f"script{at}", a_term(Purpose, f"purposes{at}")
        version = a_published(a_document(key=key))
        scripts.set_openings(key, [{"purpose": purpose}], **NOW)
        paused = a_contact(operator=self.viewer, customer=self.customer)
        scripts.start_run(paused, version, by=self.viewer, at=MONDAY_9AM)
        scripts.happen(paused, "paused", by=self.viewer, at=MONDAY_9AM)
        nodes = {"greet": a_say(to="say0"), **{f"say{one}": a_say(to=f"say{one + 1}" if one < at else "end") for one in range(at + 1)}}
        a_published(a_document({**nodes, "end": an_end()}, key="script0"))

    def _steps(self, at: int, colleague: User) -> None:
        """One more procedure of the ticket, of which a step was skipped."""
        tickets.set_fields(self.ticket.number, category=a_term(Category, f"categories{at}"), by=None, at=MONDAY_9AM)
        first = RunStep.objects.filter(run__ticket_run__ticket=self.ticket).order_by("-run_id", "step__position")[0]
        tickets.skip_step(self.ticket.number, first.pk, reason="was done before", by=colleague, at=MONDAY_9AM)

    def _file(self, at: int) -> None:
        """One more of everything on the customer's file."""
        customers.save_phone(self.customer, number=f"0470 00 {at // 100:02} {at % 100:02}", **NOW)
        customers.save_mail_address(self.customer, address=f"crowd{at}@klant.example", **NOW)
        place = {"street": "Kerkstraat", "house_number": str(at + 1), "postcode": "9000", "city": "Gent"}
        customers.save_postal_address(self.customer, **place, **NOW)
        customers.save_holding(self.customer, name=f"Meter {at}", **NOW)
        customers.save_relation(self.customer, other=an_organisation_customer(f"Garage Crowd {at}"), role="contact", **NOW)
        customers.record_consent(self.customer, purpose=PURPOSES[at % 4], is_given=True, how="by telephone", **NOW)
        customers.add_note(self.customer, text="Calls back on Fridays", **NOW)
        customers.reveal_secret(self.customer, "iban", "asked by the customer", by=self.viewer, at=MONDAY_9AM)
        self.customer.refresh_from_db()
        customers.set_level(self.customer, level=0, reason="asked by the customer", by=None, at=MONDAY_9AM, version=self.customer.version)

    def _work(self, at: int, team: Team, colleague: User) -> None:
        """One more contact and ticket, of the customer and of others, running and done."""
        purpose, category, result = (a_term(LISTS[slug].model, f"{slug}{at}") for slug in ("purposes", "categories", "results"))
        other = a_customer(
            family_name=f"Crowd{at}", phones=[f"0471 00 {at // 100:02} {at % 100:02}"], mail_addresses=[f"other{at}@klant.example"]
        )
        for customer in (self.customer, other):
            for done in (None, MONDAY_9AM):
                who = colleague if done else self.viewer
                contact = a_contact(
                    operator=who, customer=customer, finished_at=done, finished_by=who if done else None, result=result if done else None
                )
                a_question(contact, purpose=purpose, category=category, customer_words="Meter?", result=result)
            fields = {"customer": customer, "team": team, "category": category, "purpose": purpose, "tags": [f"tag{at}"]}
            a_ticket(subject=f"Crowd {at}", owner=colleague, **fields)
            a_ticket(subject=f"Crowd {at}", owner=self.viewer, contact=contact, **fields)
        a_question(self.call, purpose=purpose, category=category, customer_words="Meter?", result=result)

    def _ticket(self, at: int, colleague: User) -> None:
        """One more of everything on the ticket's page."""
        number = self.ticket.number
        file = store_file(b"meter", name=f"meter{at}.txt", by=colleague, at=MONDAY_9AM)
        other = a_ticket(subject=f"Linked {at}")
        tickets.link(number, other.number, kind="related", by=colleague, at=MONDAY_9AM)
        tickets.link(other.number, number, kind="child", by=colleague, at=MONDAY_9AM)
        tickets.watch(number, by=colleague, at=MONDAY_9AM)
        tickets.attach_files(number, [file], by=colleague, at=MONDAY_9AM)
        tickets.add_note(number, text="@everybody look", files=[file], by=colleague, at=MONDAY_9AM)
        tickets.set_fields(number, subject=f"Crowd {at}", by=colleague, at=MONDAY_9AM)
        tickets.reply(number, text="Dag", to="crowd@klant.example", files=[file], by=colleague, at=MONDAY_9AM, dedupe_key=f"crowd{at}")
        asked = a_question(a_contact(customer=self.customer), customer_words="En nu?")
        TicketContact.objects.create(ticket=self.ticket, contact=asked.contact, question=asked)
        sent = Outgoing.objects.latest("pk").internet_message_id
        store_raw(
            self.mailbox,
            a_raw_mail(
                sender="crowd@klant.example",
                cc=f"copied{at}@klant.example",
                in_reply_to=sent,
                html="<b>Dag</b>",
                files=[("a.txt", "text/plain", b"x"), ("a.ics", "text/calendar", EVENT)],
            ),
            at=MONDAY_9AM,
        )
        see(f"ticket:{number}", by=colleague, at=MONDAY_9AM)
        Outgoing.objects.filter(dedupe_key=f"crowd{at}").update(state="failed", last_error="came back: no such user")

    def _handed_out(self, at: int, team: Team, colleague: User) -> None:
        """One more of all that is given, passed on, promised and handed over."""
        routing.save_reason(f"reason{at}", name=label(f"reason {at}", "", "", ""), **NOW)
        skill = a_skill(f"skill{at}")
        routing.require(skill, 1, team=team, **NOW)
        able(self.viewer, **{skill.key: 3})
        routing.choose_state(self.viewer, ("available", "")[at % 2], by=self.viewer, at=MONDAY_9AM + timedelta(minutes=at))
        queue = a_queue(f"queue{at}", team=self.team)
        self._ring(at, team)
        routing.save_queue(queue.key, fields={}, skills={skill: 1}, steps=[(60, 1, False)], **NOW)
        waiting = a_call(at, queue)
        a_call(1000 + at, a_queue("queue0", team=self.team))
        facts = {"waited_ms": 0, "stage": 0, "candidates": [[self.viewer.pk, False, 0, 0, 0, at]], "passed": []}
        decision = Decision.objects.create(
            at=MONDAY_9AM, operator=self.viewer, channel="call", subject_kind="waiting", subject_id=waiting.pk, rules_version=2, facts=facts
        )
        Offer.objects.create(
            waiting=Waiting.objects.earliest("pk"),
            operator=self.viewer,
            decision=decision,
            state="missed",
            offered_at=MONDAY_9AM,
            expires_at=MONDAY_9AM,
            ended_at=MONDAY_9AM,
        )
        for who in (self.viewer, colleague):
            promise = a_promise(who, customer=self.customer, what=f"Crowd {at}", team=self.team)
            a_promise(who, customer=self.customer, what=f"Crowd {at}", team=self.team)
            promises.keep_promise(promise.pk, by=who, at=MONDAY_9AM)
        a_promise(self.viewer, contact=self.call, subject_kind="contact", subject_id=self.call.pk, subject_number=self.call.number)
        a_promise(self.viewer, subject_kind="ticket", subject_id=self.ticket.pk, subject_number=self.ticket.number)
        helper = a_user("operator", name=f"Crowd Helper {at}", teams=[self.team])
        passed = a_ticket(subject=f"Crowd passed {at}", team=self.team, owner=helper)
        tickets.transfer(passed.number, owner=self.viewer, reason="crowd", by=helper, at=MONDAY_9AM)
        tickets.refuse_transfer(passed.number, reason="crowd", by=self.viewer, at=MONDAY_9AM)
        a_ticket(subject=f"Crowd of nobody {at}", team=self.team)
        tickets.hand_over(helper, to=[self.viewer], reason="crowd", by=self.viewer, at=MONDAY_9AM)
        self.handover = Handover.objects.earliest("pk")

    def _post(self, at: int) -> None:
        """One more mail of each fate."""
        store_raw(self.mailbox, a_raw_mail(sender="", subject=f"quarantined {at}"), at=MONDAY_9AM)
        store_raw(self.mailbox, a_raw_mail(sender=f"crowd-other{at}@klant.example", subject=f"filed {at}"), at=MONDAY_9AM)
        keep_demo_mail(f"crowd{at}@klant.example", a_raw_mail(), None, at=MONDAY_9AM)
        keep_demo_mail("crowd@klant.example", a_raw_mail(), None, at=MONDAY_9AM)

    def _rules(self, at: int) -> None:
        """One more rule, and of the first one more version and more in its log."""
        a_rule(is_on=False, name=f"Rule {at} of the crowd")
        first = Rule.objects.earliest("pk")
        save_rule(first, Content(f"First, {at}", "opened", [], [a_deed("note", text="Kijk")]), **NOW)
        Run.objects.create(rule=first, ticket=self.ticket, kind="opened", moment=MONDAY_9AM, about=at, at=MONDAY_9AM, outcome="done")

    def _own(self, at: int) -> None:
        """One more of what is the viewer's own."""
        a_saved_view(f"List {at} of the crowd", by=self.viewer, team=self.team if at % 2 else None)
        create_token(self.viewer, name=f"token {at}", by=self.viewer, at=MONDAY_9AM)
        UserSession.objects.create(user=self.viewer, ip="127.0.0.1", session_key=f"crowd{at}", user_agent="Chromium")
        job = BulkJob.objects.filter(by=self.viewer).first() or tickets.ask_bulk(
            "tag", {}, [self.ticket.number], by=self.viewer, at=MONDAY_9AM
        )
        tickets.ask_bulk("tag", {"tag": "x"}, [self.ticket.number], by=self.viewer, at=MONDAY_9AM)
        BulkRefusal.objects.create(job=job, number=self.ticket.number + at, reason="closed")
        save_draft(f"crowd{at}", {"text": "x"}, by=self.viewer, at=MONDAY_9AM)

    def _ring(self, at: int, team: Team) -> None:
        """A telephone, a line, a number, somebody to call back and somebody on the line."""
        telephony.add_phone(f"phone{at}", user=None, **NOW)
        telephony.save_trunk(f"line{at}", name=f"line {at}", host="192.0.2.1", **NOW)
        name = label(f"number {at}", "", "", "")
        number = telephony.save_number(f"{1000 + at}", name=name, team=team, call_back_owner=self.viewer, **NOW)
        answer_by_menu(save_menu(f"menu{at}", [Line(id="message", kind=Kind.VOICEMAIL)], name=name, **NOW), [number], **NOW)
        told = {"direction": "in", "number": number, "party": f"+32470{at:06}", "began_at": MONDAY_9AM}
        owe_call(Call.objects.create(**told, state="ended", ended_at=MONDAY_9AM, outcome="abandoned"), at=MONDAY_9AM)
        Call.objects.create(**told, state="talking")
