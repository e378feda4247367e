// Moments as words that tick: the same rules as balie/foundation/ui/relative.py.
import { all, onContent } from "./dom.ts";
import { t, tn } from "./i18n.ts";

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

export function startRelative(): void {
  onContent(tick);
  setInterval(tick, 15_000);
}

function tick(): void {
  for (const piece of all<HTMLTimeElement>("time[data-relative]")) {
    const words = relative(piece.dataset["relative"] ?? "", Date.parse(piece.dateTime), Date.now());
    if (words && piece.textContent !== words) piece.textContent = words;
  }
}

/** The words for `at` seen from `now`; empty from a week on, when the server's date stays. */
export function relative(how: string, at: number, now: number): string {
  const away = how === "ago" ? now - at : at - now;
  if (how === "left") return away >= 0 ? t("{span} left", { span: span(away) }) : t("{span} late", { span: span(-away) });
  if (away >= WEEK) return "";
  if (away < MINUTE) return how === "ago" ? t("just now") : t("now");
  return how === "ago" ? t("{span} ago", { span: span(away) }) : t("in {span}", { span: span(away) });
}

export function span(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60), minutes % 60];
  if (days) return tn("{count} day", "{count} days", days);
  if (hours >= 10 || (hours && rest === 0)) return t("{hours} h", { hours });
  if (hours) return t("{hours} h {minutes}", { hours, minutes: String(rest).padStart(2, "0") });
  return t("{minutes} min", { minutes });
}
