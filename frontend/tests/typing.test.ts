import assert from "node:assert/strict";
import test from "node:test";
import { counted, placeOf, settled } from "../src/typing.ts";

const NONE = { keys: 0, corrected: 0 };

test("a key puts a character there, a backspace takes one back, and what was pasted was not typed", () => {
  const typed = ["insertText", "insertText", "deleteContentBackward", "insertFromPaste", "insertLineBreak"];

  const counts = typed.reduce((so, kind) => counted(so, kind, "x", 1), NONE);

  assert.deepEqual(counts, { keys: 3, corrected: 1 });
});

test("a word taken back at once counts its letters", () => {
  assert.deepEqual(counted(NONE, "deleteWordBackward", null, 6), { keys: 0, corrected: 6 });
});

test("the word nearest before the caret is meant, and never a part of another", () => {
  const text = "teh teher teh and teh";

  assert.equal(placeOf(text, "teh", 14), 10);
  assert.equal(placeOf(text, "teh", 0), 0);
  assert.equal(placeOf("tehe", "teh", 4), -1);
  assert.equal(placeOf("a+b c", "a+b", 5), 0);
});

test("the word still being typed is not judged yet", () => {
  assert.equal(settled("one tw", 6), "one ");
  assert.equal(settled("one two ", 8), "one two ");
  assert.equal(settled("one two", 3), "one two");
});
