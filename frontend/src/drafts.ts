// Forms with `data-draft="<key>"`: what is typed survives navigation, a lost connection, a closed browser, signing out.
import { all, ask, find, onContent } from "./dom.ts";
import { DraftQueue, type DraftState, type Fields } from "./draftqueue.ts";
import { attachAgain, attached } from "./files.ts";
import { t } from "./i18n.ts";
import { relative } from "./relative.ts";

interface Draft {
  form: HTMLFormElement;
  key: string;
  queue: DraftQueue;
  savedAt: number;
  touched: boolean;
  /** What was in the form when it, or a part of it, was last sent. */
  sent: string;
}

interface Context {
  sourceElement?: Element;
  request?: { method: string };
  response?: { status: number };
}

const drafts = new Map<HTMLFormElement, Draft>();
/** Drafts being dropped on the server, by key: until then none is fetched or saved. */
const dropping = new Map<string, Promise<unknown>>();
const ATTACHED = "_attached";
const NEVER = ["csrfmiddlewaretoken", "_once", "version", "send_at"];

export function startDrafts(): void {
  onContent(() => {
    leaveGone();
    all<HTMLFormElement>("form[data-draft]").filter((form) => !drafts.has(form)).forEach(begin);
  });
  document.addEventListener("input", onType);
  document.addEventListener("change", onType);
  document.addEventListener("htmx:before:request", (event) => onSend(event as CustomEvent));
  document.addEventListener("htmx:after:request", (event) => onAccepted(event as CustomEvent));
  document.addEventListener("htmx:finally:request", (event) => onRefused(event as CustomEvent));
  document.addEventListener("visibilitychange", () => document.hidden && drafts.forEach((draft) => void draft.queue.flush()));
  addEventListener("online", () => drafts.forEach((draft) => void draft.queue.flush()));
  setInterval(() => drafts.forEach(tellAge), 5000);
}

function begin(form: HTMLFormElement): void {
  const key = form.dataset["draft"] ?? "";
  const draft: Draft = { form, key, savedAt: 0, touched: false, sent: "", queue: new DraftQueue(copyName(key), options()) };
  drafts.set(form, draft);
  void restore(draft);

  function options(): ConstructorParameters<typeof DraftQueue>[1] {
    return { copies: localStorage, send: (fields) => save(draft, fields), tell: (state) => tell(draft, state) };
  }
}

/** A copy belongs to its user: another one at the same machine never meets it. */
function copyName(key: string): string {
  return ["draft", document.body.dataset["user"] ?? "", key].join(":");
}

function address(key: string): string {
  return [document.body.dataset["draftsUrl"] || "/drafts/", encodeURIComponent(key), "/"].join("");
}

async function save(draft: Draft, fields: Fields): Promise<void> {
  await dropping.get(draft.key);
  const answer = await ask(address(draft.key), { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ fields }), keepalive: true });
  if (!answer.ok) throw new Error(String(answer.status));
  draft.savedAt = Date.now();
}

/** What never reached the server is newest; else the server's. Fields the operator already touches stay. */
async function restore(draft: Draft): Promise<void> {
  const unsent = draft.queue.unsent();
  const fields = unsent ?? (await fetched(draft.key));
  if (!fields || draft.touched || !draft.form.isConnected) return;
  fill(draft.form, fields);
  if (unsent) draft.queue.changed(fields, Date.now());
}

async function fetched(key: string): Promise<Fields | undefined> {
  try {
    await dropping.get(key);
    const answer = await ask(address(key));
    return answer.ok && answer.status !== 204 ? ((await answer.json()) as { fields?: Fields }).fields : undefined;
  } catch {
    return undefined;
  }
}

function onType(event: Event): void {
  const form = (event.target as HTMLElement).closest("form");
  const draft = form && drafts.get(form);
  if (!draft) return;
  draft.touched = true;
  draft.queue.changed(read(draft.form), Date.now());
}

/** A form under way keeps no draft; a part of it that is saved by itself (`hx-post` inside the form) leaves its draft alone. */
function onSend(event: CustomEvent): void {
  const draft = draftOf(event);
  if (!draft) return;
  draft.sent = contents(draft);
  if (isWhole(event)) draft.queue.close();
}

/** An accepted form drops its draft on the server: told before the swap, since the form may be gone after it. */
function onAccepted(event: CustomEvent): void {
  const draft = draftOf(event);
  if (!draft || !isAccepted(event)) return;
  if (isWhole(event)) drafts.delete(draft.form);
  else if (contents(draft) !== draft.sent) return;
  drop(draft);
}

/** A save that is on its way first arrives: later it would bring the draft back. */
function drop(draft: Draft): void {
  draft.queue.close();
  draft.queue.reopen();
  const dropped = draft.queue.idle().then(() => ask(address(draft.key), { method: "DELETE" })).catch(() => undefined);
  dropping.set(draft.key, dropped);
}

/** A refused form, or one without an answer, goes on being kept. */
function onRefused(event: CustomEvent): void {
  const draft = draftOf(event);
  if (!draft || !isWhole(event) || isAccepted(event)) return;
  draft.queue.reopen();
  draft.queue.changed(read(draft.form), Date.now());
}

/** The draft of the form that is posted, whole or in part. */
function draftOf(event: CustomEvent): Draft | undefined {
  const form = contextOf(event).sourceElement?.closest("form");
  return form && contextOf(event).request?.method === "POST" ? drafts.get(form) : undefined;
}

function isWhole(event: CustomEvent): boolean {
  return contextOf(event).sourceElement instanceof HTMLFormElement;
}

function isAccepted(event: CustomEvent): boolean {
  const status = contextOf(event).response?.status ?? 0;
  return status >= 200 && status < 400;
}

function contextOf(event: CustomEvent): Context {
  return (event.detail as { ctx?: Context }).ctx ?? {};
}

function contents(draft: Draft): string {
  return JSON.stringify(read(draft.form));
}

/** A form that left the page sends what it still has. */
function leaveGone(): void {
  for (const [form, draft] of drafts) {
    if (form.isConnected) continue;
    void draft.queue.flush();
    drafts.delete(form);
  }
}

export function read(form: HTMLFormElement): Fields {
  const fields: Fields = {};
  for (const control of form.elements) {
    const field = control as HTMLInputElement;
    if (!field.name || !isKept(field) || field.name in fields) continue;
    const values = new FormData(form).getAll(field.name).filter((value) => typeof value === "string");
    fields[field.name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  const files = attached(form);
  if (files.length) fields[ATTACHED] = files;
  return fields;
}

function isKept(field: HTMLInputElement): boolean {
  if (NEVER.includes(field.name) || ["password", "file", "submit", "button"].includes(field.type)) return false;
  return field.type !== "hidden" || "comboboxValue" in field.dataset || "kept" in field.dataset;
}

function fill(form: HTMLFormElement, fields: Fields): void {
  attachAgain(form, [fields[ATTACHED] ?? []].flat());
  for (const control of form.elements) {
    const field = control as HTMLInputElement;
    const kept = fields[field.name];
    if (kept === undefined || !isKept(field)) continue;
    const values = [kept].flat();
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (control instanceof HTMLSelectElement) [...control.options].forEach((option) => (option.selected = values.includes(option.value)));
    else field.value = values[0] ?? "";
    if (control instanceof HTMLSelectElement) control.dispatchEvent(new CustomEvent("change"));
  }
  form.dispatchEvent(new CustomEvent("draft:filled"));
}

function tell(draft: Draft, state: DraftState): void {
  const place = find("[data-draft-state]", draft.form);
  if (!place) return;
  place.classList.toggle("tone--amber", state === "kept");
  if (state === "kept") place.textContent = t("Kept on this machine, sent as soon as there is a connection");
  else if (state === "saved") place.textContent = t("Saved just now");
}

function tellAge(draft: Draft): void {
  const place = find("[data-draft-state]", draft.form);
  if (!place || !draft.savedAt || place.classList.contains("tone--amber")) return;
  const seconds = Math.round((Date.now() - draft.savedAt) / 1000);
  const when = seconds < 60 ? t("{seconds} s ago", { seconds }) : relative("ago", draft.savedAt, Date.now());
  place.textContent = t("Saved {when}", { when });
}
