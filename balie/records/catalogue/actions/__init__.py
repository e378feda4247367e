"""Verbs on contracts, the only writers."""

from balie.records.catalogue.actions.contracts import AlreadyOver, Entitled, end_contract, save_contract
from balie.records.catalogue.actions.documents import attach_documents, remove_document
from balie.records.catalogue.actions.following import follow_merge, follow_people
from balie.records.catalogue.actions.using import AlreadyUndone, NothingLeft, NotInForce, undo_use, use_entitlement

__all__ = [
    "AlreadyOver",
    "AlreadyUndone",
    "Entitled",
    "NotInForce",
    "NothingLeft",
    "attach_documents",
    "end_contract",
    "follow_merge",
    "follow_people",
    "remove_document",
    "save_contract",
    "undo_use",
    "use_entitlement",
]
