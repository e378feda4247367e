"""Using what a contract entitles to, and taking a use back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from balie.access.accounts.models import User
from balie.access.audit.actions import record
from balie.access.permissions.actions import ensure_may
from balie.foundation.errors import Invalid, NotFound, Refusal
from balie.foundation.live import nudge
from balie.foundation.text.normalise import one_line
from balie.records.catalogue import rules
from balie.records.catalogue.models import Contract, Entitlement, Use
from balie.records.catalogue.policies import USE
from balie.records.customers.models import Customer


class NotInForce(Refusal):
    """On that day the contract entitles to nothing."""

    code = "not_in_force"
    sentence = _("The contract is not in force on {day}, so nothing of it can be used.")
    field_name = "used_on"


class NothingLeft(Refusal):
    """The period's quantity is used."""

    code = "nothing_left"
    sentence = "{words}"
    field_name = "quantity"


class AlreadyUndone(Refusal):
    """A use is undone once."""

    code = "already_undone"
    sentence = _("This was taken back already.")


@transaction.atomic
def use_entitlement(
    contract: Contract,
    entitlement_id: int,
    *,
    quantity: int = 1,
    used_on: date,
    customer: Customer | None = None,
    note: str = "",
    by: User | None,
    at: datetime,
) -> Use:
    """Note that `customer`, else the holder, used so many on that day.

    Raises `NotInForce`, `NothingLeft`, `NotFound`, and `Invalid` on quantity, used_on, customer or note.
    """
    held = _contract(contract, by=by)
    ensure_may(by, USE, held)
    entitlement = _entitlement(held, entitlement_id)
    user = customer or held.holder
    if not Contract.objects.covering(user.pk).filter(pk=held.pk).exists():
        raise Invalid(field="customer", reason=_("The contract does not cover this customer."))
    if not 1 <= quantity <= rules.MOST_OF_ONE:
        raise Invalid(field="quantity", reason=_("Write a whole number from 1 to {most}.").format(most=rules.MOST_OF_ONE))
    if used_on > timezone.localtime(at).date():
        raise Invalid(field="used_on", reason=_("This day is yet to come."))
    if rules.standing(held.first_on, held.last_on, used_on) != rules.IN_FORCE:
        raise NotInForce(day=date_format(used_on))
    _ensure_left(held, entitlement, quantity, used_on)
    line = one_line(note)
    if len(line) > 200:
        raise Invalid(field="note", reason=_("This is too long: at most {longest} characters.").format(longest=200))
    use = Use.objects.create(entitlement=entitlement, customer=user, quantity=quantity, used_on=used_on, note=line, at=at, by=by)
    _tell(held, "used", use, by=by, at=at)
    return use


@transaction.atomic
def undo_use(contract: Contract, use_id: int, *, by: User | None, at: datetime) -> Use:
    """Take a use back: it counts no more and stays to be seen. Raises `AlreadyUndone`, `NotFound`."""
    held = _contract(contract, by=by)
    ensure_may(by, USE, held)
    use = Use.objects.select_for_update().filter(pk=use_id, entitlement__contract=held).first()
    if use is None:
        raise NotFound()
    if use.undone_at is not None:
        raise AlreadyUndone()
    use.undone_at, use.undone_by = at, by
    use.save(update_fields=["undone_at", "undone_by"])
    _tell(held, "use_undone", use, by=by, at=at)
    return use


def _contract(contract: Contract, *, by: User | None) -> Contract:
    rows = Contract.objects.all() if by is None else Contract.objects.visible_to(by)
    held = rows.select_related("holder").filter(pk=contract.pk).first()
    if held is None:
        raise NotFound()
    return held


def _entitlement(contract: Contract, pk: int) -> Entitlement:
    """Locked, so that of two who take the last one, one gets it."""
    found = Entitlement.objects.select_for_update(of=("self",)).select_related("kind").filter(contract=contract, pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def _ensure_left(contract: Contract, entitlement: Entitlement, quantity: int, on: date) -> None:
    period = rules.period_of(entitlement.period, contract.first_on, contract.last_on, on)
    uses: dict[date, int] = {}
    for day, used in entitlement.uses.filter(undone_at=None, used_on__gte=period.begins_on).values_list("used_on", "quantity"):
        uses[day] = uses.get(day, 0) + used
    left = rules.left(entitlement.quantity, rules.used_in(period, uses))
    if left is not None and quantity > left:
        raise NothingLeft(words=_words(str(entitlement.kind.name), left, period))


def _words(name: str, left: int, period: rules.Period) -> str:
    """What is left of it, in a sentence."""
    until = date_format(period.ends_on) if period.ends_on else ""
    facts = {"name": name, "left": left, "day": until}
    if not left:
        return (_("Of “%(name)s” nothing is left until %(day)s.") if until else _("Of “%(name)s” nothing is left.")) % facts
    return ngettext("Of “%(name)s” only %(left)s is left.", "Of “%(name)s” only %(left)s are left.", left) % facts


def _tell(contract: Contract, verb: str, use: Use, *, by: User | None, at: datetime) -> None:
    data = {"use_id": use.pk, "entitlement_id": use.entitlement_id, "quantity": use.quantity}
    record(f"catalogue.{verb}", contract, by=by, at=at, data={**data})
    nudge(f"contract:{contract.number}")  # not the file: its whole column would be fetched again under the operator's hands
