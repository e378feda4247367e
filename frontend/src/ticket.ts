// The ticket's page: a form under its button takes the focus, a template fills the answer, `@` offers colleagues.
import { all, ask, find, make } from "./dom.ts";
import { Listbox } from "./listbox.ts";

const FIELDS = "[autofocus], button.button--primary, select, textarea, input:not([type=hidden])";
const INSIDE = "[data-focus-inside]";
const filled = new WeakMap<HTMLTextAreaElement, string>();
const offering = new WeakSet<HTMLTextAreaElement>();

export function startTicket(): void {
  document.addEventListener("click", open);
  document.addEventListener("toggle", (event) => opened(event.target as HTMLDetailsElement), { capture: true });
  document.addEventListener("change", (event) => void fillIn(event));
  document.addEventListener("focusin", (event) => offerColleagues(event.target as HTMLTextAreaElement));
  // The page may have given the focus before this script began.
  offerColleagues(document.activeElement as HTMLTextAreaElement);
}

/** Opens it now: the browser tells of it a moment later, and what is typed in between would be taken as keys. */
function open(event: MouseEvent): void {
  const details = (event.target as Element).closest("summary")?.parentElement;
  if (!(details instanceof HTMLDetailsElement) || details.open || event.defaultPrevented || !details.matches(INSIDE)) return;
  event.preventDefault();
  details.open = true;
  enter(details);
}

/** One that came open with the page; whoever is in it already stays where they are. */
function opened(details: HTMLDetailsElement): void {
  const now = document.activeElement;
  const isInside = details.contains(now) && !now?.matches("summary");
  if (details.open && details.matches(INSIDE) && !isInside) enter(details);
}

function enter(details: HTMLDetailsElement): void {
  keepInside(details);
  find(FIELDS, details)?.focus();
}

/** Buttons wrap, so the panel under one may stand past the edge of its form: it is moved back in. */
function keepInside(details: HTMLDetailsElement): void {
  const [panel, form] = [find(".popover-body", details), details.closest("form")];
  if (!panel || !form) return;
  panel.style.translate = "";
  const [here, around] = [panel.getBoundingClientRect(), form.getBoundingClientRect()];
  const [left, right] = [Math.max(0, around.left - here.left), Math.max(0, here.right - around.right)];
  panel.style.translate = `${left - right}px 0`;
}

/** The words go into an empty field, or after what was typed; another choice replaces words nobody touched. */
async function fillIn(event: Event): Promise<void> {
  const select = event.target as HTMLSelectElement;
  const address = select.dataset?.["fillUrl"];
  if (!address || !select.value) return;
  // Until the words are there nothing is sent.
  select.form?.setAttribute("aria-busy", "true");
  try {
    const answer = await ask([address, "?key=", encodeURIComponent(select.value)].join(""));
    const words = answer.ok ? await answer.text() : "";
    // Asked only now: the editor may have taken the field's place meanwhile.
    const field = document.getElementById(select.dataset["fill"] ?? "");
    if (!words || !field) return;
    if (field instanceof HTMLTextAreaElement) put(field, words);
    else field.dispatchEvent(new CustomEvent("editor:fill", { detail: words }));
  } finally {
    select.form?.removeAttribute("aria-busy");
  }
}

function put(field: HTMLTextAreaElement, words: string): void {
  const untouched = filled.get(field);
  const typed = untouched && field.value.endsWith(untouched) ? field.value.slice(0, -untouched.length) : field.value;
  field.value = [typed.trimEnd(), words].filter(Boolean).join("\n\n");
  filled.set(field, words);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** `data-mentions` names the datalist of usernames: after `@` and a letter they are offered, Enter takes one. */
function offerColleagues(field: HTMLTextAreaElement): void {
  const people = field.dataset?.["mentions"];
  if (!people || offering.has(field)) return;
  offering.add(field);
  const list = make("div", { class: "listbox", id: [field.id, "people"].join("-"), role: "listbox", hidden: true, "aria-label": "@" });
  field.after(list);
  const box = new Listbox(field, list, (option) => take(field, option.dataset["value"] ?? ""));
  field.addEventListener("input", () => {
    const begun = begunName(field);
    if (begun === null) box.close();
    else box.show(found(people, begun).map(shown));
  });
}

/** What was typed after the `@` before the caret, null when there is none. */
function begunName(field: HTMLTextAreaElement): string | null {
  return /(?:^|\s)@([\w.-]*)$/.exec(field.value.slice(0, field.selectionStart))?.[1] ?? null;
}

function found(people: string, begun: string): HTMLOptionElement[] {
  const wanted = begun.toLowerCase();
  const fits = (option: HTMLOptionElement): boolean => option.value.toLowerCase().startsWith(wanted) || option.text.toLowerCase().split(" ").some((word) => word.startsWith(wanted));
  return all<HTMLOptionElement>("option", document.getElementById(people) ?? document).filter(fits).slice(0, 6);
}

function shown(option: HTMLOptionElement): HTMLElement {
  return make("div", { class: "option", role: "option", "data-value": option.value }, make("b", {}, option.text), " ", make("span", { class: "option-note" }, ["@", option.value].join("")));
}

function take(field: HTMLTextAreaElement, username: string): void {
  const before = field.value.slice(0, field.selectionStart).replace(/@[\w.-]*$/, ["@", username, " "].join(""));
  field.value = [before, field.value.slice(field.selectionStart)].join("");
  field.setSelectionRange(before.length, before.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
