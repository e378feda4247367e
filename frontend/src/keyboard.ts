// Keys are declared where they act: `data-key="r"`, `data-key="g t"`, `data-key="Ctrl+Enter"`.
import { activate, declared } from "./declared.ts";
import { all, find, isField, isShown, nameOf, onContent } from "./dom.ts";
import { Sequences, namesOf, worksInFields } from "./keymap.ts";
import { moveRow, openRow, toggleRow } from "./rows.ts";
import { toggleKeys, togglePalette } from "./sheet.ts";

const sequences = new Sequences();

const OWN: Record<string, () => boolean> = {
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => toggleRow(),
  Enter: () => openRow(),
  "?": () => toggleKeys(),
  "Ctrl+k": () => togglePalette(),
  "Ctrl+Enter": () => submitFocused(),
  "Alt+ArrowUp": () => moveTab(-1),
  "Alt+ArrowDown": () => moveTab(1),
  Escape: () => leave(),
};

export function startKeyboard(): void {
  document.addEventListener("keydown", onKey);
  onContent(tellKeys);
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.repeat) return onRepeat(event);
  const typing = isField(document.activeElement);
  const names = namesOf(event).filter((name) => !typing || worksInFields(name));
  if (!names.length || chooseByDigit(event, names)) return;
  const { match, pending } = sequences.press(names, new Set([...Object.keys(OWN), ...declared().keys()]), event.timeStamp);
  if (pending || (match && act(match))) event.preventDefault();
}

/** Holding j or k keeps moving; nothing else repeats. */
function onRepeat(event: KeyboardEvent): void {
  if (event.defaultPrevented || !event.repeat || isField(document.activeElement)) return;
  if (event.key === "j" || event.key === "k") OWN[event.key]?.();
}

/** The page's own element wins over what the shell does with the same key. */
function act(key: string): boolean {
  const element = declared().get(key);
  if (element) {
    activate(element);
    return true;
  }
  return OWN[key]?.() ?? false;
}

function submitFocused(): boolean {
  const form = document.activeElement?.closest("form");
  if (!form) return false;
  const button = find<HTMLButtonElement>("[data-key='Ctrl+Enter'], button[type=submit]", form);
  form.requestSubmit(button);
  return true;
}

function moveTab(step: number): boolean {
  const tabs = all<HTMLAnchorElement>("[data-tabs] .tab[href]");
  const now = tabs.findIndex((tab) => tab.hasAttribute("aria-current"));
  const next = tabs[(now + step + tabs.length) % tabs.length];
  next?.click();
  return Boolean(next);
}

/** Escape leaves a field first, then what is open, then the panel. */
function leave(): boolean {
  // A dialog closes itself.
  if (find("dialog[open]")) return false;
  const open = all<HTMLDetailsElement>("details[data-menu][open]").at(-1);
  if (open) {
    open.open = false;
    find("summary", open)?.focus();
    return true;
  }
  if (isField(document.activeElement)) {
    (document.activeElement as HTMLElement).blur();
    return true;
  }
  const close = all("[data-panel-close]").filter(isShown).at(-1);
  close?.click();
  return Boolean(close);
}

/** A digit chooses in the group that has the focus, by the physical key. */
function chooseByDigit(event: KeyboardEvent, names: string[]): boolean {
  const group = document.activeElement?.closest("[data-digits]");
  const digit = names.find((name) => /^[1-9]$/.test(name));
  if (!group || !digit) return false;
  const choice = all("input[type=radio], [data-choice]", group)[Number(digit) - 1];
  choice?.focus();
  choice?.click();
  event.preventDefault();
  return true;
}

/** A key without its cap in sight is told on hover. */
function tellKeys(): void {
  for (const element of all("[data-key]:not([title])")) {
    if (!element.querySelector(".key") && !isField(element)) element.title = [nameOf(element), ` (${element.dataset["key"]})`].join("");
  }
}
