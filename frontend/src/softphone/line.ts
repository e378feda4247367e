// One connection between this browser and the telephone: WebRTC, agreed upon by two requests; no library.
import { ask } from "../dom.ts";

const GATHER_MS = 1_500;
const ASK_AGAIN_MS = 120;
const ANSWER_WITHIN_MS = 8_000;
const LOST_AFTER_MS = 3_000;

export class NoAnswer extends Error {}

export interface Line {
  /** Where the server keeps it. */
  address: string;
  /** Settles when it is over, whoever ended it. */
  over: Promise<void>;
  close(): void;
}

/** Connect `microphone` by way of `url`; what is heard comes out of `player`. Rejects with `NoAnswer`, also when the server refuses. */
export async function connect(
  url: string,
  microphone: MediaStream,
  player: HTMLAudioElement,
  more: { relays?: RTCIceServer[]; body?: Record<string, string> } = {},
): Promise<Line> {
  const connection = new RTCPeerConnection({ iceServers: more.relays ?? [] });
  try {
    for (const track of microphone.getAudioTracks()) connection.addTrack(track, microphone);
    speakPcmu(connection);
    connection.addEventListener("track", ({ track }) => hear(player, track));
    await connection.setLocalDescription(await connection.createOffer());
    await gathered(connection);
    const address = await offered(url, { ...more.body, offer: connection.localDescription?.sdp ?? "" });
    await connection.setRemoteDescription({ type: "answer", sdp: await answered(address) });
    return { address, ...watched(connection) };
  } catch (error) {
    connection.close();
    throw error instanceof NoAnswer ? error : new NoAnswer(String(error));
  }
}

export interface Standing {
  answer: string;
  why: string;
}

/** What the server holds of the line: nothing when it cannot be asked. */
export async function standing(address: string): Promise<Standing> {
  const response = await ask(address).catch(() => null);
  return response?.ok ? ((await response.json()) as Standing) : { answer: "", why: response?.status === 404 ? "lost" : "" };
}

/** As telephones speak: nothing is decoded on the way, so a call costs the server next to nothing. */
function speakPcmu(connection: RTCPeerConnection): void {
  const codecs = RTCRtpReceiver.getCapabilities("audio")?.codecs.filter(({ mimeType }) => mimeType === "audio/PCMU") ?? [];
  for (const transceiver of connection.getTransceivers()) if (codecs.length) transceiver.setCodecPreferences(codecs);
}

function hear(player: HTMLAudioElement, track: MediaStreamTrack): void {
  player.srcObject = new MediaStream([track]);
  // Where the browser asks for a gesture before it lets anything sound, the first one will do.
  void player.play().catch(() => document.addEventListener("pointerdown", () => void player.play(), { once: true }));
}

/** The offer goes with all its addresses; who cannot find them all in time goes without the rest. */
function gathered(connection: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const look = () => connection.iceGatheringState === "complete" && resolve();
    connection.addEventListener("icegatheringstatechange", look);
    setTimeout(resolve, GATHER_MS);
    look();
  });
}

async function offered(url: string, body: Record<string, string>): Promise<string> {
  const response = await ask(url, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  if (!response.ok) throw new NoAnswer(String(response.status));
  return ((await response.json()) as { address: string }).address;
}

/** Asked for, not told: just after a reload the stream of nudges is not open yet. */
async function answered(address: string): Promise<string> {
  const end = Date.now() + ANSWER_WITHIN_MS;
  while (Date.now() < end) {
    const { answer, why } = await standing(address);
    if (answer) return answer;
    if (why) throw new NoAnswer(why);
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  throw new NoAnswer("late");
}

/** Closing it oneself fires no event of the connection. */
function watched(connection: RTCPeerConnection): Pick<Line, "over" | "close"> {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  const transport = connection.getSenders()[0]?.transport;
  const isAway = () => connection.connectionState === "disconnected";
  const look = () => {
    if ([connection.connectionState, transport?.state].some((state) => state === "failed" || state === "closed")) end();
    else if (isAway()) setTimeout(() => isAway() && end(), LOST_AFTER_MS);
  };
  connection.addEventListener("connectionstatechange", look);
  transport?.addEventListener("statechange", look);
  const close = () => {
    connection.close();
    end();
  };
  return { over, close };
}
