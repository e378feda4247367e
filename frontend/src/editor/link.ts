// The address of a link, asked in the toolbar: Enter sets it, an empty one takes the link away, Escape leaves all as it was.
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { link, linkOf, schema } from "./schema.ts";

export class LinkField {
  private readonly view: EditorView;
  private readonly input: HTMLInputElement;

  constructor(view: EditorView, input: HTMLInputElement) {
    [this.view, this.input] = [view, input];
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => (this.input.hidden = true));
  }

  open(): void {
    this.selectLink();
    const { $from, $to } = this.view.state.selection;
    this.input.value = linkOf($from.marksAcross($to) ?? $from.marks());
    this.input.hidden = false;
    this.input.focus();
    this.input.select();
  }

  /** With the caret in a link the whole of it is meant. */
  private selectLink(): void {
    const { $from, empty } = this.view.state.selection;
    const href = linkOf($from.marks());
    if (!empty || !href) return;
    let [from, to] = [$from.start(), $from.start()];
    $from.parent.forEach((child, offset) => {
      const isPart = linkOf(child.marks) === href;
      if (isPart && to < $from.start() + offset) from = $from.start() + offset;
      if (isPart) to = $from.start() + offset + child.nodeSize;
    });
    this.view.dispatch(this.view.state.tr.setSelection(TextSelection.create(this.view.state.doc, from, to)));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "Enter") this.set(addressOf(this.input.value));
    else if (event.key !== "Escape") return;
    event.preventDefault();
    this.view.focus();
  }

  private set(href: string): void {
    const { state } = this.view;
    const { from, to, empty } = state.selection;
    const change = state.tr;
    if (!empty) change.removeMark(from, to, link);
    if (href && empty) change.insert(from, schema.text(this.input.value.trim(), [link.create({ href })]));
    else if (href) change.addMark(from, to, link.create({ href }));
    this.view.dispatch(change.scrollIntoView());
  }
}

/** As it was typed, `www.a.be` and `an@a.be` made whole; "" for what leads nowhere. */
export function addressOf(typed: string): string {
  const bare = typed.trim();
  if (/^(https?:\/\/|mailto:|tel:)\S+$/i.test(bare)) return bare;
  if (/^[^\s@/:]+@[^\s@/]+$/.test(bare)) return ["mailto:", bare].join("");
  return /^[^\s:]+\.[^\s]+$/.test(bare) ? ["https://", bare].join("") : "";
}
