// Tells colleagues who looks at a thing and who is writing: elements carry `data-presence="<topic>"`.
import { all, ask, onContent } from "./dom.ts";
import { signedOut } from "./errors.ts";
import { connectionFound, connectionLost } from "./offline.ts";

const EVERY_MS = 20_000;
const seen = new Map<string, { at: number; writing: boolean }>();

export function startPresence(): void {
  onContent(beat);
  setInterval(beat, EVERY_MS);
  document.addEventListener("visibilitychange", beat);
  document.addEventListener("focusin", beat);
  window.addEventListener("pagehide", () => { for (const topic of seen.keys()) void say(topic, false, true); });
}

/** Each topic on the page at most once in its interval, at once when writing begins or ends; who left is told so. */
function beat(): void {
  if (document.hidden) return;
  const now = Date.now();
  const topics = new Set(all("[data-presence]").map((element) => element.dataset["presence"] ?? "").filter(Boolean));
  for (const topic of topics) {
    const last = seen.get(topic);
    const writing = isWriting(topic);
    if (last && last.writing === writing && now - last.at < EVERY_MS - 1000) continue;
    seen.set(topic, { at: now, writing });
    void say(topic, writing, false);
  }
  for (const topic of [...seen.keys()]) if (!topics.has(topic)) { seen.delete(topic); void say(topic, false, true); }
}

/** Whether the caret stands in a text field of the thing. */
function isWriting(topic: string): boolean {
  const field = document.activeElement;
  return field instanceof HTMLTextAreaElement && field.closest(`[data-presence="${CSS.escape(topic)}"]`) !== null;
}

async function say(topic: string, writing: boolean, leaving: boolean): Promise<void> {
  const address = document.body.dataset["presenceUrl"];
  if (!address) return;
  const body = new URLSearchParams({ topic, writing: writing ? "1" : "0", leaving: leaving ? "1" : "0" });
  try {
    const answer = await ask(address, { method: "POST", body, keepalive: leaving });
    connectionFound();
    if (answer.status === 401 && !leaving) signedOut();
  } catch {
    if (!leaving) connectionLost();
  }
}
