// The seconds until a mail leaves, counted where a person looks.
import { all, onContent } from "./dom.ts";
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
}
