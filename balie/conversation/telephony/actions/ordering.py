"""Commands to the media process, in the transaction of their cause."""

from __future__ import annotations

import json

from balie.conversation.telephony.media.protocol.commands import Command
from balie.conversation.telephony.media.protocol.lines import write_command
from balie.conversation.telephony.models import Order
from balie.conversation.telephony.waking import ORDERS, wake_engine


def order(instance: str, *commands: Command) -> None:
    """Have the engine say these to the media process `instance`, in this order, once the transaction stands."""
    Order.objects.bulk_create(Order(instance=instance, line=json.loads(write_command(each, 0))) for each in commands)
    wake_engine(ORDERS)


def orders_for(instance: str) -> list[Order]:
    """What is to be said to the media process, in its order."""
    return list(Order.objects.filter(instance=instance).order_by("pk"))


def said(given: Order) -> None:
    """It was said, and done or refused."""
    given.delete()
