// Choosing by typing: over a select's own options, or over options the server finds.
import { all, ask, find, make, nodesOf, onContent } from "./dom.ts";
import { t } from "./i18n.ts";
import { Listbox } from "./listbox.ts";
import { latest } from "./search.ts";

export function startComboboxes(): void {
  onContent(() => {
    all<HTMLSelectElement>("select[data-combobox]:not([data-ready])").forEach(overSelect);
    all("[data-combobox-url]:not([data-ready])").forEach(overServer);
  });
}

/** The select stays the field that is sent; a text field in front of it finds its options. */
function overSelect(select: HTMLSelectElement): void {
  select.dataset["ready"] = "";
  const list = make("div", { class: "listbox", role: "listbox", id: select.id + "_list", hidden: true });
  const input = make("input", { class: "input", type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": list.id });
  const taken = (): string => select.selectedOptions[0]?.value ? select.selectedOptions[0].text : "";
  for (const name of ["aria-describedby", "aria-invalid", "data-key", "aria-keyshortcuts"]) moveAttribute(name, select, input);
  input.id = select.id;
  select.id += "_select";
  select.hidden = true;
  select.after(input, list);
  input.value = taken();
  input.placeholder = select.options[0]?.value === "" ? select.options[0].text : "";
  const box = new Listbox(input, list, (option) => {
    select.value = option.dataset["value"] ?? "";
    input.value = taken();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const offer = (typed: string): void => box.show(fitting(select, typed));
  input.addEventListener("focus", () => (input.select(), offer("")));
  input.addEventListener("input", () => offer(input.value));
  input.addEventListener("blur", () => {
    if (!input.value) select.value = "";
    input.value = taken();
  });
  select.addEventListener("change", () => (input.value = taken()));
}

function fitting(select: HTMLSelectElement, typed: string): HTMLElement[] {
  const wanted = plain(typed);
  const fits = [...select.options].filter((option) => option.value && plain(option.text).includes(wanted));
  if (!fits.length) return [make("p", { class: "listbox-empty" }, t("No such choice"))];
  return fits.map((option) => make("div", { class: "option", role: "option", "data-value": option.value }, make("span", { class: "option-label" }, option.text)));
}

/** Without accents or capitals: "écran" is found by "ecr". */
function plain(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function overServer(field: HTMLElement): void {
  field.dataset["ready"] = "";
  const input = find<HTMLInputElement>("[role=combobox]", field);
  const value = find<HTMLInputElement>("[data-combobox-value]", field);
  const list = find("[role=listbox]", field);
  const address = field.dataset["comboboxUrl"];
  if (!input || !value || !list || !address) return;
  const box = new Listbox(input, list, (option) => {
    value.value = option.dataset["value"] ?? "";
    input.value = option.dataset["label"] ?? option.textContent ?? "";
    value.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const look = latest(async (signal) => {
    const answer = await ask([address, address.includes("?") ? "&" : "?", "q=", encodeURIComponent(input.value)].join(""), { signal });
    if (answer.ok && !signal.aborted) box.show(nodesOf(await answer.text()));
  });
  input.addEventListener("input", () => {
    value.value = "";
    look();
  });
}

function moveAttribute(name: string, from: Element, to: Element): void {
  const value = from.getAttribute(name);
  if (value === null) return;
  to.setAttribute(name, value);
  from.removeAttribute(name);
}
