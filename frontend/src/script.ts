// The script beside a contact: its keys hold only while it has the focus, and after a step the focus is in the next one.
import { activate } from "./declared.ts";
import { find, isField, isShown } from "./dom.ts";
import { namesOf } from "./keymap.ts";

const PANEL = "#script";
const FIRST = "[data-script-first]";

interface Swapped {
  target?: Element;
  request?: { method: string };
}

/** What follows it in an address names the script to open there. */
export const SCRIPT = "#script:";
let wanted = location.hash.startsWith(SCRIPT) ? location.hash.slice(SCRIPT.length) : "";

export function startScript(): void {
  // Before the keys of the page: here they mean something else.
  document.addEventListener("keydown", onKey, { capture: true });
  document.addEventListener("click", onClick);
  document.addEventListener("htmx:after:swap", (event) => follow((event as CustomEvent<{ ctx: Swapped }>).detail.ctx));
}

function onKey(event: KeyboardEvent): void {
  const here = document.activeElement;
  const panel = here?.closest(PANEL);
  if (!panel || event.defaultPrevented || event.isComposing || event.repeat) return;
  const name = namesOf(event)[0] ?? "";
  const key = name === "F2" ? "o" : isField(here) || here?.closest("[data-menu][open]") ? "" : name;
  const wanted = key && find(`[data-script-key="${CSS.escape(key)}"]`, panel);
  if (!wanted || !isShown(wanted)) return;
  event.preventDefault();
  event.stopPropagation();
  activate(wanted);
}

function onClick(event: MouseEvent): void {
  if ((event.target as Element).closest("[data-script-focus]")) enter();
}

function follow({ target, request }: Swapped): void {
  if (wanted && find(PANEL)) {
    const key = wanted;
    wanted = "";
    openScript(key);
  }
  if (target?.id === PANEL.slice(1) && (request?.method === "POST" || !document.activeElement?.isConnected || document.activeElement === document.body)) enter();
}

/** Once the panel of the page that comes is there. */
export function openThere(key: string): void {
  wanted = key;
}

/** As chosen by hand; where one runs already, who follows it says first why it is left. */
export function openScript(key: string): void {
  const select = find<HTMLSelectElement>("#script-chosen");
  if (!select?.form || ![...select.options].some((option) => option.value === key)) return;
  select.value = key;
  if (!find("[name=reason]", select.form)) return select.form.requestSubmit();
  const summary = find("summary", select.closest("details") ?? document);
  if (summary && !select.checkVisibility()) activate(summary);
}

function enter(): void {
  const panel = find(PANEL);
  const first = panel && find(FIRST, panel);
  (first ?? panel)?.focus();
}
