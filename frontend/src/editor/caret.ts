// Where the caret is: the browser tells late what a program selected, and puts it at the start of a text that is gone to by key.
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";

export class Caret {
  private isFresh = false;

  focused(): void {
    this.isFresh = true;
  }

  pointed(): void {
    this.isFresh = false;
  }

  /** Before a key or words are dealt with: both sides mean the same place. */
  settle(view: EditorView): void {
    const now = view.dom.ownerDocument.getSelection();
    if (now?.isCollapsed === false && view.state.selection.empty) take(view, now);
    else if (this.isFresh) view.focus();
    this.isFresh = false;
  }
}

function take(view: EditorView, { anchorNode, anchorOffset, focusNode, focusOffset }: Selection): void {
  if (!view.dom.contains(anchorNode) || !view.dom.contains(focusNode) || !anchorNode || !focusNode) return;
  const { doc } = view.state;
  const [anchor, head] = [doc.resolve(view.posAtDOM(anchorNode, anchorOffset)), doc.resolve(view.posAtDOM(focusNode, focusOffset))];
  view.dispatch(view.state.tr.setSelection(TextSelection.between(anchor, head)));
}
