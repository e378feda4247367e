from __future__ import annotations

import numpy as np
import pytest

from balie.conversation.telephony.media.codecs import PCMA, PCMU, SILENCE, decode_one, encode_one


@pytest.mark.parametrize(
    ("payload_type", "byte", "sample"),
    [
        (PCMU, 0x00, -32124),
        (PCMU, 0xFF, 0),
        (PCMU, 0x80, 32124),
        (PCMU, 0x8F, 16764),
        (PCMA, 0xD5, 8),
        (PCMA, 0x55, -8),
        (PCMA, 0xAA, 32256),
        (PCMA, 0x2A, -32256),
    ],
)
def test_a_byte_has_the_sample_of_g_711(payload_type: int, byte: int, sample: int) -> None:
    assert decode_one(bytes([byte]), payload_type)[0] == sample


@pytest.mark.parametrize("payload_type", [PCMU, PCMA])
def test_every_byte_becomes_itself_again(payload_type: int) -> None:
    every = bytes(range(256))

    again = decode_one(encode_one(decode_one(every, payload_type), payload_type), payload_type)

    assert np.array_equal(again, decode_one(every, payload_type))


@pytest.mark.parametrize("payload_type", [PCMU, PCMA])
def test_what_is_too_loud_becomes_the_loudest(payload_type: int) -> None:
    loud = encode_one(np.array([1e6, -1e6], dtype=np.float32), payload_type)

    assert np.abs(decode_one(loud, payload_type)).min() > 32000


@pytest.mark.parametrize("payload_type", [PCMU, PCMA])
def test_silence_is_silent(payload_type: int) -> None:
    assert abs(decode_one(SILENCE[payload_type], payload_type)[0]) <= 8
