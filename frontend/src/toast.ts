// Short news at the bottom right; it leaves by itself, except what went wrong.
import { all, find, make, onContent } from "./dom.ts";
import { t } from "./i18n.ts";

const STAYS_MS = 6000;

export function toast(words: string, tone: "" | "wrong" = "", action?: HTMLElement): void {
  const piece = make("div", { class: tone ? "toast toast--wrong" : "toast" }, make("p", {}, words));
  if (action) piece.append(action);
  if (tone === "wrong") piece.append(closeButton(piece));
  find("#toasts")?.append(piece);
  if (tone !== "wrong") leaveLater(piece);
}

/** Toasts the server rendered leave too. */
export function startToasts(): void {
  onContent(() => all("[data-toast]:not([data-leaving])").forEach(leaveLater));
}

function leaveLater(piece: HTMLElement): void {
  piece.dataset["leaving"] = "";
  setTimeout(() => (piece.matches(":hover, :focus-within") ? leaveLater(piece) : piece.remove()), STAYS_MS);
}

function closeButton(piece: HTMLElement): HTMLElement {
  const button = make("button", { type: "button" }, t("Close"));
  button.addEventListener("click", () => piece.remove());
  return button;
}
