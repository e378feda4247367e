"""A browser with a headset: it says a tone, and lets the tests hear what it plays."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from balie.conversation.telephony.tests.tones import tone, write_wav
from tests.journeys.conftest import ARGUMENTS, BROWSERS, enter
from tests.journeys.house import House

RATE = 48000
# Every connection of the page is remembered, so that what it hears can be looked into; nothing of Balie is changed.
LISTEN = """
(() => {
  const Real = window.RTCPeerConnection;
  window.heard = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...told) {
      super(...told);
      this.addEventListener("track", ({ track }) => {
        const context = new AudioContext();
        const analyser = new AnalyserNode(context, { fftSize: 16384, smoothingTimeConstant: 0 });
        new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) }).connect(analyser);
        window.heard.push({ analyser, rate: context.sampleRate });
      });
    }
  };
})();
"""
LOUD = """
(tones) => {
  const { analyser, rate } = window.heard[window.heard.length - 1];
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  const width = rate / analyser.fftSize;
  return tones.filter((tone) => {
    const at = Math.round(tone / width);
    return Math.max(...bins.slice(at - 2, at + 3)) > -50;
  });
}
"""
TONES = [440, 700, 1000, 1500, 2000]


@contextmanager
def headset(folder: Path, hertz: int, *, is_allowed: bool = True, device: bool = True) -> Iterator[Browser]:
    """Chromium whose microphone says a tone; where it is not allowed, it asks and nobody answers."""
    voice = write_wav(folder / f"voice{hertz}.wav", _voice(hertz), rate=RATE)
    arguments = [
        *ARGUMENTS,
        "--use-fake-device-for-media-stream" if device else "--disable-audio-input",
        *(["--use-fake-ui-for-media-stream"] if is_allowed else ["--deny-permission-prompts"]),
        f"--use-file-for-fake-audio-capture={voice}",
        "--autoplay-policy=no-user-gesture-required",
        "--allow-loopback-in-peer-connection",
        "--disable-features=WebRtcHideLocalIpsWithMdns",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ]
    found = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        yield browser
        browser.close()


def _voice(hertz: int):
    import numpy as np

    at = np.arange(RATE * 10) / RATE
    return (8000 * np.sin(2 * np.pi * hertz * at)).astype(np.float32)


def operator_at(house: House, browser: Browser, username: str = "operator") -> Page:
    page = enter(house, browser, username, language="en", theme="light")
    page.context.add_init_script(LISTEN)
    # A tone would be taken for noise and filtered away.
    page.context.add_init_script("localStorage.setItem('balie-headset', JSON.stringify({ isPlain: true }))")
    return page


def use_browser(page: Page) -> None:
    """Choose the browser, and see it connected."""
    page.goto("/telephone/headset/")
    page.get_by_label("this browser, with a headset").check()
    page.get_by_role("button", name="Save").click()
    connected(page)


def connected(page: Page, *, within: float = 10) -> None:
    expect(page.locator("html[data-telephone=on]")).to_be_attached(timeout=within * 1000)


def heard_at(page: Page) -> list[int]:
    """The tones that the browser plays now."""
    return page.evaluate(LOUD, TONES)
