from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.foundation.money import Money, price_line

amounts = st.decimals(min_value=0, max_value=10**6, places=4)


@given(amounts, st.integers(1, 1000), st.sampled_from(["0", "0.06", "0.12", "0.21"]))
def test_net_and_vat_add_up_to_gross(amount: Decimal, count: int, rate: str) -> None:
    line = price_line(Money(amount), count, Decimal(rate))

    assert line.net + line.vat == line.gross
    assert line.gross.amount == line.gross.amount.quantize(Decimal("0.01"))


def test_half_a_cent_goes_up() -> None:
    assert Money(Decimal("1.005")).rounded() == Money(Decimal("1.01"))


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="EUR and USD"):
        Money(Decimal(1), "EUR") + Money(Decimal(1), "USD")
