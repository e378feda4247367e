// Beside what is written stands what may help. Neither the focus nor anything on screen moves for it: `Ctrl+.` and a digit takes one, 0 puts all away.
import { all, ask, find, onContent } from "./dom.ts";
import { namesOf } from "./keymap.ts";
import { SCRIPT, openScript } from "./script.ts";
import { goTo, latest } from "./search.ts";

const PLACE = "#suggestions";
const PAUSE_MS = 350;
const FIELDS = "textarea, input:is(:not([type]), [type=text]):not([inputmode])";

type Field = HTMLTextAreaElement | HTMLInputElement;

let writing: Element | null = null;
let asked = "";
let isArmed = false;

const look = latest(async (signal) => {
  const [place, root] = [find(PLACE), here()];
  const [about, text] = [root?.dataset["suggest"] ?? "", root ? textAbout(root) : ""];
  const wanted = [about, text].join(" ");
  if (!place || !about || wanted === asked) return;
  asked = wanted;
  const answer = await tell("", { about, text }, signal);
  if (answer.ok && !signal.aborted && place.isConnected) show(place, await answer.text());
}, PAUSE_MS);

export function startSuggestions(): void {
  document.addEventListener("input", (event) => typed(event.target as Element));
  document.addEventListener("keydown", onKey, { capture: true });
  document.addEventListener("click", onClick, { capture: true });
  // The pointer takes one too without the text losing its caret.
  document.addEventListener("mousedown", (event) => (event.target as Element).closest(PLACE) && event.preventDefault());
  onContent(begin);
}

function typed(field: Element): void {
  if (!field.closest("[data-suggest]")) return;
  writing = field;
  look();
}

/** What a page, or a step of a script, says before anything is typed; another page begins anew. */
function begin(): void {
  if (find(PLACE)?.childElementCount === 0) asked = "";
  if (!writing?.isConnected) writing = null;
  if (find("[data-suggest-says]")) look();
}

function here(): HTMLElement | null {
  return writing?.closest<HTMLElement>("[data-suggest]") ?? find("[data-suggest-says]");
}

/** All that is written about the same thing, what is being written last. */
function textAbout(root: HTMLElement): string {
  const roots = all(["[data-suggest=", "]"].join(JSON.stringify(root.dataset["suggest"])));
  const fields = roots.flatMap((each) => all<Field>(FIELDS, each)).filter((field) => field !== writing);
  const now = writing && "value" in writing ? [(writing as Field).value] : [];
  return [...roots.map((each) => each.dataset["suggestSays"] ?? ""), ...fields.map((field) => field.value), ...now].filter(Boolean).join(" ");
}

/** Our own server's fragment, in a place that nothing else hangs on. */
function show(place: HTMLElement, markup: string): void {
  place.replaceChildren(...new DOMParser().parseFromString(markup, "text/html").body.childNodes);
  place.hidden = place.childElementCount === 0;
  arm(false);
}

function arm(is: boolean): void {
  isArmed = is;
  find(PLACE)?.classList.toggle("is-armed", is);
}

function offered(): HTMLElement[] {
  return all("[data-key-of]", find(PLACE) ?? document);
}

/** After `Ctrl+.` one key is for the suggestions; any but a digit is what it always was. */
function onKey(event: KeyboardEvent): void {
  if (!isArmed || ["Control", "Shift", "Alt", "AltGraph"].includes(event.key)) return;
  arm(false);
  const digit = namesOf(event).map((name) => name.replace("Ctrl+", "")).find((name) => /^\d$/.test(name));
  const chosen = offered()[Number(digit) - 1];
  if (event.key !== "Escape" && digit !== "0" && !chosen) return;
  event.preventDefault();
  event.stopPropagation();
  if (digit === "0") offered().forEach(putAway);
  else if (chosen) void take(chosen);
}

function onClick(event: MouseEvent): void {
  const target = event.target as Element;
  const suggestion = target.closest<HTMLElement>("[data-key-of]");
  if (target.closest("[data-arm]")) arm(true);
  else if (suggestion && target.closest("[data-put-away]")) putAway(suggestion);
  else if (suggestion && target.closest("[data-suggestion]") && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    event.stopPropagation();
    void take(suggestion);
  }
}

/** Its words go into the text for the customer where there are any; else it opens. */
async function take(suggestion: HTMLElement): Promise<void> {
  const into = "words" in suggestion.dataset ? document.getElementById(here()?.dataset["suggestInto"] ?? "") : null;
  if (!into) return open(suggestion);
  const answer = await did(suggestion, "used");
  const words = answer.ok ? await answer.text() : "";
  if (words) put(into, words);
  else open(suggestion);
}

function open(suggestion: HTMLElement): void {
  const address = find<HTMLAnchorElement>("[data-suggestion]", suggestion)?.getAttribute("href") ?? "";
  const key = address.split(SCRIPT)[1];
  void did(suggestion, "opened");
  if (key && find("#script")) openScript(key);
  else goTo(address);
}

function putAway(suggestion: HTMLElement): void {
  void did(suggestion, "dismissed");
  const place = suggestion.closest<HTMLElement>(PLACE);
  suggestion.remove();
  if (place) place.hidden = offered().length === 0;
}

function put(field: HTMLElement, words: string): void {
  if (!(field instanceof HTMLTextAreaElement)) {
    field.dispatchEvent(new CustomEvent("editor:fill", { detail: words }));
    return;
  }
  field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function did(suggestion: HTMLElement, deed: "opened" | "used" | "dismissed"): Promise<Response> {
  const { keyOf = "", id = "" } = suggestion.dataset;
  const root = here();
  return tell("take/", { about: root?.dataset["suggest"] ?? "", text: root ? textAbout(root) : "", key: keyOf, id, deed });
}

function tell(door: string, values: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  const address = [find(PLACE)?.dataset["suggestions"] ?? "", door].join("");
  return ask(address, { method: "POST", body: new URLSearchParams(values), keepalive: true, ...(signal ? { signal } : {}) });
}
