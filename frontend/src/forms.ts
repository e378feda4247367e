// A form is sent once: while it is under way its button waits, and `_once` lets the server see a double.
import { all, find, make, onContent } from "./dom.ts";

interface Waited {
  sourceEvent?: Event;
  target?: Element;
  vals?: Record<string, string>;
  request: { form?: HTMLFormElement | null; body: unknown };
}

export function startForms(): void {
  onContent(() => {
    all<HTMLFormElement>("form").filter((form) => form.method === "post").forEach(addKey);
    find("[data-focus-first-wrong]")?.closest("form")?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  });
  document.addEventListener("submit", onSubmit, { capture: true });
  document.addEventListener("htmx:before:request", (event) => sendAsItStands(event as CustomEvent<{ ctx: Waited }>));
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

/** A change saved by itself may have waited for the answer to an earlier one: what goes is the form as it is now, never of a form that left. */
function sendAsItStands(event: CustomEvent<{ ctx: Waited }>): void {
  const { sourceEvent, request, target, vals } = event.detail.ctx;
  if (sourceEvent?.type !== "change" || !request.form || !(request.body instanceof URLSearchParams)) return;
  if (!request.form.isConnected) return event.preventDefault();
  const fields = [...new FormData(request.form)].map(([name, value]) => [name, String(value)]);
  const body = new URLSearchParams(fields);
  for (const [name, value] of Object.entries(vals ?? {})) body.set(name, value);
  request.body = body;
  // What the earlier answer replaced takes this one's too.
  if (target?.id && !target.isConnected) event.detail.ctx.target = document.getElementById(target.id) ?? target;
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
