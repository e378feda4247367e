// The "?" sheet and the Ctrl+K palette, both built from what is on the page now.
import { activate, commands, declared } from "./declared.ts";
import { all, find, make, nameOf } from "./dom.ts";
import { type Words, t } from "./i18n.ts";
import { Listbox } from "./listbox.ts";

const GENERAL: [string, Words][] = [
  ["j", "Next row"],
  ["k", "Previous row"],
  ["Enter", "Open the row"],
  ["x", "Select the row"],
  ["Ctrl+Enter", "Send or finish the form"],
  ["Alt+↑↓", "Another contact"],
  ["Ctrl+K", "All commands"],
  ["Escape", "Leave the field, then the panel"],
];

export function startSheet(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-keys-sheet]")) toggleKeys();
  });
}

export function toggleKeys(): boolean {
  if (closeOpen("keys-sheet")) return true;
  const keys = [...declared()].map(([key, element]): [string, string] => [key, nameOf(element)]);
  const lines = [...keys.filter(([, name]) => name), ...GENERAL.map(([key, words]): [string, string] => [key, t(words)])];
  const body = make("div", { class: "sheet-keys" }, ...lines.map(line));
  show("keys-sheet", "sheet", t("Keys on this page"), body);
  return true;
}

export function togglePalette(): boolean {
  if (closeOpen("palette")) return true;
  const own = find("#own-commands");
  own?.replaceChildren();
  const offered = commands().filter((element) => nameOf(element));
  const input = make("input", { type: "text", role: "combobox", "aria-label": t("All commands"), placeholder: t("Type a command"), "aria-expanded": "true", "aria-controls": "palette-list" });
  const list = make("div", { class: "listbox", role: "listbox", id: "palette-list", "aria-label": t("All commands") });
  const dialog = show("palette", "sheet palette", "", input, list);
  const box = new Listbox(input, list, (option) => {
    dialog.close();
    const chosen = offered[Number(option.dataset["value"])];
    if (chosen) activate(chosen);
  });
  const fill = (): void => box.show(matching(offered, input.value));
  input.addEventListener("input", fill);
  fill();
  // What this user alone has comes a moment later, and behind: what is marked stays marked.
  const join = (): void => {
    const known = offered.length;
    offered.push(...all("#own-commands [data-command]"));
    if (list.hidden) fill();
    else list.append(...matching(offered, input.value).filter((each) => Number(each.dataset["value"]) >= known));
  };
  own?.addEventListener("htmx:after:swap", join, { once: true });
  own?.dispatchEvent(new CustomEvent("palette"));
  return true;
}

function matching(offered: HTMLElement[], typed: string): HTMLElement[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (element: HTMLElement): boolean => words.every((word) => nameOf(element).toLowerCase().includes(word));
  return offered.flatMap((element, index) => (fits(element) ? [option(element, index)] : []));
}

function option(element: HTMLElement, index: number): HTMLElement {
  const key = make("span", { class: "option-note" }, cap(element.dataset["key"] ?? ""));
  return make("div", { class: "option", role: "option", id: ["command", index].join("-"), "data-value": String(index) }, make("span", { class: "option-label" }, nameOf(element)), key);
}

function line([key, name]: [string, string]): HTMLElement {
  return make("div", { class: "sheet-key" }, make("span", {}, name), cap(key));
}

function cap(key: string): HTMLElement {
  return make("kbd", { class: "key" }, key.replace("Enter", "↵").replace("Escape", "Esc").replaceAll("+", " "));
}

function closeOpen(id: string): boolean {
  const open = find<HTMLDialogElement>(["dialog#", id, "[open]"].join(""));
  open?.close();
  return Boolean(open);
}

/** A dialog with these parts; it closes by Escape, or by a click beside it. */
export function show(id: string, kind: string, title: string, ...content: Node[]): HTMLDialogElement {
  const dialog = make("dialog", { id, class: kind, "aria-label": title || t("All commands") });
  if (title) dialog.append(make("div", { class: "sheet-head" }, make("h2", {}, title), cap("Escape")));
  dialog.append(...content);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
