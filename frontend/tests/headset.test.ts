import assert from "node:assert/strict";
import { test } from "node:test";
import { loudness } from "../src/softphone/headset.ts";

const tone = (amplitude: number) => Float32Array.from({ length: 1024 }, (_, at) => amplitude * Math.sin(at / 5));

test("silence is nothing on the meter, and a shout is all of it", () => {
  assert.equal(loudness(new Float32Array(1024)), 0);
  assert.ok(loudness(tone(1)) > 0.9);
  assert.equal(loudness(new Float32Array(1024).fill(2)), 1);
});

test("a tenth of the loudness is a third less on the meter: by decibels, as one hears", () => {
  assert.ok(Math.abs(loudness(tone(0.5)) - loudness(tone(0.05)) - 1 / 3) < 0.01);
});
