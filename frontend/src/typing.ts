// How well a text is typed: the keys that put a character there, and those of them that were taken back. No DOM here.

export interface Counts {
  keys: number;
  corrected: number;
}

/** What one `input` event adds. A paste, a template and a word of a suggestion were not typed. */
export function counted(counts: Counts, inputType: string, data: string | null, taken: number): Counts {
  if (inputType === "insertText" || inputType === "insertCompositionText") return { ...counts, keys: counts.keys + Math.max(1, data?.length ?? 1) };
  if (inputType === "insertLineBreak" || inputType === "insertParagraph") return { ...counts, keys: counts.keys + 1 };
  if (inputType.startsWith("delete") && inputType !== "deleteByCut") return { ...counts, corrected: counts.corrected + Math.max(1, taken) };
  return counts;
}

/** Where the whole word last stands at or before the caret, else where it stands first; -1 where it does not. */
export function placeOf(text: string, word: string, caret: number): number {
  const places = [...text.matchAll(new RegExp(["(?<![\\p{L}\\d])", escaped(word), "(?![\\p{L}\\d])"].join(""), "gu"))].map((match) => match.index);
  return places.filter((at) => at <= caret).at(-1) ?? places[0] ?? -1;
}

/** The words without the one still being typed at the caret. */
export function settled(text: string, caret: number): string {
  return /[\p{L}'’-]$/u.test(text.slice(0, caret)) && caret === text.length ? text.replace(/[\p{L}\d'’-]+$/u, "") : text;
}

function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace("'", "['’]");
}
