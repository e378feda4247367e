// A form is sent once: while it is under way its button waits, and `_once` lets the server see a double.
import { all, find, make, onContent } from "./dom.ts";

export function startForms(): void {
  onContent(() => {
    all<HTMLFormElement>("form").filter((form) => form.method === "post").forEach(addKey);
    find("[data-focus-first-wrong]")?.closest("form")?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  });
  document.addEventListener("submit", onSubmit, { capture: true });
  document.addEventListener("htmx:finally:request", (event) => release(sourceForm(event as CustomEvent)));
  addEventListener("pageshow", () => all<HTMLFormElement>("form[aria-busy]").forEach(release));
}

function addKey(form: HTMLFormElement): void {
  if (!find("[name=_once]", form)) form.append(make("input", { type: "hidden", name: "_once", value: randomKey() }));
}

/** `crypto.randomUUID` exists on https and localhost only. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.method !== "post") return;
  if (form.hasAttribute("aria-busy")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.setAttribute("aria-busy", "true");
  event.submitter?.setAttribute("aria-busy", "true");
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => event.defaultPrevented && !form.matches("[data-htmx-powered]") && release(form));
}

function release(form: HTMLFormElement | null): void {
  if (!form) return;
  form.removeAttribute("aria-busy");
  for (const button of all("[aria-busy]", form)) {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
}

function sourceForm(event: CustomEvent): HTMLFormElement | null {
  const source = (event.detail as { ctx?: { sourceElement?: Element } }).ctx?.sourceElement;
  return source?.closest("form") ?? null;
}
