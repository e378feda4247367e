// The bell of the telephone in the browser: two tones of our own, on the device chosen for it.
import { chosenDevices, soundAt } from "./devices.ts";

const TONES = [425, 480];
const RING_S = 1;
const EVERY_MS = 3_000;

export class Bell {
  private context: AudioContext | null = null;
  private player: HTMLAudioElement | null = null;
  private timer = 0;

  ring(): void {
    if (this.timer) return;
    this.sound();
    this.timer = window.setInterval(() => this.sound(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = 0;
    this.player?.pause();
    void this.context?.close();
    this.context = this.player = null;
  }

  /** Once, to try where it is heard. */
  async try(): Promise<void> {
    this.sound();
    await new Promise((resolve) => setTimeout(resolve, RING_S * 1000 + 200));
    if (!this.timer) this.stop();
  }

  private sound(): void {
    const [context, out] = this.output();
    const volume = new GainNode(context, { gain: 0.15 });
    volume.connect(out);
    for (const frequency of TONES) {
      const tone = new OscillatorNode(context, { frequency });
      tone.connect(volume);
      tone.start();
      tone.stop(context.currentTime + RING_S);
    }
  }

  private output(): [AudioContext, AudioNode] {
    this.context ??= new AudioContext();
    const out = this.context.createMediaStreamDestination();
    this.player ??= new Audio();
    this.player.srcObject = out.stream;
    void soundAt(this.player, chosenDevices().bell);
    void this.player.play().catch(() => undefined); // before the first gesture a browser keeps still; the bar shows what rings
    return [this.context, out];
  }
}
