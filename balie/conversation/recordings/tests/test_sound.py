"""A recording read as a WAV file, by place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balie.conversation.recordings.ranges import Unsatisfiable, range_in
from balie.conversation.recordings.sound import HEADER, RATE, Sound
from balie.conversation.telephony.media.codecs import RATE as LINE_RATE
from balie.conversation.telephony.media.recorder import Recording
from balie.conversation.telephony.media.sealed import CHUNK, HEAD, NotReadable

KEY = bytes(32)


def a_file(folder: Path, seconds: float = 2.5) -> tuple[Path, bytes]:
    """A recording and what it holds."""
    said = os.urandom(int(seconds * LINE_RATE))
    recording = Recording("r", "leg", folder / "r", KEY)
    recording.begin()
    for at in range(0, len(said), 160):
        recording.write(said[at : at + 160], b"\xff" * len(said[at : at + 160]))
    recording.end()
    both = bytearray(2 * len(said))
    both[0::2], both[1::2] = said, b"\xff" * len(said)
    return folder / "r", bytes(both)


def opened(path: Path, *, is_whole: bool = True) -> Sound:
    return Sound(path, key=KEY, name="r", is_whole=is_whole)


def test_a_second_is_a_chunk() -> None:
    assert (CHUNK, RATE) == (2 * LINE_RATE, LINE_RATE)


@pytest.mark.parametrize("seconds", [0, 0.5, 1, 2.5])
def test_the_whole_is_a_wav_file_of_two_channels(tmp_path: Path, seconds: float) -> None:
    path, said = a_file(tmp_path, seconds)
    with opened(path) as sound:
        found = sound.read()

        assert (found[:4], found[8:16], found[HEADER:]) == (b"RIFF", b"WAVEfmt ", said)
        assert int.from_bytes(found[4:8], "little") == len(found) - 8 == sound.length - 8


def test_the_header_says_mu_law_of_two_channels(tmp_path: Path) -> None:
    path, _said = a_file(tmp_path)
    kind = opened(path).read()[20:36]

    assert kind == b"\x07\x00\x02\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x08\x00"


@given(st.integers(0, 40_100), st.integers(0, 40_100))
def test_any_part_is_that_of_the_whole(tmp_path_factory: pytest.TempPathFactory, begin: int, size: int) -> None:
    folder = tmp_path_factory.mktemp("sound")
    path, _said = a_file(folder)
    with opened(path) as sound:
        whole = sound.read()
        sound.seek(begin)

        assert sound.read(size) == whole[begin : begin + size]


def test_one_that_was_cut_off_ends_with_its_last_whole_second(tmp_path: Path) -> None:
    path, said = a_file(tmp_path)
    with path.open("r+b") as file:
        file.truncate(len(HEAD) + 2 * (CHUNK + 16) + 100)

    assert opened(path, is_whole=False).read()[HEADER:] == said[: 2 * CHUNK]


def test_one_that_was_changed_or_shortened_is_not_played(tmp_path: Path) -> None:
    path, _said = a_file(tmp_path)
    data = bytearray(path.read_bytes())
    data[len(HEAD) + 5] ^= 1
    path.write_bytes(data)
    with opened(path) as sound, pytest.raises(NotReadable):
        sound.read()

    path.write_bytes(data[: len(HEAD) + CHUNK + 16])
    with pytest.raises(NotReadable):
        opened(path)


@pytest.mark.parametrize(
    ("asked", "given_"),
    [
        ("", None),
        ("bytes=0-", (0, 100)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-500", (90, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-500", (0, 100)),
        ("bytes=0-1,5-6", None),
        ("lines=1-2", None),
        ("bytes=9-3", None),
        ("bytes=-", None),
    ],
)
def test_a_range_is_what_the_browser_asked_for(asked: str, given_: tuple[int, int] | None) -> None:
    assert range_in(asked, 100) == given_


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_a_range_beyond_the_end_is_told(asked: str) -> None:
    with pytest.raises(Unsatisfiable):
        range_in(asked, 100)
