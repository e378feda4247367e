// The parts of the shell that follow a navigation, and what the operator sets once: theme and language.
import { all, ask, cookie, find, formToken, onContent } from "./dom.ts";

interface Swapped {
  target?: Element;
  request?: { method: string; form?: HTMLFormElement | null };
  response?: { status: number };
}

export function startShell(): void {
  document.addEventListener("htmx:config:request", (event) => addToken(event as CustomEvent));
  document.addEventListener("htmx:after:swap", (event) => moveFocus((event as CustomEvent<{ ctx: Swapped }>).detail.ctx));
  document.addEventListener("click", onClick);
  onContent(markHere);
  document.addEventListener("htmx:after:history:update", markHere);
}

function addToken(event: CustomEvent): void {
  const { request } = (event.detail as { ctx: { request: { method: string; headers: Record<string, string> } } }).ctx;
  if (!/^(get|head)$/i.test(request.method)) request.headers["X-CSRFToken"] = cookie("csrftoken") || formToken();
}

function markHere(): void {
  markRail();
  for (const part of all(".tabs > [aria-current], .tabs > .tab-close")) part.scrollIntoView({ block: "nearest", inline: "nearest" });
  for (const row of all<HTMLAnchorElement>("#waiting a")) setCurrent(row, row.pathname === location.pathname);
}

/** The longest address that begins the present one is where we are. */
function markRail(): void {
  const items = all<HTMLAnchorElement>(".rail-item");
  const fits = items.filter((item) => location.pathname === item.pathname || location.pathname.startsWith(withSlash(item.pathname)));
  const here = fits.sort((a, b) => b.pathname.length - a.pathname.length)[0];
  for (const item of items) setCurrent(item, item === here);
}

function setCurrent(item: Element, is: boolean, as: "page" | "true" = "page"): void {
  if (is) item.setAttribute("aria-current", as);
  else item.removeAttribute("aria-current");
}

function withSlash(path: string): string {
  return path === "/" || path.endsWith("/") ? path.replace(/^\/$/, "//") : path + "/";
}

/** After a navigation the focus goes where the page wants it, else to its beginning; never away from a field in use. */
function moveFocus(swapped: Swapped): void {
  if (swapped.target?.id !== "main") return;
  const lost = document.activeElement === document.body || !document.activeElement?.isConnected;
  const wanted = all("#main [autofocus]").find((each) => !each.closest("details:not([open])"));
  if (wanted) wanted.focus();
  else if (lost || isDoneWith(document.activeElement, swapped)) find("#content")?.focus({ preventScroll: true });
}

/** A field of a form that was just accepted: the next key is a command, not a text. */
function isDoneWith(field: Element | null, { request, response }: Swapped): boolean {
  const accepted = request?.method === "POST" && (response?.status ?? 500) < 400;
  return accepted && Boolean(field?.id && request.form?.querySelector(`#${CSS.escape(field.id)}`));
}

function onClick(event: MouseEvent): void {
  const target = event.target as Element;
  const theme = target.closest<HTMLButtonElement>("[data-theme-choice]");
  const language = target.closest<HTMLElement>("[data-language]");
  if (theme) setTheme(event, theme);
  if (language) setLanguage(language.dataset["language"] ?? "");
  closeMenus(target);
}

/** At once and without a reload, which would end a call. */
function setTheme(event: MouseEvent, button: HTMLButtonElement): void {
  event.preventDefault();
  document.documentElement.dataset["theme"] = button.value;
  for (const other of all("[data-theme-choice]")) setCurrent(other, other === button, "true");
  if (button.form?.action) void ask(button.form.action, { method: "POST", body: new FormData(button.form, button) });
}

/** Before the sign-in there is no user to keep the choice for: a cookie does. */
function setLanguage(code: string): void {
  document.cookie = ["balie_language=", code, "; path=/; max-age=31536000; samesite=lax"].join("");
  location.reload();
}

function closeMenus(target: Element): void {
  const inside = target.closest("details[data-menu]");
  const isItem = target.closest(".menu-item");
  for (const menu of all<HTMLDetailsElement>("details[data-menu][open]")) if (menu !== inside || isItem) menu.open = false;
}
