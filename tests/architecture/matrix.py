"""Who may reach what: one row for every address, API operation and live topic. A new one without a row fails the test.

A row names the method, the verbs all of which the role must hold, and what the number in the address is of. `own_only`:
the verb also asks that the record is the viewer's own, so only refusals are certain for the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    method: str = "GET"
    verbs: tuple[str, ...] = ()
    subject: str = ""
    own_only: bool = False
    kwargs: dict[str, object] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    is_open: bool = False  # no sign-in asked
    is_sure: bool = True  # who may, gets an answer; else only the refusals are certain


def page(*verbs: str, **more: object) -> Row:
    return Row(verbs=verbs, **more)  # type: ignore[arg-type]


def post(*verbs: str, **more: object) -> Row:
    return Row(method="POST", verbs=verbs, **more)  # type: ignore[arg-type]


VIEW = {"ticket": "tickets.view", "customer": "customers.view", "contact": "contacts.view"}
_OPEN = {"is_open": True}
_T: dict[str, object] = {"subject": "ticket"}
_C: dict[str, object] = {"subject": "customer"}
_K: dict[str, object] = {"subject": "contact"}
_UNSURE: dict[str, object] = {"is_sure": False}
ADMIN, SETTINGS, MAILBOXES = "accounts.manage", "settings.manage", "email.manage_mailboxes"

PAGES: dict[str, Row] = {
    "healthz": page(is_open=True, is_sure=False),
    "metrics": page(**_OPEN),
    "files:upload": post(),
    "files:open": page(kwargs={"pk": "00000000-0000-4000-8000-000000000000"}, **_UNSURE),
    "desk:home": page(),
    "desk:waiting": page(),
    "desk:search": page(),
    "desk:setup": page(kwargs={"secret": "none"}, is_open=True, is_sure=False),
    "desk:help": page(),
    "desk:settings": page(**_UNSURE),
    "desk:preferences": post(**_OPEN),
    "desk:keep_tab": post(kwargs={"number": 20100011}, **_UNSURE),
    "desk:close_tab": post(kwargs={"number": 20100011}, **_UNSURE),
    "desk:me": page(),
    "desk:end_session": post(kwargs={"session_id": 0}, **_UNSURE),
    "desk:create_token": post("accounts.own_tokens", data={"name": "x"}),
    "desk:revoke_token": post(kwargs={"token_id": 0}, **_UNSURE),
    "ui:gallery": page(),
    "contacts:index": page("contacts.view"),
    "contacts:create": post("contacts.register"),
    "contacts:contact": page(**_K),
    "contacts:change": post("contacts.register", **_K),
    "contacts:attach": post("contacts.register", is_sure=False, **_K),
    "contacts:new_file": page("contacts.register", "customers.create", **_K),
    "contacts:question": post("contacts.register", kwargs={"position": 1}, **_K),
    "contacts:remove_question": post("contacts.register", kwargs={"position": 1}, is_sure=False, **_K),
    "contacts:finish": post("contacts.finish", own_only=True, **_K),
    "contacts:reopen": post("contacts.reopen", own_only=True, **_K),
    "contacts:take_over": post("contacts.take_over", **_K),
    "contacts:discard": post("contacts.finish", own_only=True, **_K),
    "email:log": page("email.view_quarantine"),
    "email:quarantine": page("email.view_quarantine"),
    "email:retry": post("email.handle_quarantine", kwargs={"pk": 0}, **_UNSURE),
    "email:file_by_hand": post("email.handle_quarantine", kwargs={"pk": 0}, **_UNSURE),
    "email:dismiss": post("email.dismiss", kwargs={"pk": 0}, **_UNSURE),
    "email:outgoing": page("email.view_outgoing"),
    "email:send_again": post("email.resend", kwargs={"pk": 0}, **_UNSURE),
    "email:release": post("email.release", kwargs={"pk": 0}, **_UNSURE),
    "email:layout": page(kwargs={"pk": 0}, **_UNSURE),
    "email:mailboxes": page(MAILBOXES),
    "email:new_mailbox": page(MAILBOXES),
    "email:mailbox": page(MAILBOXES, kwargs={"pk": 0}, **_UNSURE),
    "email:sign_in": page(MAILBOXES, kwargs={"pk": 0}, **_UNSURE),
    "email:signed_in": page(MAILBOXES, **_UNSURE),
    "email:try_now": post(MAILBOXES, kwargs={"pk": 0}, **_UNSURE),
    "email:demo": page(**_UNSURE),
    "email:demo_send": post(**_UNSURE),
    "accounts:people": page(ADMIN),
    "accounts:invite": page(ADMIN),
    "accounts:person": page(ADMIN, kwargs={"user_id": 0}, **_UNSURE),
    "accounts:reset": post(ADMIN, kwargs={"user_id": 0}, **_UNSURE),
    "accounts:set_active": post(ADMIN, kwargs={"user_id": 0}, **_UNSURE),
    "accounts:teams": page(ADMIN),
    "accounts:retire_team": post(ADMIN, kwargs={"key": "ours"}),
    "accounts:link": page(kwargs={"secret": "none"}, is_open=True, is_sure=False),
    "audit:log": page("audit.view"),
    "permissions:roles": page(ADMIN),
    "drafts:draft": page(kwargs={"key": "x"}),
    "presence:here": post(data={"topic": "user:0"}, **_UNSURE),
    "taxonomy:organisation": page(SETTINGS),
    "taxonomy:index": page(SETTINGS),
    "taxonomy:terms": page(SETTINGS, kwargs={"slug": "purposes"}, **_UNSURE),
    "taxonomy:add": post(SETTINGS, kwargs={"slug": "purposes"}, **_UNSURE),
    "taxonomy:edit": page(SETTINGS, kwargs={"slug": "purposes", "pk": 0}, **_UNSURE),
    "taxonomy:move": post(SETTINGS, kwargs={"slug": "purposes", "pk": 0}, **_UNSURE),
    "taxonomy:retire": post(SETTINGS, kwargs={"slug": "purposes", "pk": 0}, **_UNSURE),
    "taxonomy:restore": post(SETTINGS, kwargs={"slug": "purposes", "pk": 0}, **_UNSURE),
    "calendars:index": page(SETTINGS),
    "calendars:edit": page(SETTINGS, kwargs={"key": "none"}, **_UNSURE),
    "calendars:make_default": post(SETTINGS, kwargs={"key": "none"}, **_UNSURE),
    "customers:index": page("customers.view"),
    "customers:create": page("customers.create"),
    "customers:likely": post("customers.create"),
    "customers:fields": post("customers.create"),
    "customers:attach": page("customers.view"),
    "customers:customer": page(**_C),
    "customers:timeline": page(**_C),
    "customers:changes": page(**_C),
    "customers:edit": page("customers.change", "permissions.read_personal", **_C),
    "customers:kind_fields": post("customers.change", "permissions.read_personal", **_C),
    "customers:reveal": post("permissions.reveal_secret", kwargs={"field": "iban"}, **_C),
    "customers:column": page(**_C),
    "customers:level": page("permissions.set_level", **_C),
    "customers:merge": page("customers.merge", **_C),
    "customers:add_to": post("customers.change", is_sure=False, **_C),
    "customers:part": page(kwargs={"name": "phones"}, is_sure=False, **_C),
    "customers:add_part": post("customers.change", kwargs={"name": "phones"}, is_sure=False, **_C),
    "customers:change_part": post("customers.change", kwargs={"name": "phones", "pk": 0}, is_sure=False, **_C),
    "customers:mail_works": post("customers.change", kwargs={"pk": 0}, is_sure=False, **_C),
    "customers:remove_part": post("customers.change", kwargs={"name": "phones", "pk": 0}, is_sure=False, **_C),
    "tickets:lists": page("tickets.view"),
    "tickets:columns": post(**_UNSURE),
    "tickets:bulk": post("tickets.take", data={"verb": "take"}),
    "tickets:create": page("tickets.open"),
    "tickets:ticket": page(**_T),
    "tickets:conversation": page(**_T),
    "tickets:presence": page(**_T),
    "tickets:fields": post("tickets.change", **_T),
    "tickets:customer": post("tickets.change", is_sure=False, **_T),
    "tickets:take": post("tickets.take", **_T),
    "tickets:transfer": post("tickets.transfer", **_T),
    "tickets:state": post("tickets.change", **_T),
    "tickets:close": post("tickets.close", **_T),
    "tickets:reopen": post("tickets.reopen", **_T),
    "tickets:undo": post("tickets.change", **_T),
    "tickets:watch": post(**_T),
    "tickets:link": post("tickets.change", is_sure=False, **_T),
    "tickets:unlink": post("tickets.change", kwargs={"link_id": 0}, is_sure=False, **_T),
    "tickets:files": post("tickets.change", **_T),
    "tickets:reply": post("tickets.reply", **_T),
    "tickets:take_back": post("tickets.reply", kwargs={"pk": 0}, is_sure=False, **_T),
    "tickets:moment": post("tickets.reply", kwargs={"pk": 0}, is_sure=False, **_T),
    "tickets:template": page("tickets.reply", is_sure=False, **_T),
    "tickets:copied": post("tickets.reply", "email.decide_copied", is_sure=False, **_T),
    "tickets:message": page(kwargs={"message_id": 0}, is_sure=False, **_T),
    "tickets:move": post("tickets.change", kwargs={"message_id": 0}, is_sure=False, **_T),
    "tickets:ask": page("tickets.reply", **_T),
    "tickets:write_aside": post("tickets.reply", kwargs={"side_id": 0}, is_sure=False, **_T),
    "tickets:note": post("tickets.note", **_T),
    "tickets:settings": page(SETTINGS),
    "tickets:templates": page(SETTINGS),
    "tickets:new_template": page(SETTINGS),
    "tickets:template_text": page(SETTINGS, kwargs={"key": "none"}, **_UNSURE),
    "tickets:automatic_texts": page(SETTINGS),
    "tickets:automatic_text": page(SETTINGS, kwargs={"key": "received"}),
    "tickets:retire_template": post(SETTINGS, kwargs={"key": "none"}, **_UNSURE),
}

API: dict[str, Row] = {
    "GET /customers": page("customers.view"),
    "POST /customers": post("customers.create"),
    "GET /customers/{number}": page(**_C),
    "PATCH /customers/{number}": Row("PATCH", ("customers.change",), "customer", is_sure=False),
    "POST /customers/{number}/phones": post("customers.change", is_sure=False, **_C),
    "POST /customers/{number}/mail-addresses": post("customers.change", is_sure=False, **_C),
    "POST /customers/{number}/notes": post("customers.change", is_sure=False, **_C),
    "PUT /customers/{number}/level": Row("PUT", ("permissions.set_level",), "customer", is_sure=False),
    "POST /customers/{number}/merge": post("customers.merge", is_sure=False, **_C),
    "GET /contacts": page("contacts.view"),
    "POST /contacts": post("contacts.register"),
    "GET /contacts/{number}": page(**_K),
    "PUT /contacts/{number}/questions/{position}": Row("PUT", ("contacts.register",), "contact", kwargs={"position": 1}),
    "POST /contacts/{number}/customer": post("contacts.register", is_sure=False, **_K),
    "POST /contacts/{number}/finish": post("contacts.finish", own_only=True, **_K),
    "POST /contacts/{number}/reopen": post("contacts.reopen", own_only=True, **_K),
    "GET /tickets": page("tickets.view"),
    "POST /tickets": post("tickets.open"),
    "GET /tickets/{number}": page(**_T),
    "PATCH /tickets/{number}": Row("PATCH", ("tickets.change",), "ticket"),
    "GET /tickets/{number}/messages": page(**_T),
    "POST /tickets/{number}/replies": post("tickets.reply", **_T),
    "POST /tickets/{number}/copied": post("tickets.reply", "email.decide_copied", is_sure=False, **_T),
    "POST /tickets/{number}/notes": post("tickets.note", **_T),
    "POST /tickets/{number}/take": post("tickets.take", **_T),
    "POST /tickets/{number}/assign": post("tickets.assign", **_T),
    "POST /tickets/{number}/transfer": post("tickets.transfer", **_T),
    "POST /tickets/{number}/state": post("tickets.change", **_T),
    "POST /tickets/{number}/close": post("tickets.close", **_T),
    "POST /tickets/{number}/reopen": post("tickets.reopen", **_T),
    "PUT /tickets/{number}/watch": Row("PUT", (), "ticket"),
    "DELETE /tickets/{number}/watch": Row("DELETE", (), "ticket"),
    "POST /tickets/{number}/links": post("tickets.change", is_sure=False, **_T),
    "DELETE /tickets/{number}/links/{link_id}": Row("DELETE", ("tickets.change",), "ticket", kwargs={"link_id": 0}, is_sure=False),
}

# prefix of a live topic → the verbs its plain form takes, and what its key is the number of
TOPICS: dict[str, tuple[tuple[str, ...], str]] = {
    "ticket": ((), "ticket"),
    "tickets": (("tickets.view",), ""),
    "customer": ((), "customer"),
    "customers": (("customers.view",), ""),
    "contact": ((), "contact"),
    "taxonomy": ((), "?"),
    "mail": (("email.view_quarantine",), "?"),
    "user": ((), "?"),
    "presence": ((), "?"),
}
