// Texts with formatting (`ui.editor`): the textarea works by itself, and the editor stands in for it once it is loaded.
import { all, find, make, onContent } from "./dom.ts";
import type { Place } from "./editor/main.ts";
import { uploaded } from "./files.ts";
import { startPreview } from "./preview.ts";

type Module = { mount: (place: Place) => void };

export function startEditors(): void {
  onContent(() => all("[data-editor]:not([data-ready])").forEach(begin));
  startPreview();
}

/** The field for the formatting is there at once, for a draft that comes back first; it is sent only with the editor. */
function begin(root: HTMLElement): void {
  root.dataset["ready"] = "";
  const text = find<HTMLTextAreaElement>("textarea", root);
  const source = root.dataset["editor"];
  if (!text || !source) return;
  const html = make("input", { type: "hidden", name: root.dataset["name"] ?? "html", value: root.dataset["value"], disabled: true, "data-kept": true });
  text.after(html);
  void load(source, { root, text, html, upload: (file, address) => uploaded(file, address, text.form?.dataset["draft"]) });
}

async function load(source: string, place: Place): Promise<void> {
  try {
    const { mount } = (await import(source)) as Module;
    if (place.root.isConnected) mount(place);
  } catch {
    // Without a connection the textarea stays what it is.
  }
}
