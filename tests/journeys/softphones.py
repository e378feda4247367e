"""A browser with a headset: it says a tone, and lets the tests hear what it plays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

from balie.conversation.telephony.tests.tones import tone, write_wav
from tests.journeys.conftest import ARGUMENTS, enter, found_browser
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
      window.connection = this;
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
def headset(playwright: Playwright, folder: Path, hertz: int, *, is_allowed: bool = True) -> Iterator[Browser]:
    """Chromium whose microphone says a tone; where it is not allowed, whoever is asked for it says no."""
    voice = write_wav(folder / f"voice{hertz}.wav", tone(hertz, seconds=10, rate=RATE), rate=RATE)
    arguments = [
        *ARGUMENTS,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream" if is_allowed else "--deny-permission-prompts",
        f"--use-file-for-fake-audio-capture={voice}",
        "--allow-loopback-in-peer-connection",
        "--autoplay-policy=no-user-gesture-required",
        "--disable-features=WebRtcHideLocalIpsWithMdns",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ]
    browser = playwright.chromium.launch(executable_path=found_browser(), args=arguments)
    yield browser
    browser.close()


def operator_at(house: House, browser: Browser, username: str = "operator") -> Page:
    page = enter(house, browser, username, language="en", theme="light")
    page.context.add_init_script(LISTEN)
    # A tone would be taken for noise and filtered away.
    page.context.add_init_script("localStorage.setItem('balie-headset', JSON.stringify({ isPlain: true }))")
    return page


def use_browser(page: Page) -> None:
    """Choose the browser, and see it connected."""
    choose_browser(page)
    connected(page)


def choose_browser(page: Page) -> None:
    page.goto("/telephone/headset/")
    page.get_by_label("This browser, with a headset").check()
    page.get_by_role("button", name="Save").click()


def connected(page: Page, *, within: float = 10) -> None:
    expect(page.locator("html[data-telephone=on]")).to_be_attached(timeout=within * 1000)


def heard_at(page: Page) -> list[int]:
    """The tones that the browser plays now."""
    return page.evaluate(LOUD, TONES)
