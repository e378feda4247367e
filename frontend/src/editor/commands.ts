// What the toolbar's buttons and the keys do.
import { baseKeymap, chainCommands, lift, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { InputRule, inputRules, undoInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import type { MarkType, NodeType } from "prosemirror-model";
import { liftListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import type { Command, EditorState, Plugin } from "prosemirror-state";
import { blockquote, bullet_list, em, hard_break, list_item, ordered_list, paragraph, strong, underline } from "./schema.ts";

export interface Doing {
  command: Command;
  /** Whether the button is pressed. */
  isOn: (state: EditorState) => boolean;
}

export const DOINGS: Record<string, Doing> = {
  bold: marking(strong),
  italic: marking(em),
  underline: marking(underline),
  bullets: { command: listing(bullet_list), isOn: (state) => listAround(state) === bullet_list },
  numbers: { command: listing(ordered_list), isOn: (state) => listAround(state) === ordered_list },
  quote: { command: quoting, isOn: (state) => isInside(state, blockquote) },
};

const breakLine: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(hard_break.create()).scrollIntoView());
  return true;
};

/** Tab is left alone: it leads on to the toolbar and the form's buttons. */
export function keys(): Plugin[] {
  return [
    keymap({
      "Mod-b": toggleMark(strong),
      "Mod-i": toggleMark(em),
      "Mod-u": toggleMark(underline),
      "Mod-Shift-8": listing(bullet_list),
      "Mod-Shift-7": listing(ordered_list),
      "Mod-Shift-9": quoting,
      "Mod-z": undo,
      "Mod-y": redo,
      "Mod-Shift-z": redo,
      "Shift-Enter": breakLine,
      Enter: splitListItem(list_item),
      Backspace: chainCommands(undoInputRule, leaveItem),
    }),
    keymap(baseKeymap),
  ];
}

/** What is typed as a mark at the start of a line becomes what it stands for; Backspace takes that back. */
export function typedMarks(): Plugin {
  const bullets = wrappingInputRule(/^[-*]\s$/, bullet_list);
  const numbers = wrappingInputRule(/^1[.)]\s$/, ordered_list);
  const quote = wrappingInputRule(/^>\s$/, blockquote);
  const rules: InputRule[] = [bullets, numbers, quote];
  return inputRules({ rules });
}

function marking(mark: MarkType): Doing {
  const isOn = (state: EditorState): boolean => {
    const { from, to, empty, $from } = state.selection;
    return empty ? Boolean(mark.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, mark);
  };
  return { command: toggleMark(mark), isOn };
}

function listAround(state: EditorState): NodeType | undefined {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    const type = $from.node(depth).type;
    if (type === bullet_list || type === ordered_list) return type;
  }
  return undefined;
}

function isInside(state: EditorState, type: NodeType): boolean {
  const { $from } = state.selection;
  return Array.from({ length: $from.depth }, (_, depth) => $from.node(depth + 1).type).includes(type);
}

/** The kind of list again takes the lines out of it; the other kind changes it. */
function listing(type: NodeType): Command {
  return (state, dispatch) => {
    const now = listAround(state);
    if (now === type) return liftListItem(list_item)(state, dispatch);
    if (!now) return wrapInList(type)(state, dispatch);
    const { $from } = state.selection;
    const depth = Array.from({ length: $from.depth }, (_, at) => $from.depth - at).find((at) => $from.node(at).type === now) ?? 1;
    dispatch?.(state.tr.setNodeMarkup($from.before(depth), type));
    return true;
  };
}

function quoting(state: EditorState, dispatch?: Parameters<Command>[1]): boolean {
  return isInside(state, blockquote) ? lift(state, dispatch) : wrapIn(blockquote)(state, dispatch);
}

/** Backspace at the start of an item makes it a line of its own. */
function leaveItem(state: EditorState, dispatch?: Parameters<Command>[1]): boolean {
  const { $from, empty } = state.selection;
  const isFirst = empty && $from.parent.type === paragraph && $from.parentOffset === 0 && $from.index(-1) === 0;
  return isFirst && $from.node(-1).type === list_item && liftListItem(list_item)(state, dispatch);
}
