// `;` and the key of a template, or of one's own shorthand: while it is typed those that fit are offered, Tab, Enter or a space puts the words in
// its place.
import type { EditorState } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { ask, make } from "../dom.ts";
import { Listbox } from "../listbox.ts";
import { type Words, ownShorthand } from "../shorthand.ts";
import { put } from "./filling.ts";

export interface Template {
  key: string;
  name: string;
}

const MOST = 6;

/** What was typed after the `;` before the caret, null when there is none. */
export function begunKey(state: EditorState): string | null {
  const { $from, empty } = state.selection;
  if (!empty) return null;
  return /(?:^|\s);([\p{L}\d_-]*)$/u.exec($from.parent.textBetween(0, $from.parentOffset, undefined, "\ufffc"))?.[1] ?? null;
}

/** By the start of the key, or of a word of the name; keys first. */
export function fitting(templates: Template[], begun: string): Template[] {
  const wanted = plain(begun);
  const byKey = templates.filter((each) => plain(each.key).startsWith(wanted));
  const byName = templates.filter((each) => !byKey.includes(each) && plain(each.name).split(/\s+/).some((word) => word.startsWith(wanted)));
  return [...byKey, ...byName].slice(0, MOST);
}

function plain(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The templates are those of the form's own list, `select[data-fill-url]`. */
export class Shorthand {
  private readonly view: EditorView;
  private readonly select: HTMLSelectElement;
  private readonly box: Listbox;
  private dismissed: string | null = null;
  private own: Words = new Map();

  constructor(view: EditorView, select: HTMLSelectElement) {
    [this.view, this.select] = [view, select];
    const list = make("div", { class: "listbox", id: [view.dom.id, "shorthand"].join("-"), role: "listbox", hidden: true, "aria-label": ";" });
    view.dom.after(list);
    this.box = new Listbox(view.dom, list, (option) => void this.take(option.dataset["value"] ?? ""));
    void ownShorthand().then((own) => (this.own = own));
  }

  get isOpen(): boolean {
    return this.box.isOpen;
  }

  /** Offer what fits what stands before the caret now. */
  update(): void {
    const begun = begunKey(this.view.state);
    if (begun === null) this.dismissed = null;
    if (begun === null || begun === this.dismissed) return this.box.close();
    this.box.show(fitting(this.templates(), begun).map(shown));
  }

  /** Whether the key was for the list. */
  press(event: KeyboardEvent): boolean {
    const begun = begunKey(this.view.state);
    if (begun === null || event.isComposing) return false;
    if (event.key === " ") return this.takeWhole(begun);
    if (event.key === "Escape" && this.box.isOpen) this.dismissed = begun;
    if (event.key === "Tab" && !event.shiftKey) return this.box.takeMarked();
    return this.box.press(event);
  }

  /** A space after a whole key takes it; any other is a space. */
  private takeWhole(begun: string): boolean {
    const found = this.templates().find((each) => plain(each.key) === plain(begun));
    if (!found) return false;
    this.box.close();
    void this.take(found.key);
    return true;
  }

  private templates(): Template[] {
    const own = [...this.own].map(([key, words]) => ({ key, name: words }));
    const offered = [...this.select.options].filter((option) => option.value && !this.own.has(option.value));
    return [...own, ...offered.map((option) => ({ key: option.value, name: option.text }))];
  }

  private async take(key: string): Promise<void> {
    const words = this.own.get(key);
    if (words) return this.replace(words);
    const { form, dataset } = this.select;
    form?.setAttribute("aria-busy", "true");
    try {
      const answer = await ask([dataset["fillUrl"] ?? "", "?key=", encodeURIComponent(key)].join(""));
      if (answer.ok) this.replace(await answer.text());
    } finally {
      form?.removeAttribute("aria-busy");
    }
  }

  private replace(words: string): void {
    const { state } = this.view;
    const begun = begunKey(state);
    const { from } = state.selection;
    this.view.dispatch(begun === null ? put(state, words) : put(state, words, from - begun.length - 1, from));
  }
}

function shown(template: Template): HTMLElement {
  const key = make("span", { class: "option-note" }, [";", template.key].join(""));
  return make("div", { class: "option", role: "option", "data-value": template.key }, make("span", { class: "option-label" }, template.name), key);
}
