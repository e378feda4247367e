// Says "still here" while the page is in sight: on the shell for the operator, on a ticket for its other viewers.
import { all, ask, onContent } from "./dom.ts";
import { connectionFound, connectionLost } from "./offline.ts";
import { signedOut } from "./errors.ts";

const EVERY_MS = 20_000;
let sent = new Map<string, number>();

export function startPresence(): void {
  onContent(beat);
  setInterval(beat, EVERY_MS);
  document.addEventListener("visibilitychange", beat);
}

/** Each address on the page at most once in its interval, whatever swaps. */
function beat(): void {
  if (document.hidden) return;
  const now = Date.now();
  const addresses = new Set(all("[data-presence-url]").map((element) => element.dataset["presenceUrl"] ?? "").filter(Boolean));
  for (const address of addresses) if (now - (sent.get(address) ?? 0) >= EVERY_MS - 1000) void say(address);
  sent = new Map([...addresses].map((address) => [address, sent.get(address) ?? now]));
}

async function say(address: string): Promise<void> {
  sent.set(address, Date.now());
  try {
    const answer = await ask(address, { method: "POST" });
    connectionFound();
    if (answer.status === 401) signedOut();
  } catch {
    connectionLost();
  }
}
