// Seconds counted where a person looks: until a mail leaves, and how long a call lasts.
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
  for (const piece of all<HTMLTimeElement>("time[data-timer]")) {
    const words = elapsed(Date.now() - Date.parse(piece.dateTime));
    if (piece.textContent !== words) piece.textContent = words;
  }
}

/** As a clock counts, the same as the filter `elapsed`. */
export function elapsed(milliseconds: number): string {
  const passed = Math.max(0, Math.floor(milliseconds / 1000));
  const [hours, minutes, seconds] = [Math.floor(passed / 3600), Math.floor(passed / 60) % 60, String(passed % 60).padStart(2, "0")];
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}
