import assert from "node:assert/strict";
import { test } from "node:test";
import { type Node, Slice } from "prosemirror-model";
import { EditorState, TextSelection } from "prosemirror-state";
import { DOINGS } from "../src/editor/commands.ts";
import { fill, filling, put } from "../src/editor/filling.ts";
import { addressOf } from "../src/editor/link.ts";
import { inert } from "../src/editor/html.ts";
import { pastedText } from "../src/editor/paste.ts";
import { caretAt, documentOf, plainText } from "../src/editor/plain.ts";
import { isFormatted, schema } from "../src/editor/schema.ts";
import { begunKey, fitting } from "../src/editor/shorthand.ts";

function stateOf(doc: Node): EditorState {
  const state = EditorState.create({ doc, plugins: [filling()] });
  return state.apply(state.tr.setSelection(TextSelection.atEnd(doc)));
}

function p(...content: (Node | string)[]): Node {
  return schema.node("paragraph", null, content.map((each) => (typeof each === "string" ? schema.text(each) : each)));
}

function linked(words: string, href: string): Node {
  return schema.text(words, [schema.mark("link", { href })]);
}

const doc = (...blocks: Node[]): Node => schema.node("doc", null, blocks);
const item = (...blocks: Node[]): Node => schema.node("list_item", null, blocks);

test("plain text becomes a document and the same text again", () => {
  for (const text of ["", "one", "one\n\ntwo\n", "  spaced  out"]) assert.equal(plainText(documentOf(text)), text);
});

test("the caret stays after the same letter", () => {
  const text = "ab\n\ncd";
  const state = EditorState.create({ doc: documentOf(text) });

  for (let offset = 0; offset <= text.length; offset++) assert.equal(state.doc.textBetween(0, caretAt(text, offset), "\n"), text.slice(0, offset).replace(/^\n+|\n$/g, (found) => found));
});

test("lists, quotes, links and pictures are said in plain text as the server says them", () => {
  const inner = schema.node("bullet_list", null, [item(p("more"))]);
  const list = schema.node("ordered_list", null, [item(p("one"), inner), item(p("two"), p("and on"))]);
  const quote = schema.node("blockquote", null, [p("All is"), p(), p("dark.")]);
  const links = p(linked("here", "https://balie.example/a"), " ", linked("balie.example", "https://balie.example/"), " ", linked("an@a.be", "mailto:an@a.be"));
  const picture = p("Look: ", schema.node("image", { file: "x", alt: "meter" }));

  assert.equal(plainText(doc(list)), "1. one\n   - more\n2. two\n   and on");
  assert.equal(plainText(doc(quote)), "> All is\n>\n> dark.");
  assert.equal(plainText(doc(links)), "here (https://balie.example/a) balie.example an@a.be");
  assert.equal(plainText(doc(picture)), "Look: [meter]");
});

test("a link of two formats has its address once", () => {
  const bold = schema.text("he", [schema.mark("link", { href: "https://a.be/x" }), schema.mark("strong")]);

  assert.equal(plainText(doc(p(bold, linked("re", "https://a.be/x")))), "here (https://a.be/x)");
});

test("lines and line ends are no formatting, all else is", () => {
  assert.equal(isFormatted(doc(p("a", schema.node("hard_break"), "b"), p())), false);
  assert.equal(isFormatted(doc(p(schema.text("a", [schema.mark("em")])))), true);
  assert.equal(isFormatted(doc(schema.node("blockquote", null, [p("a")]))), true);
});

test("a list is made, changed into the other kind and taken away by the same buttons", () => {
  let state = stateOf(documentOf("a"));
  const press = (name: string): void => void DOINGS[name]?.command(state, (change) => (state = state.apply(change)));
  const seen = ["bullets", "numbers", "numbers"].map((name) => (press(name), plainText(state.doc)));

  assert.deepEqual(seen, ["- a", "1. a", "a"]);
});

test("a button is pressed where its format stands", () => {
  const bold = schema.text("ab", [schema.mark("strong")]);
  const state = stateOf(doc(p(bold)));

  assert.equal(DOINGS["bold"]?.isOn(state), true);
  assert.equal(DOINGS["italic"]?.isOn(state), false);
});

test("words of a template go in at the caret, another choice replaces them, and touched ones stay", () => {
  let state = stateOf(documentOf("Dear"));
  const choose = (words: string): void => void (state = state.apply(fill(state, words)));
  choose(" one\ntwo");
  choose(" three");
  const replaced = plainText(state.doc);
  state = state.apply(state.tr.insertText("!", state.selection.from - 1));
  choose(" four");

  assert.equal(replaced, "Dear three");
  assert.equal(plainText(state.doc).includes("thre!e"), true);
  assert.equal(plainText(state.doc).includes("four"), true);
});

test("a key after a semicolon is seen at the start of a word only", () => {
  const begun = (text: string): string | null => begunKey(stateOf(documentOf(text)));

  assert.deepEqual([";", "see ;bed", "a;b", "; x", "so"].map(begun), ["", "bed", null, null, null]);
});

test("the words of a shorthand stand in its place", () => {
  const state = stateOf(documentOf("Dear ;bed"));

  const after = state.apply(put(state, "Thank you\nso much", state.selection.from - 4, state.selection.from));

  assert.equal(plainText(after.doc), "Dear Thank you\nso much");
  assert.equal(after.selection.from, after.doc.content.size - 1);
});

test("templates are found by key, then by a word of their name, without accents", () => {
  const templates = [{ key: "reçu", name: "Received" }, { key: "solved", name: "Is it solved?" }, { key: "pay", name: "Recurring payment" }];

  assert.deepEqual(fitting(templates, "rec").map((each) => each.key), ["reçu", "pay"]);
  assert.deepEqual(fitting(templates, "Sol").map((each) => each.key), ["solved"]);
});

test("an address is made whole, and what leads nowhere or runs is none", () => {
  const given = ["https://a.be/x", "www.a.be", "an@a.be", "tel:+3212", "javascript:alert(1)", "data:text/html,x", "words", " "];

  assert.deepEqual(given.map(addressOf), ["https://a.be/x", "https://www.a.be", "mailto:an@a.be", "tel:+3212", "", "", "", ""]);
});

test("styles and scripts of what is pasted become mere text, and words about them stay", () => {
  assert.equal(inert('<i onclick="go()">on a = b</i>'), '<i data-on="go()">on a = b</i>');
  assert.equal(inert('<b style="font-weight:normal">a style = b</b>'), '<b data-style="font-weight:normal">a style = b</b>');
});

test("pasted text keeps its empty lines", () => {
  const slice = pastedText("a\r\n\r\nb");

  assert.equal(slice instanceof Slice, true);
  assert.equal(plainText(doc(...slice.content.content)), "a\n\nb");
});
