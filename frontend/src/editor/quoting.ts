// Quoting the other side: what was selected in the conversation, else what was written last.
import { Fragment } from "prosemirror-model";
import { Selection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { ask, refusalIn } from "../dom.ts";
import { sliceFrom } from "./html.ts";
import { linesOf } from "./plain.ts";
import { blockquote } from "./schema.ts";

interface Selected {
  entry: Element;
  words: string;
}

let selected: Selected | undefined;

/** `within` is what may be quoted: a selection there is kept when the caret goes back to the text. */
export function watchSelection(within: string): void {
  document.addEventListener("selectionchange", () => {
    const now = document.getSelection();
    const entry = elementOf(now?.anchorNode)?.closest(within);
    if (!now || !entry) return;
    const isInside = !now.isCollapsed && entry.contains(now.focusNode);
    selected = isInside ? { entry, words: now.toString() } : undefined;
  });
}

/** Put the quote at the caret; the answer to a refusal is its words. */
export async function quote(view: EditorView, address: string): Promise<string> {
  const from = selected?.entry.isConnected ? selected : undefined;
  selected = undefined;
  const message = from?.entry.id.replace(/\D+/g, "") ?? "";
  const answer = await ask([address, message && "?message=", message].join(""));
  if (!answer.ok) return refusalIn(await answer.text());
  put(view, await answer.text(), from?.words);
  return "";
}

function put(view: EditorView, html: string, words: string | undefined): void {
  const change = view.state.tr;
  const whole = sliceFrom(html).content;
  const nodes = words ? Fragment.fromArray([whole.child(0), blockquote.create(null, linesOf(words.trim())), whole.child(whole.childCount - 1)]) : whole;
  const { $from } = view.state.selection;
  const isEmpty = $from.parent.content.size === 0 && $from.depth === 1;
  const at = isEmpty ? $from.before(1) : $from.after(1);
  change.replaceWith(at, isEmpty ? $from.after(1) : at, nodes);
  change.setSelection(Selection.near(change.doc.resolve(at + nodes.size), -1));
  view.dispatch(change.scrollIntoView());
  view.focus();
}

function elementOf(node: Node | null | undefined): Element | null {
  return node instanceof Element ? node : (node?.parentElement ?? null);
}
