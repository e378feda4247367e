// "No connection since 10:42": told in a bar, and everything asks again when it is back.
import { find } from "./dom.ts";
import { locale, t } from "./i18n.ts";

let since: Date | undefined;
let probe: ReturnType<typeof setInterval> | undefined;

export function startOffline(): void {
  addEventListener("offline", connectionLost);
  addEventListener("online", () => void look());
  if (!navigator.onLine) connectionLost();
  document.body.addEventListener("live:state", (event) => tellLive((event as CustomEvent<string>).detail));
}

export function connectionLost(): void {
  if (since) return;
  since = new Date();
  const time = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(since);
  show(t("No connection since {time}. What you type is kept.", { time }));
  probe = setInterval(() => void look(), 5000);
}

export function connectionFound(): void {
  if (!since) return;
  since = undefined;
  clearInterval(probe);
  show("");
  document.body.dispatchEvent(new CustomEvent("resync"));
}

async function look(): Promise<void> {
  try {
    await fetch("/healthz", { cache: "no-store" });
    connectionFound();
  } catch {
    // Still away: the bar already says so.
  }
}

/** The stream may rest while pages still answer: then numbers on screen may be old, and that is said. */
function tellLive(state: string): void {
  const place = find("[data-live-status]");
  if (!place) return;
  place.hidden = state === "on";
  place.textContent = state === "on" ? "" : t("Not live: numbers may be old");
}

function show(words: string): void {
  const bar = find("#offline");
  if (!bar) return;
  bar.textContent = words;
  bar.hidden = !words;
}
