// Words of a template put at the caret; another choice replaces them as long as nobody touched them.
import { Fragment, Slice } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from "prosemirror-state";
import { linesOf } from "./plain.ts";

interface Filled {
  from: number;
  to: number;
  words: string;
}

const filled = new PluginKey<Filled | null>("filling");

export function filling(): Plugin {
  return new Plugin<Filled | null>({
    key: filled,
    state: {
      init: () => null,
      apply(change, before) {
        const now = change.getMeta(filled) as Filled | undefined;
        if (now) return now;
        return before && { ...before, from: change.mapping.map(before.from, -1), to: change.mapping.map(before.to, 1) };
      },
    },
  });
}

/** The words in place of the last choice, else at the caret. */
export function fill(state: EditorState, words: string): Transaction {
  const last = filled.getState(state);
  const isUntouched = last && wordsIn(state, last.from, last.to) === last.words;
  return isUntouched ? put(state, words, last.from, last.to) : put(state, words);
}

/** The words as lines in place of `from`–`to`, else of the selection, with the caret after them. */
export function put(state: EditorState, words: string, from = state.selection.from, to = state.selection.to): Transaction {
  const change = state.tr.replaceRange(from, to, new Slice(Fragment.fromArray(linesOf(words)), 1, 1));
  const end = change.mapping.map(to, 1);
  change.setSelection(TextSelection.near(change.doc.resolve(end), -1));
  return change.setMeta(filled, { from, to: end, words: wordsOf(change, from, end) }).scrollIntoView();
}

function wordsIn(state: EditorState, from: number, to: number): string {
  return state.doc.textBetween(from, to, "\n");
}

function wordsOf(change: Transaction, from: number, to: number): string {
  return change.doc.textBetween(from, to, "\n");
}
