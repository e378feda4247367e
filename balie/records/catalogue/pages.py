"""What contracts fill in for others: the customer's file, its merge, files, lists of words, topics."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balie.access.accounts.models import User
from balie.foundation.files.models import File
from balie.foundation.live.extensions import TopicKind
from balie.foundation.text.numbers import whole
from balie.foundation.ui.addresses import url
from balie.records.catalogue.models import Contract, ContractType, EntitlementKind, Service, Use
from balie.records.catalogue.policies import VIEW
from balie.records.catalogue.queries.timeline import timeline_for
from balie.records.customers.extensions import Along, FileTab
from balie.records.customers.models import Customer
from balie.records.taxonomy.extensions import TermList


def entitled_url(viewer: User, number: int) -> str:
    """The part that tells what the customer is entitled to."""
    return url("catalogue:entitled", number) if viewer.has(VIEW) else ""


def contracts_tab(viewer: User, customer: Customer) -> FileTab | None:
    return FileTab("contracts", _("Contracts"), url("catalogue:contracts", customer.number)) if viewer.has(VIEW) else None


def may_open_file(viewer: User, file: File) -> bool:
    """Whether the file is a document of a contract the viewer may see."""
    return Contract.objects.visible_to(viewer).filter(documents__file=file).exists()


def may_follow(viewer: User, key: str) -> bool:
    return Contract.objects.visible_to(viewer).filter(number=whole(key)).exists()


ENTITLED = [entitled_url]
FILE_TABS = [contracts_tab]
LONG_TIMELINE = [timeline_for]
TERM_LISTS = [
    TermList("contract-types", ContractType, gettext_lazy("Types of contract"), gettext_lazy("The service contracts that are sold.")),
    TermList("services", Service, gettext_lazy("Services"), gettext_lazy("What a contract may cover.")),
    TermList(
        "entitlements", EntitlementKind, gettext_lazy("Entitlements"), gettext_lazy("What a contract may give a right to, counted or not.")
    ),
]
TOPICS = [TopicKind("contract", may_follow)]
ALONG = [Along(Contract, gettext_lazy("Contracts"), field="holder"), Along(Use, gettext_lazy("Used of contracts"))]
