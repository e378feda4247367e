// Seconds counted where a person looks: until a mail leaves, and how long a call lasts.
import { all, onContent } from "./dom.ts";
import { elapsed } from "./elapsed.ts";
import { t } from "./i18n.ts";

export function startCountdown(): void {
  onContent(tick);
  setInterval(tick, 1000);
}

function tick(): void {
  for (const piece of all<HTMLTimeElement>("time[data-countdown]")) {
    const seconds = Math.ceil((Date.parse(piece.dateTime) - Date.now()) / 1000);
    piece.textContent = seconds > 0 ? t("sent in {seconds} s", { seconds }) : t("sent now");
  }
  for (const piece of all<HTMLTimeElement>("time[data-timer]")) {
    const words = elapsed(Date.now() - Date.parse(piece.dateTime));
    if (piece.textContent !== words) piece.textContent = words;
  }
}
