// What a picture shows, in words: a field in the toolbar while a picture is selected. Enter and Escape go back to the text.
import type { Node } from "prosemirror-model";
import { type EditorState, NodeSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { image } from "./schema.ts";

interface Picture {
  node: Node;
  from: number;
}

export class AltField {
  private readonly view: EditorView;
  private readonly input: HTMLInputElement;

  constructor(view: EditorView, input: HTMLInputElement) {
    [this.view, this.input] = [view, input];
    input.addEventListener("input", () => this.set());
    input.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** Shown while a picture is selected; words being typed are left alone. */
  update(): void {
    const picture = selected(this.view.state);
    this.input.hidden = !picture;
    if (picture && document.activeElement !== this.input) this.input.value = String(picture.node.attrs["alt"]);
  }

  private set(): void {
    const { state } = this.view;
    const picture = selected(state);
    if (!picture) return;
    const change = state.tr.setNodeMarkup(picture.from, undefined, { ...picture.node.attrs, alt: this.input.value.trim() });
    this.view.dispatch(change.setSelection(NodeSelection.create(change.doc, picture.from)));
  }

  private onKey(event: KeyboardEvent): void {
    if (!["Enter", "Escape"].includes(event.key) || event.ctrlKey || event.isComposing) return;
    event.preventDefault();
    this.view.focus();
  }
}

/** Alone, by a click, an arrow, or Shift and an arrow. */
function selected({ selection: { $from, from, to } }: EditorState): Picture | undefined {
  const node = $from.nodeAfter;
  return node?.type === image && to === from + node.nodeSize ? { node, from } : undefined;
}
