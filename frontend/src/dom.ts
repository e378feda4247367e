// The few helpers every module needs.

export function find<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T | null {
  return root.querySelector<T>(selector);
}

export function all<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T[] {
  return [...root.querySelectorAll<T>(selector)];
}

type Attributes = Record<string, string | boolean | undefined>;

/** An element with attributes and children; text stays text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function isField(element: Element | null): element is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement {
  if (element instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "file", "range"].includes(element.type);
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true;
  return element instanceof HTMLElement && element.isContentEditable;
}

export function isShown(element: HTMLElement): boolean {
  return element.isConnected && element.checkVisibility();
}

/** What an element is called: for the sheet of keys and the palette. */
export function nameOf(element: HTMLElement): string {
  const label = "labels" in element ? (element as HTMLInputElement).labels?.[0] : undefined;
  const words = element.getAttribute("aria-label") ?? label?.textContent ?? wordsIn(element);
  return words.replace(/\s+/g, " ").trim();
}

function wordsIn(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement;
  for (const part of copy.querySelectorAll(".key, .badge, svg")) part.remove();
  return copy.textContent || element.title;
}

/** Run `act` now and after every swap, on the part that changed. */
export function onContent(act: (root: ParentNode) => void): void {
  act(document);
  document.addEventListener("htmx:after:swap", () => act(document));
}

export function cookie(name: string): string {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(name + "="));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** A same-origin request with our token; a partial's header so that a sign-in page is never answered. */
export function ask(address: string, options: RequestInit = {}): Promise<Response> {
  const headers = { "X-CSRFToken": cookie("csrftoken") || formToken(), "HX-Request": "true", ...(options.headers as Record<string, string>) };
  return fetch(address, { credentials: "same-origin", ...options, headers });
}

export function formToken(): string {
  return find<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** The sentence of a refusal that our server sent; "" when there is none. */
export function refusalIn(markup: string): string {
  return new DOMParser().parseFromString(markup, "text/html").querySelector("[data-refusal], .alert-refusal p")?.textContent?.trim() ?? "";
}

/** Elements of a fragment our own server sent. */
export function nodesOf(markup: string): Node[] {
  return [...new DOMParser().parseFromString(markup, "text/html").body.childNodes];
}
