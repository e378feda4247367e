// One's own shorthand and that of one's teams: a semicolon, a key and a space become words, in every field that is spelled.
import { ask } from "./dom.ts";

export type Words = ReadonlyMap<string, string>;

const DOOR = "/me/shorthand/words/";
let asked: Promise<Words> | undefined;

export function startShorthand(): void {
  document.addEventListener("input", (event) => void expand(event.target as HTMLTextAreaElement));
}

/** Key → words; asked once a page, when the first semicolon is typed. Without an answer there are none, until the next one. */
export function ownShorthand(): Promise<Words> {
  asked ??= fetched().catch(() => {
    asked = undefined;
    return new Map();
  });
  return asked;
}

async function fetched(): Promise<Words> {
  const answer = await ask(DOOR);
  if (!answer.ok) throw new Error(String(answer.status));
  return new Map(Object.entries((await answer.json()) as Record<string, string>));
}

async function expand(field: HTMLTextAreaElement): Promise<void> {
  if (!(field instanceof HTMLTextAreaElement) || field.hidden || !field.closest("[data-spelling]")) return;
  const before = field.value.slice(0, field.selectionStart);
  if (!/(?:^|\s);[\w-]*\s?$/.test(before)) return;
  const known = await ownShorthand();
  const found = expanded(before, known);
  if (!found || !field.value.startsWith(before)) return;
  field.setRangeText(found.words, found.from, before.length, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What stands before the caret ends in a key and a space: the words, and where the semicolon stands. */
export function expanded(before: string, known: Words): { words: string; from: number } | null {
  const match = /(?:^|\s);([\w-]+)\s$/.exec(before);
  const words = match && known.get((match[1] ?? "").toLowerCase());
  return match && words ? { words: [words, " "].join(""), from: before.length - (match[1] ?? "").length - 2 } : null;
}
