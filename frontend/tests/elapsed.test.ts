import assert from "node:assert/strict";
import { test } from "node:test";
import { elapsed } from "../src/elapsed.ts";

test("a call lasts as a clock counts, the same as on the server", () => {
  assert.deepEqual([0, 7_000, 187_900, 3_727_000, -5_000].map(elapsed), ["0:00", "0:07", "3:07", "1:02:07", "0:00"]);
});
