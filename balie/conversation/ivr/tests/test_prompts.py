"""What callers hear, replaced on screen: checked, converted, listened to, and back again."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from balie.access.accounts.testing import a_user
from balie.conversation.ivr.rules.outline import Kind
from balie.conversation.ivr.testing import a_line, a_menu
from balie.conversation.routing.models import Queue
from balie.conversation.telephony import actions, waves
from balie.conversation.telephony.media.prompts import read_prompt
from balie.conversation.telephony.media.protocol import commands, events
from balie.conversation.telephony.models import Prompt
from balie.conversation.telephony.spoken import file_of
from balie.conversation.telephony.testing import House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stored(settings: Any, tmp_path: Path) -> None:
    settings.BALIE_FILES_ROOT = tmp_path


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user("administrator", username="boss", language="en"))
    return client


def a_wav(hertz: int = 440, *, rate: int = 44_100, seconds: float = 1.0, channels: int = 2, width: int = 2, loud: float = 0.5) -> bytes:
    """A tone in a WAV file, the same in all channels."""
    samples = np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate) * loud
    whole = (np.repeat(samples, channels) * (2 ** (8 * width - 1) - 1)).astype("<i4")
    data = (whole + 128).astype("u1") if width == 1 else whole.view("u1").reshape(-1, 4)[:, :width]
    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        target.setnchannels(channels)
        target.setsampwidth(width)
        target.setframerate(rate)
        target.writeframes(data.tobytes())
    return file.getvalue()


def strength(samples: np.ndarray, hertz: int) -> float:
    """The amplitude of this tone in one second of 8 kHz."""
    return float(2 * np.abs(np.fft.rfft(samples[:8000] * np.hanning(8000)))[hertz] / np.hanning(8000).sum())


def sent(desk: Client, name: str, language: str, content: bytes) -> int:
    told = {"language": language, "sound": SimpleUploadedFile("x.wav", content)}
    return desk.post(f"/settings/telephone/heard/{name}/", told).status_code


@pytest.mark.parametrize(
    ("rate", "channels", "width"), [(8000, 1, 2), (16_000, 1, 1), (22_050, 1, 2), (44_100, 2, 2), (48_000, 2, 3), (48_000, 1, 4)]
)
def test_a_tone_is_the_same_tone_after_it_was_converted(rate: int, channels: int, width: int, tmp_path: Path) -> None:
    heard, duration_ms = waves.converted(a_wav(440, rate=rate, channels=channels, width=width))
    (tmp_path / "x.wav").write_bytes(heard)
    samples = read_prompt(tmp_path / "x.wav")

    assert abs(duration_ms - 1000) <= 1
    assert strength(samples, 440) == pytest.approx(16_384, rel=0.05)
    assert max(strength(samples, each) for each in (220, 880, 1760, 3000)) < 200


def test_what_telephones_do_not_carry_does_not_come_back_as_another_tone(tmp_path: Path) -> None:
    both = (
        np.frombuffer(a_wav(440, rate=48_000, channels=1)[44:], "<i2") // 2
        + np.frombuffer(a_wav(5000, rate=48_000, channels=1)[44:], "<i2") // 2
    )
    heard, _ms = waves.converted(a_wav(440, rate=48_000, channels=1)[:44] + both.astype("<i2").tobytes())
    (tmp_path / "x.wav").write_bytes(heard)

    assert strength(read_prompt(tmp_path / "x.wav"), 3000) < 50  # 8000 - 5000


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"RIFF", "format"),
        (b"ID3" + bytes(2000), "format"),
        (a_wav(rate=6000), "rate"),
        (a_wav(rate=96_000), "rate"),
        (a_wav(seconds=0.05), "length"),
        (a_wav(rate=8000, channels=1, width=1, seconds=121), "length"),
        (a_wav(loud=0.001), "silent"),
    ],
)
def test_what_cannot_be_heard_is_refused_with_the_reason(content: bytes, why: str) -> None:
    with pytest.raises(waves.Unusable) as refused:
        waves.converted(content)

    assert refused.value.why == why


@given(noise=some.binary(max_size=300), cut=some.integers(0, 400))
def test_no_file_whatever_breaks_anything_but_itself(noise: bytes, cut: int) -> None:
    for content in (noise, a_wav(rate=8000, channels=1)[:44] + noise, a_wav(rate=8000)[:cut], noise[:4] + a_wav()[4:60] + noise):
        try:
            waves.converted(content)
        except waves.Unusable:
            continue


def test_callers_hear_the_own_greeting_in_its_language_and_the_original_again(desk: Client, house: House) -> None:
    status = sent(desk, "welcome", "nl", a_wav())
    prompt = Prompt.objects.get()
    heard = desk.get("/settings/telephone/heard/welcome/sound/nl/").getvalue()
    house.rings_in()
    house.tell(events.Answered("jan"))
    own = [each.files[0] for each in house.told() if isinstance(each, commands.Play)]
    desk.post("/settings/telephone/heard/welcome/", {"language": "nl", "what": "original"})
    house.rings_in("piet")
    house.tell(events.Answered("piet"))
    original = [Path(each.files[0]).stem for each in house.told() if isinstance(each, commands.Play)]

    assert (status, prompt.duration_ms) == (303, 1000)
    assert heard == file_of(prompt.sha256).read_bytes()
    assert own == [str(file_of(prompt.sha256))]
    assert original == ["welcome-nl"]


def test_what_is_wrong_with_a_file_is_told_beside_it(desk: Client) -> None:
    told = {"language": "nl", "sound": SimpleUploadedFile("x.wav", a_wav(seconds=0.01))}
    answer = desk.post("/settings/telephone/heard/welcome/", told)

    assert answer.status_code == 422
    assert "two minutes" in answer.content.decode()
    assert not Prompt.objects.exists()


@pytest.mark.parametrize("address", ["secrets/", "welcome/sound/xx/", "menu-none/"])
def test_there_is_nothing_else_to_listen_to(desk: Client, address: str) -> None:
    assert desk.get(f"/settings/telephone/heard/{address}").status_code == 404


def test_the_line_of_a_menu_answers_once_it_can_be_heard(desk: Client, queue: Queue) -> None:
    a_menu([a_line(Kind.SAY, "news"), a_line(Kind.QUEUE, "queue", queue=queue.pk)])
    missing = desk.get("/settings/telephone/heard/").content.decode()
    for code in ("nl", "fr", "en", "de"):
        sent(desk, "menu-news", code, a_wav())

    assert missing.index("Dutch, French, English, German") < missing.index("Greeting while open")
    assert Prompt.objects.filter(name="menu-news").count() == 4


def test_words_are_spoken_by_the_machine_where_it_can(desk: Client, queue: Queue) -> None:
    a_menu(
        [
            a_line(Kind.SAY, "news", words=dict.fromkeys(("nl", "fr", "en", "de"), "Goeiedag; rm -rf")),
            a_line(Kind.QUEUE, "queue", queue=queue.pk),
        ]
    )
    desk.post("/settings/telephone/heard/menu-news/", {"language": "nl", "what": "speak"})

    assert Prompt.objects.get().duration_ms > 500


def test_an_incident_is_told_in_its_own_words_to_who_comes_and_to_who_waits(house: House, queue: Queue) -> None:
    Queue.objects.update(incident={"nl": "Er is een storing"})
    house.waits()
    actions.save_prompt(f"incident-{queue.pk}", "nl", a_wav(), by=None, at=house.now)
    house.tell(events.Played("music:jan"))
    [played] = [each for each in house.told() if isinstance(each, commands.Play)]

    assert played.files[0] == str(file_of(Prompt.objects.get().sha256))
