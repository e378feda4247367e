import assert from "node:assert/strict";
import { test } from "node:test";
import { type Press, Sequences, namesOf, worksInFields } from "../src/keymap.ts";

function press(key: string, code = "", held: Partial<Press> = {}): Press {
  return { key, code, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...held };
}

test("a letter is itself, and with Shift its capital", () => {
  assert.deepEqual(namesOf(press("r", "KeyR")), ["r"]);
  assert.deepEqual(namesOf(press("T", "KeyT", { shiftKey: true })), ["T"]);
});

test("the physical digit counts on AZERTY without Shift", () => {
  assert.deepEqual(namesOf(press("&", "Digit1")), ["&", "1"]);
});

test("a digit on QWERTY has one name", () => {
  assert.deepEqual(namesOf(press("1", "Digit1")), ["1"]);
});

test("a slash typed with Shift and a digit key is a slash and not a digit", () => {
  assert.deepEqual(namesOf(press("/", "Digit7", { shiftKey: true })), ["/"]);
});

test("control, alt and shift are named in one order", () => {
  assert.deepEqual(namesOf(press("Enter", "Enter", { ctrlKey: true })), ["Ctrl+Enter"]);
  assert.deepEqual(namesOf(press("F9", "F9", { shiftKey: true })), ["Shift+F9"]);
  assert.deepEqual(namesOf(press("ArrowUp", "ArrowUp", { altKey: true })), ["Alt+ArrowUp"]);
  assert.deepEqual(namesOf(press("K", "KeyK", { ctrlKey: true })), ["Ctrl+k"]);
});

test("a character of AltGr is that character", () => {
  assert.deepEqual(namesOf(press("@", "Digit2", { ctrlKey: true, altKey: true })), ["@"]);
});

test("a modifier alone is no stroke", () => {
  assert.deepEqual(namesOf(press("Shift", "ShiftLeft", { shiftKey: true })), []);
});

test("only strokes that are no typing work in fields", () => {
  assert.equal(worksInFields("r"), false);
  assert.equal(worksInFields("?"), false);
  assert.equal(worksInFields("Ctrl+Enter"), true);
  assert.equal(worksInFields("F9"), true);
  assert.equal(worksInFields("Escape"), true);
});

const KNOWN = new Set(["g t", "g h", "t", "r", "1"]);

test("g then t is one key and not t", () => {
  const sequences = new Sequences();

  assert.deepEqual(sequences.press(["g"], KNOWN, 0), { match: "", pending: true });
  assert.deepEqual(sequences.press(["t"], KNOWN, 300), { match: "g t", pending: false });
});

test("after a pause g is forgotten and t is itself", () => {
  const sequences = new Sequences();
  sequences.press(["g"], KNOWN, 0);

  assert.deepEqual(sequences.press(["t"], KNOWN, 5000), { match: "t", pending: false });
});

test("an unknown second stroke does nothing and ends the sequence", () => {
  const sequences = new Sequences();
  sequences.press(["g"], KNOWN, 0);

  assert.deepEqual(sequences.press(["r"], KNOWN, 100), { match: "", pending: false });
  assert.deepEqual(sequences.press(["t"], KNOWN, 200), { match: "t", pending: false });
});

test("the first name that is known counts", () => {
  assert.deepEqual(new Sequences().press(["&", "1"], KNOWN, 0), { match: "1", pending: false });
});
