// The search of the top bar: `/` focuses it, results come while typing, arrows and Enter open one.
import htmx from "htmx.org";
import { ask, find, make, nodesOf } from "./dom.ts";
import { t } from "./i18n.ts";
import { Listbox } from "./listbox.ts";
import { SCRIPT, openThere } from "./script.ts";

const PAUSE_MS = 120;

export function startSearch(): void {
  const form = find<HTMLFormElement>("[data-search]");
  const input = form && find<HTMLInputElement>("input[type=search]", form);
  const list = form && find("[role=listbox]", form);
  if (!form || !input || !list) return;
  const box = new Listbox(input, list, (option) => go(option, input));
  const look = latest(async (signal) => {
    const nodes = input.value.trim() ? await results(form.action, input.value, signal) : [];
    if (!signal.aborted) box.show(nodes);
  });
  document.addEventListener("click", onClick, { capture: true });
  input.addEventListener("input", look);
  input.addEventListener("focus", () => input.value && look());
}

async function results(address: string, typed: string, signal: AbortSignal): Promise<Node[]> {
  const answer = await ask([address, "?q=", encodeURIComponent(typed)].join(""), { signal });
  if (!answer.ok) return [make("p", { class: "listbox-empty" }, t("The search does not answer. Try again."))];
  const nodes = nodesOf(await answer.text());
  const found = nodes.some((node) => node instanceof Element && (node.matches("[role=option]") || node.querySelector("[role=option]")));
  return found ? nodes : [make("p", { class: "listbox-empty" }, t("Nothing found. Try a part of the name, a number or a postcode."))];
}

function go(option: HTMLElement, input: HTMLInputElement): void {
  const address = option.dataset["href"];
  if (!address) return;
  learn(option, input.value);
  input.value = "";
  input.blur();
  goTo(address);
}

/** On the page of all results what was asked for stands in the address. */
function onClick(event: MouseEvent): void {
  const row = (event.target as Element).closest<HTMLElement>("a[data-learns]");
  if (row) learn(row, new URLSearchParams(location.search).get("q") ?? "");
}

/** Operators teach the ranking by what they open. */
function learn(found: HTMLElement, typed: string): void {
  const what = found.dataset["learns"];
  const address = [document.body.dataset["searchUrl"] ?? "", "opened/"].join("");
  if (what && typed) void ask(address, { method: "POST", body: new URLSearchParams({ q: typed, what }), keepalive: true });
}

/** As a link would, within the shell; the script that the address names opens there. */
export function goTo(address: string): void {
  const [page, script] = address.split(SCRIPT);
  if (script) openThere(script);
  void htmx.ajax("GET", page ?? address, { target: "#main", select: "#main", swap: "outerHTML", push: "true" } as never);
}

/** `act` runs after a short pause; a newer call aborts the older one's answer. */
export function latest(act: (signal: AbortSignal) => Promise<void>, pause = PAUSE_MS): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;
  return () => {
    clearTimeout(timer);
    running?.abort();
    const mine = (running = new AbortController());
    timer = setTimeout(() => void act(mine.signal).catch((error: Error) => {
      if (error.name !== "AbortError") console.error(error);
    }), pause);
  };
}
