// Attaching by choosing, dropping or pasting: each file is uploaded at once and its id goes with the form.
import { all, cookie, find, formToken, make, onContent, refusalIn } from "./dom.ts";
import { locale, t } from "./i18n.ts";

export interface Stored {
  id: string;
  name: string;
  size: number;
}

/** `data` is an address that holds a picture, where the server gives it. */
export interface Uploaded extends Stored {
  data?: string;
}

export function startFiles(): void {
  onContent(() => {
    all("[data-files]:not([data-ready])").forEach(begin);
    all<HTMLFormElement>("form:has([data-attach])").forEach(tickAttached);
  });
  document.addEventListener("change", onTick);
}

function begin(place: HTMLElement): void {
  place.dataset["ready"] = "";
  const zone = place.closest("form") ?? place;
  find<HTMLInputElement>("[data-files-choose]", place)?.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    take(place, input.files);
    input.value = "";
  });
  zone.addEventListener("dragover", (event) => hover(place, event as DragEvent, true));
  zone.addEventListener("dragleave", (event) => hover(place, event as DragEvent, false));
  zone.addEventListener("drop", (event) => {
    hover(place, event as DragEvent, false);
    take(place, (event as DragEvent).dataTransfer?.files);
  });
  zone.addEventListener("paste", (event) => take(place, (event as ClipboardEvent).clipboardData?.files));
}

function hover(place: HTMLElement, event: DragEvent, over: boolean): void {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  place.classList.toggle("is-over", over);
}

function take(place: HTMLElement, files: FileList | null | undefined): void {
  for (const file of files ?? []) upload(place, file);
}

function upload(place: HTMLElement, file: File): void {
  const bar = make("progress", { max: "100", value: "0", "aria-label": t("Sending {name}", { name: file.name }) });
  const item = make("li", { class: "attachment" }, make("span", { class: "file-name", title: file.name }, file.name), make("span", { class: "file-size" }, sized(file.size)), bar);
  const request = new XMLHttpRequest();
  item.append(removeButton(file.name, () => (request.abort(), item.remove())));
  find("[data-files-list]", place)?.append(item);
  const limit = Number(place.dataset["filesLimit"] || 0);
  if (limit && file.size > limit) return refuse(item, t("{name} is too large: at most {limit}", { name: file.name, limit: sized(limit) }));
  request.upload.addEventListener("progress", (event) => (bar.value = (100 * event.loaded) / event.total));
  request.addEventListener("load", () => (request.status < 300 ? keep(place, item, JSON.parse(request.responseText) as Stored) : refuse(item, reason(request, file.name))));
  request.addEventListener("error", () => refuse(item, t("{name} was not sent: no connection", { name: file.name })));
  send(request, file, place.closest("form")?.dataset["draft"]);
}

/** Upload a file on its own, to an address that answers as `/files/` does; a refusal is an error with its words. */
export function uploaded(file: File, address: string, draft: string | undefined): Promise<Uploaded> {
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => (request.status < 300 ? resolve(JSON.parse(request.responseText) as Uploaded) : reject(new Error(reason(request, file.name)))));
    request.addEventListener("error", () => reject(new Error(t("{name} was not sent: no connection", { name: file.name }))));
    send(request, file, draft, address);
  });
}

/** With a draft's key the file is kept as long as the draft is. */
function send(request: XMLHttpRequest, file: File, draft: string | undefined, address?: string): void {
  const body = new FormData();
  body.append("file", file);
  if (draft) body.append("draft", draft);
  request.open("POST", address || document.body.dataset["filesUrl"] || "/files/");
  request.setRequestHeader("X-CSRFToken", cookie("csrftoken") || formToken());
  request.setRequestHeader("HX-Request", "true");
  request.send(body);
}

function keep(place: HTMLElement, item: HTMLElement, stored: Stored): void {
  find("progress", item)?.remove();
  const remembered = JSON.stringify({ id: stored.id, name: stored.name, size: stored.size });
  item.append(make("input", { type: "hidden", name: place.dataset["files"] || "files", value: stored.id, "data-file-id": remembered }));
  item.dispatchEvent(new Event("change", { bubbles: true }));
}

/** What is attached to a form, for its draft. */
export function attached(form: HTMLFormElement): string[] {
  return all("[data-file-id]", form).map((input) => input.dataset["fileId"] ?? "");
}

/** Show the attachments of a draft again; those already there stay as they are. */
export function attachAgain(form: HTMLFormElement, remembered: string[]): void {
  const place = find("[data-files]", form);
  const here = attached(form);
  for (const text of remembered.filter((each) => !here.includes(each))) {
    if (place) keep(place, listed(place, JSON.parse(text) as Stored), JSON.parse(text) as Stored);
  }
}

/** A file that stands elsewhere already (`data-attach`): ticked, it goes along; taken out of the list, its tick goes too. */
function onTick(event: Event): void {
  const target = event.target as HTMLElement;
  const form = target.closest("form");
  if (!form || !find("[data-attach]", form)) return;
  if (target.matches("[data-attach]")) choose(form, target as HTMLInputElement);
  tickAttached(form);
}

function choose(form: HTMLFormElement, box: HTMLInputElement): void {
  const wanted = remembered(box);
  if (box.checked) return attachAgain(form, [wanted]);
  all("[data-file-id]", form).filter((input) => input.dataset["fileId"] === wanted).forEach((input) => input.closest("li")?.remove());
}

function tickAttached(form: HTMLFormElement): void {
  const here = attached(form);
  all<HTMLInputElement>("[data-attach]", form).forEach((box) => (box.checked = here.includes(remembered(box))));
}

/** As `keep` writes it. */
function remembered(box: HTMLElement): string {
  const { id, name, size } = JSON.parse(box.dataset["attach"] ?? "{}") as Stored;
  return JSON.stringify({ id, name, size });
}

function listed(place: HTMLElement, stored: Stored): HTMLElement {
  const item = make("li", { class: "attachment" }, make("span", { class: "file-name", title: stored.name }, stored.name), make("span", { class: "file-size" }, sized(stored.size)));
  item.append(removeButton(stored.name, () => item.remove()));
  find("[data-files-list]", place)?.append(item);
  return item;
}

function refuse(item: HTMLElement, words: string): void {
  item.classList.add("attachment--wrong");
  find("progress", item)?.remove();
  const name = find(".file-name", item);
  if (name) name.textContent = words;
}

/** The server's own sentence where it gives one. */
function reason(request: XMLHttpRequest, name: string): string {
  const told = refusalIn(request.responseText);
  if (told) return told;
  if (request.status === 413) return t("{name} is too large", { name });
  return t("{name} was not kept. Try again.", { name });
}

function removeButton(name: string, act: () => void): HTMLElement {
  const button = make("button", { type: "button", title: t("Remove {name}", { name }), "aria-label": t("Remove {name}", { name }) }, "×");
  button.addEventListener("click", () => {
    const form = button.closest("form");
    act();
    form?.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return button;
}

function sized(bytes: number): string {
  const [value, unit] = bytes < 1_000_000 ? [Math.max(1, bytes / 1000), "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  return new Intl.NumberFormat(locale(), { style: "unit", unit: String(unit), maximumFractionDigits: 1 }).format(Number(value));
}
