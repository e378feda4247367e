// Which microphone, headphones and bell this browser uses; its own names for them hold here only, so they are kept here.

export interface Devices {
  microphone: string;
  headphones: string;
  bell: string;
  /** The headset filters noise and echo itself: the browser leaves the voice as it is. */
  isPlain: boolean;
}

const KEPT_AS = "balie-headset";
const NONE: Devices = { microphone: "", headphones: "", bell: "", isPlain: false };

export function chosenDevices(): Devices {
  try {
    return { ...NONE, ...(JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}") as Partial<Devices>) };
  } catch {
    return NONE;
  }
}

export function chooseDevices(chosen: Partial<Devices>): void {
  localStorage.setItem(KEPT_AS, JSON.stringify({ ...chosenDevices(), ...chosen }));
  document.dispatchEvent(new CustomEvent("softphone:devices"));
}

/** The microphone chosen; one that was unplugged gives way to another. Rejects as `getUserMedia` does. */
export function openMicrophone(): Promise<MediaStream> {
  const { microphone, isPlain } = chosenDevices();
  const filters = { echoCancellation: !isPlain, noiseSuppression: !isPlain, autoGainControl: !isPlain };
  return navigator.mediaDevices.getUserMedia({ audio: { ...filters, ...(microphone ? { deviceId: { ideal: microphone } } : {}) } });
}

/** Let `player` sound where it was chosen; where that device is gone it sounds where the browser does. */
export async function soundAt(player: HTMLAudioElement, device: string): Promise<void> {
  if (!("setSinkId" in player)) return;
  await player.setSinkId(device).catch(() => player.setSinkId(""));
}

export async function devicesOf(kind: MediaDeviceKind): Promise<MediaDeviceInfo[]> {
  const found = await navigator.mediaDevices.enumerateDevices();
  return found.filter((each) => each.kind === kind && each.deviceId !== "" && each.deviceId !== "default");
}
