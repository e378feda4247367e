// The operator's telephone in this browser: connected as long as the shell stands, in one tab at a time, and again after a reload.
// The bar of the telephone says what happens by attributes: `data-rings` while something rings here, `data-muted` while one is not to be heard.
import { all, find, make, onContent } from "./dom.ts";
import { t } from "./i18n.ts";
import { Bell } from "./softphone/bell.ts";
import { chosenDevices, openMicrophone, soundAt } from "./softphone/devices.ts";
import { connect, standing, type Line } from "./softphone/line.ts";

const LOCK = "balie-softphone";
const AGAIN_MS = [500, 1_000, 2_000, 5_000];
const ELSEWHERE_AFTER_MS = 300;

type State = "off" | "connecting" | "on" | "elsewhere" | "refused" | "no-microphone" | "away";

const SAID: Record<Exclude<State, "off">, () => string> = {
  connecting: () => t("Your telephone is being connected …"),
  on: () => t("Your calls ring in this browser"),
  elsewhere: () => t("Your telephone is open in another tab or browser"),
  refused: () => t("The browser keeps the microphone from Balie: click the sign left of the address, allow the microphone, then try again"),
  "no-microphone": () => t("No microphone was found: plug in your headset, then try again"),
  away: () => t("The telephone does not answer; it is tried again by itself"),
};
const ACTS: Partial<Record<State, () => string>> = {
  elsewhere: () => t("Use it here"),
  refused: () => t("Try again"),
  "no-microphone": () => t("Try again"),
};

export class Softphone {
  line: Line | null = null;
  private state: State = "off";
  private microphone: MediaStream | null = null;
  private readonly player = new Audio();
  private readonly bell = new Bell();
  private release: (() => void) | null = null;
  private act: (() => void) | null = null;
  private turn = 0;

  /** The page changed: the telephone was chosen or left, something rings or rings no more, one is muted or heard again. */
  look(): void {
    const place = find("[data-softphone]");
    if (place && this.state === "off") this.begin();
    else if (place) this.show(this.state);
    else if (find("#softphone > .softphone-state") && this.state !== "off") this.end();
    if (this.state === "on" && find("[data-rings]")) this.bell.ring();
    else this.bell.stop();
    for (const track of this.microphone?.getAudioTracks() ?? []) track.enabled = !find("[data-muted]");
  }

  /** Another headset: the call goes on with it. */
  async changeDevices(): Promise<void> {
    void soundAt(this.player, chosenDevices().headphones);
    if (this.state === "on") this.line?.close();
    this.letMicrophoneGo();
  }

  /** The page goes: whoever loads it anew has the call again. */
  leave(): void {
    this.turn++;
    this.line?.close();
  }

  doAct(): void {
    this.act?.();
  }

  private begin(): void {
    this.show("connecting");
    void this.hold({});
  }

  private end(): void {
    this.turn++;
    this.line?.close();
    this.letMicrophoneGo();
    this.release?.();
    this.show("off");
  }

  /** One tab is the telephone; the others wait for it to close, or take it. */
  private async hold(options: LockOptions): Promise<void> {
    const turn = ++this.turn;
    const waiting = setTimeout(() => this.turn === turn && this.beElsewhere(), ELSEWHERE_AFTER_MS);
    const held = () => {
      clearTimeout(waiting);
      return turn === this.turn ? this.stay(turn) : Promise.resolve();
    };
    try {
      await navigator.locks.request(LOCK, options, held);
    } catch {
      if (this.turn !== turn) return;
      this.turn++;
      this.line?.close();
      this.letMicrophoneGo();
      void this.hold({});
      this.beElsewhere();
    }
  }

  private beElsewhere(): void {
    this.act = () => void this.hold({ steal: true });
    this.show("elsewhere");
  }

  private async stay(turn: number): Promise<void> {
    const released = new Promise<void>((resolve) => (this.release = resolve));
    void this.keepConnected(turn);
    await released;
  }

  private async keepConnected(turn: number): Promise<void> {
    for (let failures = 0; this.turn === turn; ) {
      this.show("connecting");
      const isDone = await this.connectOnce(turn);
      failures = isDone ? 0 : failures + 1;
      if (this.turn !== turn) return;
      if (!isDone) await this.wait(AGAIN_MS[Math.min(failures, AGAIN_MS.length) - 1] ?? 0);
    }
  }

  /** Whether there was a connection, which is over now. */
  private async connectOnce(turn: number): Promise<boolean> {
    const place = find("[data-softphone]");
    const microphone = await this.openedMicrophone();
    if (!place || !microphone || this.turn !== turn) return false;
    try {
      const relays = JSON.parse(place.dataset["relays"] ?? "[]") as RTCIceServer[];
      this.line = await connect(place.dataset["connect"] ?? "", microphone, this.player, { relays });
    } catch {
      if (this.turn === turn) this.show("away");
      return false;
    }
    if (this.turn !== turn) this.line.close();
    void soundAt(this.player, chosenDevices().headphones);
    this.show("on");
    this.look();
    await this.line.over;
    await this.afterwards(turn, this.line);
    return true;
  }

  /** Taken by another browser it stays there until somebody here asks for it. */
  private async afterwards(turn: number, line: Line): Promise<void> {
    this.line = null;
    if (this.turn !== turn || (await standing(line.address)).why !== "replaced") return;
    await new Promise<void>((resolve) => {
      this.act = resolve;
      this.show("elsewhere");
    });
  }

  private async openedMicrophone(): Promise<MediaStream | null> {
    if (this.microphone?.active) return this.microphone;
    for (;;) {
      try {
        this.microphone = await openMicrophone();
        return this.microphone;
      } catch (error) {
        await this.beAllowed((error as DOMException).name === "NotFoundError" ? "no-microphone" : "refused");
      }
    }
  }

  /** Until somebody tries again, or allows the microphone in the browser's own place. */
  private async beAllowed(state: State): Promise<void> {
    const permission = await navigator.permissions.query({ name: "microphone" as PermissionName }).catch(() => null);
    await new Promise<void>((resolve) => {
      this.act = resolve;
      permission?.addEventListener("change", () => permission.state === "granted" && resolve(), { once: true });
      navigator.mediaDevices.addEventListener("devicechange", () => resolve(), { once: true });
      this.show(state);
    });
  }

  private letMicrophoneGo(): void {
    for (const track of this.microphone?.getTracks() ?? []) track.stop();
    this.microphone = null;
  }

  private wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  private show(state: State): void {
    const isNew = state !== this.state;
    this.state = state;
    document.documentElement.dataset["telephone"] = state;
    for (const place of all("[data-softphone]")) if (isNew || !place.childElementCount) place.replaceChildren(...(state === "off" ? [] : shown(state)));
    if (isNew) document.dispatchEvent(new CustomEvent("softphone:state", { detail: state }));
  }
}

function shown(state: Exclude<State, "off">): Node[] {
  const tone = state === "on" ? "dot--green" : state === "connecting" ? "dot--amber" : "dot--red";
  const words = make("span", { class: state === "on" ? "visually-hidden" : "softphone-words", role: "status" }, SAID[state]());
  const act = ACTS[state];
  const dot = make("i", { class: `dot ${tone}`, title: SAID[state]() });
  return [dot, words, ...(act ? [make("button", { type: "button", class: "button button--plain", "data-softphone-act": true }, act())] : [])];
}

/** Begin, once per page load, for somebody who is signed in. */
export function startSoftphone(): Softphone | null {
  if (!navigator.mediaDevices || !navigator.locks || !("RTCPeerConnection" in window)) return null;
  const softphone = new Softphone();
  onContent(() => softphone.look());
  document.addEventListener("softphone:devices", () => void softphone.changeDevices());
  document.addEventListener("click", ({ target }) => (target as Element).closest("[data-softphone-act]") && softphone.doAct());
  addEventListener("pagehide", () => softphone.leave());
  return softphone;
}
