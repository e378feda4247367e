// The editor itself, loaded only by a page that has one: it stands in for a textarea, which goes on holding the plain text.
import { history } from "prosemirror-history";
import type { Node as Document } from "prosemirror-model";
import { EditorState, type Plugin, Selection, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { all, find } from "../dom.ts";
import type { Uploaded } from "../files.ts";
import { Caret } from "./caret.ts";
import { keys, typedMarks } from "./commands.ts";
import { fill, filling, put } from "./filling.ts";
import { documentFrom, htmlOf, inert } from "./html.ts";
import { pastedText, reader } from "./paste.ts";
import { mended } from "./mending.ts";
import { type Pictures, comingPictures, pictureView, takePictures } from "./pictures.ts";
import { caretAt, documentOf, plainText } from "./plain.ts";
import { quote, watchSelection } from "./quoting.ts";
import { Shorthand } from "./shorthand.ts";
import { Toolbar } from "./toolbar.ts";

/** `html` is the field that goes along with the textarea; empty while a plain mail says the same. */
export interface Place {
  root: HTMLElement;
  text: HTMLTextAreaElement;
  html: HTMLInputElement;
  upload: (file: File, address: string) => Promise<Uploaded>;
}

// What the textarea was to the page, the editable text is from now on.
const MOVED = ["id", "title", "autofocus", "data-key", "aria-keyshortcuts", "aria-invalid", "aria-describedby"];

export function mount(place: Place): void {
  const { root, text } = place;
  const hadFocus = document.activeElement === text;
  const stoodAt = caretAt(text.value, text.selectionStart);
  const caret = new Caret();
  const pictures = picturesOf(place);
  const attributes = takeAttributes(text);
  let [shorthand, toolbar]: [Shorthand | undefined, Toolbar | undefined] = [undefined, undefined];
  const view = new EditorView((dom) => text.after(dom), {
    state: stateOf(place, plugins()),
    attributes: (state) => ({ ...attributes, class: ["input editor-text", isEmpty(state) ? "is-empty" : ""].join(" ").trim() }),
    clipboardParser: reader,
    transformPastedHTML: inert,
    clipboardTextParser: pastedText,
    nodeViews: { image: pictureView(pictures) },
    handleKeyDown: (_view, event) => shorthand?.press(event) || ownKey(event, toolbar),
    handlePaste: (at, event) => pasted(at, event, pictures),
    handleDrop: (at, event) => dropped(at, event, pictures),
    handleDOMEvents: {
      focus: () => caret.focused(),
      mousedown: () => caret.pointed(),
      keydown: (at, event) => (caret.settle(at), isForPage(event, shorthand)),
      beforeinput: (at, event) => typedLines(at, event, caret),
    },
    dispatchTransaction(change) {
      view.updateState(view.state.apply(change));
      if (change.docChanged) write(place, view.state);
      shorthand?.update();
      toolbar?.update();
    },
  });
  text.hidden = true;
  place.html.disabled = false;
  write(place, view.state, true);
  const select = find<HTMLSelectElement>("select[data-fill-url]", text.form ?? root);
  if (select) shorthand = new Shorthand(view, select);
  const bar = find("[data-tools]", root);
  if (bar) toolbar = new Toolbar(view, bar, others(view, root, pictures));
  listen(place, view);
  if (hadFocus) focusAt(view, stoodAt);
}

function plugins(): Plugin[] {
  return [typedMarks(), ...keys(), history(), filling(), comingPictures()];
}

function begun({ html, text }: Place): Document {
  return html.value ? documentFrom(html.value) : documentOf(text.value);
}

/** Who goes to it goes on writing at its end; above a quote it begins with at its start. */
function stateOf(place: Place, plugins: readonly Plugin[]): EditorState {
  const doc = begun(place);
  return EditorState.create({ doc, plugins, selection: place.root.dataset["caret"] ? Selection.atStart(doc) : Selection.atEnd(doc) });
}

function takeAttributes(text: HTMLTextAreaElement): Record<string, string> {
  const label = text.labels?.[0]?.textContent?.trim() ?? "";
  const attributes: Record<string, string> = { role: "textbox", "aria-multiline": "true", "aria-label": label, "data-placeholder": text.placeholder, "aria-placeholder": text.placeholder };
  for (const name of MOVED) {
    const value = text.getAttribute(name);
    if (value !== null) attributes[name] = value;
    text.removeAttribute(name);
  }
  return attributes;
}

function isEmpty({ doc }: EditorState): boolean {
  return doc.childCount === 1 && doc.firstChild?.type.name === "paragraph" && doc.content.size === 2;
}

/** Both fields say what stands in the editor; `isQuiet` tells nobody, since nothing was typed. */
function write({ text, html }: Place, state: EditorState, isQuiet = false): void {
  text.value = plainText(state.doc);
  html.value = htmlOf(state.doc);
  if (!isQuiet) text.dispatchEvent(new Event("input", { bubbles: true }));
}

function ownKey(event: KeyboardEvent, toolbar: Toolbar | undefined): boolean {
  const isLink = event.ctrlKey && !event.altKey && event.key.toLowerCase() === "k" && Boolean(toolbar?.link);
  if (isLink) toolbar?.link?.open();
  if (event.altKey && event.key === "F10") toolbar?.enter();
  return isLink || (event.altKey && event.key === "F10");
}

/** Beside words a picture of them may lie on the clipboard (from Word): the words are meant. */
function pasted(view: EditorView, event: ClipboardEvent, pictures: Pictures): boolean {
  const data = event.clipboardData;
  const hasWords = Boolean(data?.getData("text/plain").trim());
  const isTaken = !hasWords && takePictures(view, data?.files, pictures);
  if (hasWords || isTaken) event.stopPropagation();
  return isTaken;
}

function dropped(view: EditorView, event: DragEvent, pictures: Pictures): boolean {
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
  const isTaken = takePictures(view, event.dataTransfer?.files, pictures, at);
  if (isTaken) event.stopPropagation();
  return isTaken;
}

/** Escape and Ctrl+Enter are the page's: the editor would keep both to itself. */
function isForPage(event: KeyboardEvent, shorthand: Shorthand | undefined): boolean {
  return (event.key === "Escape" && !shorthand?.isOpen) || (event.key === "Enter" && event.ctrlKey);
}

/** Lines that come at once (dictated, filled in by a program) are lines. */
function typedLines(view: EditorView, event: InputEvent, caret: Caret): boolean {
  if (!event.data?.includes("\n")) return false;
  event.preventDefault();
  caret.settle(view);
  view.dispatch(put(view.state, event.data));
  return true;
}

function others(view: EditorView, root: HTMLElement, pictures: Pictures): Record<string, () => void> {
  const choose = find<HTMLInputElement>("[data-choose]", root);
  choose?.addEventListener("change", () => {
    takePictures(view, choose.files, pictures);
    choose.value = "";
    view.focus();
  });
  const button = find<HTMLButtonElement>("[data-quote-url]", root);
  if (button?.dataset["quoteWithin"]) watchSelection(button.dataset["quoteWithin"]);
  return {
    picture: () => choose?.click(),
    "quote-theirs": () => void quote(view, button?.dataset["quoteUrl"] ?? "").then(pictures.tell),
  };
}

function picturesOf({ root, text, upload }: Place): Pictures {
  const address = root.dataset["picturesUrl"] ?? "";
  const told = find("[data-told]", root);
  let under = 0;
  return {
    address,
    upload: (file) => upload(file, address),
    tell: (words) => {
      if (told) [told.textContent, told.hidden] = [words, !words];
    },
    busy: (isBusy) => {
      under += isBusy ? 1 : -1;
      if (under) text.form?.setAttribute("aria-busy", "true");
      else text.form?.removeAttribute("aria-busy");
    },
  };
}

/** A draft that came back, and words somebody chose. */
function listen(place: Place, view: EditorView): void {
  const begin = (): void => {
    const state = stateOf(place, view.state.plugins);
    const isFocused = view.hasFocus();
    view.updateState(state);
    write(place, state, true);
    if (isFocused) focusAt(view, state.selection.head);
  };
  place.text.form?.addEventListener("draft:filled", begin);
  view.dom.addEventListener("editor:fill", (event) => view.dispatch(fill(view.state, (event as CustomEvent<string>).detail)));
  view.dom.addEventListener("editor:mend", (event) => {
    const { word, better } = (event as CustomEvent<{ word: string; better: string }>).detail;
    const change = mended(view.state, word, better);
    if (change) view.dispatch(change);
  });
  for (const label of all<HTMLLabelElement>("label.label", place.root)) label.addEventListener("click", () => view.focus());
}

function focusAt(view: EditorView, caret: number): void {
  const at = view.state.doc.resolve(Math.min(caret, view.state.doc.content.size));
  view.dispatch(view.state.tr.setSelection(TextSelection.near(at, -1)));
  view.focus();
}

