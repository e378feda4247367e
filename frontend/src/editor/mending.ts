// A word that was spelled wrong, put right where it last stands before the caret; its formatting stays.
import type { EditorState, Transaction } from "prosemirror-state";
import { placeOf } from "../typing.ts";

/** Null where the word does not stand any more. */
export function mended(state: EditorState, word: string, better: string): Transaction | null {
  let found: number | null = null;
  state.doc.descendants((node, position) => {
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, undefined, "\ufffc");
    const caret = state.selection.from - position - 1;
    const at = placeOf(text, word, caret);
    if (at >= 0 && (found === null || position + 1 + at <= state.selection.from)) found = position + 1 + at;
    return false;
  });
  return found === null ? null : state.tr.insertText(better, found, found + word.length);
}
