"""Money: an exact amount with its currency; VAT and rounding per line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Money:
    """`amount` in whole `currency` units (ISO 4217), exact; rounding happens only where a line is closed."""

    amount: Decimal
    currency: str = "EUR"

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return Money(self.amount + other.amount, self.currency)

    def __mul__(self, count: Decimal | int) -> Money:
        return Money(self.amount * count, self.currency)

    def rounded(self) -> Money:
        """To the cent, half up, as Belgian invoices do."""
        return Money(self.amount.quantize(CENT, ROUND_HALF_UP), self.currency)


@dataclass(frozen=True)
class Line:
    """One priced line, closed: `net` + `vat` = `gross`, each to the cent."""

    net: Money
    vat: Money
    gross: Money


def price_line(unit: Money, count: Decimal | int, vat_rate: Decimal) -> Line:
    """Price `count` × `unit` with `vat_rate` (0.21 = 21 %), rounded once, on this line."""
    net = (unit * count).rounded()
    vat = (net * vat_rate).rounded()
    return Line(net=net, vat=vat, gross=net + vat)
