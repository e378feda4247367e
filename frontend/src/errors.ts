// Answers that are not the page that was asked for: told in words, and what is on screen stays.
import htmx from "htmx.org";
import { find, make } from "./dom.ts";
import { type Words, t } from "./i18n.ts";
import { connectionFound, connectionLost } from "./offline.ts";
import { toast } from "./toast.ts";

interface Context {
  swap: string;
  push?: string;
  select?: string;
  target?: Element;
  text: string;
  response: { status: number; raw: Response };
}

const SENTENCES: Record<number, Words> = {
  403: "You may not do this. Ask your supervisor for the right.",
  404: "This does not exist, or you may not see it.",
  413: "This is too large to send.",
  429: "Too many attempts. Wait a moment and try again.",
};

export function startErrors(): void {
  document.addEventListener("htmx:after:request", (event) => onAnswer((event as CustomEvent<{ ctx: Context }>).detail.ctx));
  document.addEventListener("htmx:error", (event) => onNoAnswer((event as CustomEvent<{ error: Error }>).detail.error));
  document.body.addEventListener("balie:signed-out", signedOut);
}

function onAnswer(ctx: Context): void {
  connectionFound();
  const { status } = ctx.response;
  if (status < 400) return;
  // The address of a refused form is none to come back to.
  ctx.push = "false";
  if (status === 401) return signedOut();
  const answer = new DOMParser().parseFromString(ctx.text, "text/html");
  if ((status === 409 || status === 422) && fits(ctx, answer)) return;
  ctx.swap = "none";
  const way = wayOn(answer);
  toast(sentence(status, answer), "wrong", way);
  // In the shell, which never reloads.
  if (way) htmx.process(way);
}

/** A form with its errors, or a conflict page, belongs on screen; a bare refusal does not replace the page. */
function fits(ctx: Context, answer: Document): boolean {
  if (answer.querySelector("[data-refusal], .alert-refusal")) return false;
  if (ctx.select) return answer.querySelector(ctx.select) !== null;
  return answer.querySelector("form, .field--wrong, [data-conflict]") !== null;
}

function sentence(status: number, answer: Document): string {
  const told = answer.querySelector("[data-refusal], .alert-refusal p")?.textContent?.trim();
  if (told) return told;
  const known = SENTENCES[status];
  return known ? t(known) : t("Something went wrong here, not at your side. What you typed is kept; try again.");
}

/** Where to go to lift the refusal, with its key. */
function wayOn(answer: Document): HTMLElement | undefined {
  const way = answer.querySelector<HTMLAnchorElement>(".alert-refusal a[data-way]");
  if (!way) return undefined;
  const key = way.dataset["key"] ?? "";
  return make("a", { href: way.getAttribute("href") ?? "/", "data-key": key || undefined, "aria-keyshortcuts": key || undefined }, way.textContent ?? "");
}

function onNoAnswer(error: Error): void {
  if (error instanceof TypeError && /fetch|network|load/i.test(error.message)) connectionLost();
  else console.error(error);
}

/** The session ended: sign in beside this page, and nothing on it is lost. */
export function signedOut(): void {
  if (find("#signed-out")) return;
  const address = [document.body.dataset["signInUrl"] || "/accounts/login/", "?next=", encodeURIComponent(location.pathname)].join("");
  const link = make("a", { href: address, target: "_blank", id: "signed-out", "hx-boost": "false" }, t("Sign in"));
  toast(t("You are signed out. Sign in again in a new tab; what is on this page stays."), "wrong", link);
}
