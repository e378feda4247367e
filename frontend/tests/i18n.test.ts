import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { speak, t, tn } from "../src/i18n.ts";
import { relative, span } from "../src/relative.ts";
import de from "../src/locale/de.json" with { type: "json" };
import fr from "../src/locale/fr.json" with { type: "json" };
import nl from "../src/locale/nl.json" with { type: "json" };

const MINUTE = 60_000;
const SOURCES = new URL("../src/", import.meta.url);

function usedWords(): Set<string> {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const text = files.map((name) => readFileSync(new URL(name, SOURCES), "utf8")).join("\n");
  const calls = [...text.matchAll(/\btn?\(\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
  const tables = [...text.matchAll(/(?:\d{3}: |\["[^"]+", )"([A-Z][^"]+)"\]?,\n/g)].map((match) => match[1] ?? "");
  return new Set([...calls, ...tables]);
}

test("every catalogue holds exactly the words the sources use", () => {
  const used = [...usedWords()].sort();

  for (const catalogue of [nl, fr, de]) assert.deepEqual(Object.keys(catalogue).sort(), used);
});

test("a translation keeps the placeholders of its source", () => {
  const names = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();

  for (const catalogue of [nl, fr, de]) {
    for (const [source, entry] of Object.entries(catalogue)) {
      for (const words of typeof entry === "string" ? [entry] : Object.values(entry)) assert.deepEqual(names(words), names(source));
    }
  }
});

test("values are filled in the language spoken", () => {
  speak("nl-BE");

  assert.equal(t("{span} left", { span: "12 min" }), "nog 12 min");
});

test("English is the source itself", () => {
  speak("en");

  assert.equal(t("just now"), "just now");
  assert.equal(tn("{count} day", "{count} days", 3), "3 days");
});

test("French counts zero as one", () => {
  speak("fr");

  assert.equal(tn("{count} day", "{count} days", 0), "0 jour");
  assert.equal(tn("{count} day", "{count} days", 2), "2 jours");
});

test("a length has its two largest units at most", () => {
  speak("en");

  assert.equal(span(59_999), "0 min");
  assert.equal(span(48 * MINUTE), "48 min");
  assert.equal(span(190 * MINUTE), "3 h 10");
  assert.equal(span(180 * MINUTE), "3 h");
  assert.equal(span(11.5 * 60 * MINUTE), "11 h");
  assert.equal(span(26 * 60 * MINUTE), "1 day");
});

test("a promise is left until its moment and late after it", () => {
  speak("en");

  assert.equal(relative("left", 12 * MINUTE, 0), "12 min left");
  assert.equal(relative("left", 0, 4 * MINUTE), "4 min late");
});

test("a moment longer than a week ago keeps the date of the server", () => {
  assert.equal(relative("ago", 0, 8 * 24 * 60 * MINUTE), "");
});
