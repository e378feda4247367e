import assert from "node:assert/strict";
import test from "node:test";
import { expanded } from "../src/shorthand.ts";

const KNOWN = new Map([["mvg", "Met vriendelijke groet"]]);

test("a semicolon, a key and a space become the words", () => {
  assert.deepEqual(expanded("Tot dan. ;mvg ", KNOWN), { words: "Met vriendelijke groet ", from: 9 });
  assert.deepEqual(expanded(";MVG ", KNOWN), { words: "Met vriendelijke groet ", from: 0 });
});

test("a key that is not known, not finished or stands within a word stays as it is", () => {
  assert.equal(expanded(";xyz ", KNOWN), null);
  assert.equal(expanded(";mvg", KNOWN), null);
  assert.equal(expanded("a;mvg ", KNOWN), null);
});
