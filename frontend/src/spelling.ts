// What is spelled wrong in the text being written, told above it with what may have been meant: `Alt+c` puts that in its place.
// Fields in a form with `data-spelling="<language>"`; `data-reader` says for whom the words are, who is then told when they read hard.
import { ask, find, make } from "./dom.ts";
import { t } from "./i18n.ts";
import { latest } from "./search.ts";
import { type Counts, counted, placeOf, settled } from "./typing.ts";

interface Looked {
  wrong: [string, string[]][];
  words: number;
  ease: number | null;
  is_hard: boolean;
}

interface Writing extends Counts {
  length: number;
  looked: Looked | undefined;
}

const DOOR = "/spelling/";
const PAUSE_MS = 600;
const written = new WeakMap<HTMLTextAreaElement, Writing>();
let writing: HTMLTextAreaElement | null = null;

const look = latest(async (signal) => {
  const field = writing;
  const form = field?.closest<HTMLElement>("[data-spelling]");
  if (!field || !form) return;
  const text = settled(field.value, caretIn(field));
  const body = new URLSearchParams({ text, language: form.dataset["spelling"] ?? "", reader: form.dataset["reader"] ?? "" });
  const answer = await ask(DOOR, { method: "POST", body, signal });
  if (!answer.ok || signal.aborted || !field.isConnected) return;
  of(field).looked = (await answer.json()) as Looked;
  tell(field);
}, PAUSE_MS);

export function startSpelling(): void {
  document.addEventListener("input", (event) => onInput(event as InputEvent));
  document.addEventListener("htmx:after:request", (event) => onSent(event as CustomEvent));
  document.addEventListener("mousedown", (event) => (event.target as Element).closest(".spelling") && event.preventDefault());
}

function of(field: HTMLTextAreaElement): Writing {
  const known = written.get(field) ?? { keys: 0, corrected: 0, length: 0, looked: undefined };
  written.set(field, known);
  return known;
}

/** The editor's own keys arrive before the textarea behind it is told: they are counted there. */
function onInput(event: InputEvent): void {
  const target = event.target as HTMLElement;
  if (!target.closest("[data-spelling]")) return;
  const field = target instanceof HTMLTextAreaElement ? target : find<HTMLTextAreaElement>("textarea", target.closest(".field") ?? target);
  if (!field) return;
  const now = of(field);
  const taken = now.length - field.value.length;
  if (event.inputType) Object.assign(now, counted(now, event.inputType, event.data, taken));
  now.length = field.value.length;
  writing = field;
  look();
}

/** Above the field, over its edge: nothing moves for it. */
function tell(field: HTMLTextAreaElement): void {
  const around = field.closest<HTMLElement>(".field");
  if (!around) return;
  find(".spelling", around)?.remove();
  const { wrong = [], is_hard: isHard = false, ease = null } = of(field).looked ?? {};
  const [word, better] = wrong.filter(([each]) => placeOf(field.value, each, field.value.length) >= 0).at(-1) ?? [];
  if (word) around.append(correction(field, word, better?.[0]));
  else if (isHard && ease !== null) around.append(make("p", { class: "spelling spelling--hard", title: t("Shorter sentences and words are easier for this customer.") }, t("Reads hard: {ease} of 100", { ease: Math.max(0, Math.round(ease)) })));
}

function correction(field: HTMLTextAreaElement, word: string, better: string | undefined): HTMLElement {
  const told = make("s", {}, word);
  if (!better) return make("p", { class: "spelling" }, told);
  const button = make("button", { class: "spelling", type: "button", "data-key": "Alt+c", "aria-keyshortcuts": "Alt+c", title: t("Put “{better}” in its place (Alt+c)", { better }) }, told, " → ", better, make("kbd", { class: "key", "aria-hidden": "true" }, "Alt c"));
  button.addEventListener("click", () => mend(field, word, better));
  return button;
}

function mend(field: HTMLTextAreaElement, word: string, better: string): void {
  const editor = find("[contenteditable]", field.parentElement ?? field);
  const at = placeOf(field.value, word, caretIn(field));
  if (editor) editor.dispatchEvent(new CustomEvent("editor:mend", { detail: { word, better } }));
  else if (at >= 0) {
    field.setRangeText(better, at, at + word.length, field.selectionStart > at ? "preserve" : "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const now = of(field);
  now.corrected += word.length;
  if (now.looked) now.looked = { ...now.looked, wrong: now.looked.wrong.filter(([each]) => each !== word) };
  tell(field);
}

function caretIn(field: HTMLTextAreaElement): number {
  return field.hidden ? field.value.length : field.selectionStart;
}

/** A text that was taken is counted for who typed it, and for nobody else. */
function onSent(event: CustomEvent): void {
  const { sourceElement: form, request, response } = (event.detail as { ctx: { sourceElement?: Element; request?: { method: string }; response?: { status: number } } }).ctx;
  if (!(form instanceof HTMLFormElement) || request?.method !== "POST" || (response?.status ?? 500) >= 400 || !form.matches("[data-spelling]")) return;
  for (const field of form.querySelectorAll("textarea")) {
    const { keys, corrected, looked } = of(field);
    written.delete(field);
    if (!keys || !looked) continue;
    const counts = { keys, corrected, words: looked.words, wrong: looked.wrong.length };
    const body = new URLSearchParams(Object.entries(counts).map(([name, count]) => [name, String(count)]));
    void ask([DOOR, "typed/"].join(""), { method: "POST", body, keepalive: true });
  }
}
