// The check of a headset: which devices, how loud one speaks, where it rings, and one's own voice back by the way of the calls.
import { all, ask, find, onContent } from "../dom.ts";
import { t } from "../i18n.ts";
import type { Softphone } from "../softphone.ts";
import { Bell } from "./bell.ts";
import { chooseDevices, chosenDevices, devicesOf, openMicrophone, type Devices } from "./devices.ts";

const NAMES = { microphone: "audioinput", headphones: "audiooutput", bell: "audiooutput" } as const;

/** `softphone` is this tab's telephone, null where the browser cannot be one. */
export function startHeadset(softphone: Softphone | null): void {
  let check: Check | null = null;
  onContent(() => {
    const page = find("[data-headset]");
    if (page === check?.page) return;
    check?.end();
    check = page ? new Check(page, softphone) : null;
  });
}

class Check {
  readonly page: HTMLElement;
  private readonly softphone: Softphone | null;
  private microphone: MediaStream | null = null;
  private context: AudioContext | null = null;
  private frame = 0;
  private isOver = false;
  private readonly bell = new Bell();

  constructor(page: HTMLElement, softphone: Softphone | null) {
    this.page = page;
    this.softphone = softphone;
    page.addEventListener("change", ({ target }) => this.choose(target as HTMLInputElement));
    page.addEventListener("click", ({ target }) => this.press(target as Element));
    void this.listen();
  }

  /** Another page took its place. */
  end(): void {
    this.isOver = true;
    if (this.isHeard()) void this.setEcho(false);
    this.bell.stop();
    this.letGo();
  }

  private async listen(): Promise<void> {
    this.letGo();
    let microphone: MediaStream;
    try {
      if (!navigator.mediaDevices) throw new Error("no devices");
      microphone = await openMicrophone();
    } catch (error) {
      return this.tell(error);
    }
    if (this.isOver || this.microphone) return microphone.getTracks().forEach((track) => track.stop());
    this.microphone = microphone;
    this.tell(null);
    this.meter(microphone);
    await this.fill();
  }

  private letGo(): void {
    cancelAnimationFrame(this.frame);
    for (const track of this.microphone?.getTracks() ?? []) track.stop();
    void this.context?.close();
    this.microphone = this.context = null;
  }

  private tell(error: unknown): void {
    const place = find("[data-headset-trouble]", this.page);
    if (!place) return;
    place.hidden = error === null;
    const isMissing = (error as DOMException | null)?.name === "NotFoundError";
    place.textContent = isMissing
      ? t("No microphone was found: plug in your headset, then try again")
      : t("The browser keeps the microphone from Balie: click the sign left of the address, allow the microphone, then try again");
  }

  /** Devices have names only once the microphone is allowed. */
  private async fill(): Promise<void> {
    const chosen = chosenDevices();
    for (const [name, kind] of Object.entries(NAMES)) {
      const select = find<HTMLSelectElement>(`select[name=${name}]`, this.page);
      const devices = await devicesOf(kind);
      select?.replaceChildren(new Option(t("As the machine"), ""), ...devices.map((each) => new Option(each.label, each.deviceId)));
      if (select) select.value = devices.some(({ deviceId }) => deviceId === chosen[name as keyof Devices]) ? String(chosen[name as keyof Devices]) : "";
    }
    const plain = find<HTMLInputElement>("[name=plain]", this.page);
    if (plain) plain.checked = chosen.isPlain;
  }

  private choose(field: HTMLInputElement): void {
    if (field.name === "plain") chooseDevices({ isPlain: field.checked });
    else if (field.name in NAMES) chooseDevices({ [field.name]: field.value });
    else return;
    if (field.name === "plain" || field.name === "microphone") void this.listen();
  }

  private press(target: Element): void {
    if (target.closest("[data-try-bell]")) void this.bell.try();
    if (target.closest("[data-echo]")) void this.setEcho(!this.isHeard());
  }

  private isHeard(): boolean {
    return find("[data-echo]", this.page)?.getAttribute("aria-pressed") === "true";
  }

  private async setEcho(isOn: boolean): Promise<void> {
    const address = this.softphone?.line?.address;
    const done = address && (await ask(`${address}echo/`, { method: "POST", body: JSON.stringify({ is_on: isOn }) }).catch(() => null))?.ok;
    find("[data-echo]", this.page)?.setAttribute("aria-pressed", String(Boolean(done && isOn)));
    const words = find("[data-echo-words]", this.page);
    if (words) words.textContent = !done ? t("Your telephone is not connected yet") : isOn ? t("Speak, and listen") : "";
  }

  private meter(microphone: MediaStream): void {
    this.context = new AudioContext();
    const analyser = new AnalyserNode(this.context, { fftSize: 1024 });
    new MediaStreamAudioSourceNode(this.context, { mediaStream: microphone }).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const draw = () => {
      analyser.getFloatTimeDomainData(samples);
      for (const meter of all<HTMLMeterElement>("[data-level]", this.page)) meter.value = loudness(samples);
      this.frame = requestAnimationFrame(draw);
    };
    draw();
  }
}

/** From 0, silence, to 1, as loud as it goes: by decibels, as one hears, from -60 dBFS on. */
export function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, each) => sum + each * each, 0) / Math.max(1, samples.length);
  return Math.min(1, Math.max(0, 1 + (10 * Math.log10(power || 1e-12)) / 60));
}
