// The keys declared on the page with `data-key`, and pressing one.
import { all, find, isField, isShown } from "./dom.ts";

/** Every key on the page that can be pressed now; inside an open dialog only its own; later elements in #main win. */
export function declared(): Map<string, HTMLElement> {
  const root = find("dialog[open]") ?? document;
  const elements = all("[data-key]", root).filter((element) => usable(element));
  const inMain = (element: HTMLElement): number => Number(Boolean(element.closest("#main")));
  const ordered = elements.sort((a, b) => inMain(a) - inMain(b));
  return new Map(ordered.flatMap((element) => keysOf(element).map((key): [string, HTMLElement] => [key, element])));
}

/** One key everywhere, and maybe another that is only one outside fields: `data-key="F4" data-key-too="h"`. */
function keysOf(element: HTMLElement): string[] {
  const { key, keyToo } = element.dataset;
  return [key ?? "", ...(keyToo ? [keyToo] : [])];
}

function usable(element: HTMLElement): boolean {
  return (isShown(element) || element.hasAttribute("data-command")) && !element.matches(":disabled, [aria-disabled=true]");
}

export function activate(element: HTMLElement): void {
  if (isField(element)) {
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
  } else {
    if (element.matches("summary, input")) element.focus();
    element.click();
  }
}

/** What only the palette offers: addresses without a place on screen. */
export function commands(): HTMLElement[] {
  const offered = [...declared().values(), ...all("[data-command]")];
  return [...new Set(offered)];
}
