"""Verbs on customers: the only writers of the customer file."""

from __future__ import annotations

from balie.records.customers.actions.failing import mark_failing, note_working, set_working
from balie.records.customers.actions.files import (
    FIELDS,
    SECRETS,
    change_customer,
    create_customer,
    reveal_secret,
    set_level,
)
from balie.records.customers.actions.merging import MERGED_FIELDS, merge_customers
from balie.records.customers.actions.parts import (
    add_note,
    record_consent,
    remove_part,
    save_holding,
    save_mail_address,
    save_phone,
    save_postal_address,
    save_relation,
)
from balie.records.customers.actions.searching import index_customers
from balie.records.customers.actions.taking_apart import NotMerged, take_apart

__all__ = [
    "FIELDS",
    "MERGED_FIELDS",
    "SECRETS",
    "NotMerged",
    "add_note",
    "change_customer",
    "create_customer",
    "index_customers",
    "mark_failing",
    "merge_customers",
    "note_working",
    "record_consent",
    "remove_part",
    "reveal_secret",
    "save_holding",
    "save_mail_address",
    "save_phone",
    "save_postal_address",
    "save_relation",
    "set_level",
    "set_working",
    "take_apart",
]
