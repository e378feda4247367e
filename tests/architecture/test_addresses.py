"""Every address leads to its own page: none is hidden by one that is looked at before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

SAMPLES = {IntConverter: "7", SlugConverter: "word", StringConverter: "word", UUIDConverter: "0f8fad5b-d9cb-469f-a165-70867728950e"}


def _addresses(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        own = str(each.pattern)
        for name, converter in each.pattern.converters.items():
            sample = next((given for kind, given in SAMPLES.items() if type(converter) is kind), None)
            if sample is None:
                break
            word = type(converter).__name__.removesuffix("Converter").lower()
            own = own.replace(f"<{word}:{name}>", sample).replace(f"<{name}>", sample)
        else:
            if isinstance(each, URLResolver):
                yield from _addresses(each, before + own)
            else:
                yield before + own, each


# The API parts the verbs of one address itself; sign-in is allauth's.
ADDRESSES = [
    pytest.param(address, pattern, id=address)
    for address, pattern in _addresses(get_resolver())
    if not address.startswith("/api/") and "^" not in address
]


@pytest.mark.parametrize(("address", "pattern"), ADDRESSES)
def test_an_address_leads_to_its_own_page(address: str, pattern: URLPattern) -> None:
    found = resolve(address)

    assert (found.url_name, found.func) == (pattern.name, pattern.callback)
