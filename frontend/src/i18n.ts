// Words of the browser's part. The source language is English; the catalogues are frontend/src/locale/*.json.
import de from "./locale/de.json" with { type: "json" };
import fr from "./locale/fr.json" with { type: "json" };
import nl from "./locale/nl.json" with { type: "json" };

type Entry = string | { one: string; other: string };
type Catalogue = Record<string, Entry>;
export type Words = keyof typeof nl;
export type Values = Record<string, string | number>;

const CATALOGUES: Record<string, Catalogue> = { nl, fr, de };
let language = typeof document === "undefined" ? "en" : document.documentElement.lang || "en";

/** Speak `code` from now on; tests and a language change use it. */
export function speak(code: string): void {
  language = code;
}

/** The locale for dates, times and numbers: our four languages as they are used in Belgium and Britain. */
export function locale(): string {
  const short = language.slice(0, 2);
  return short === "en" ? "en-GB" : [short, "BE"].join("-");
}

/** The words for `source`, with `{name}` filled from `values`; an unknown source stays English. */
export function t(source: Words, values: Values = {}): string {
  const entry = CATALOGUES[language.slice(0, 2)]?.[source];
  return fill(typeof entry === "string" ? entry : source, values);
}

/** As `t`, in the form for `count`, which also fills `{count}`. */
export function tn(one: Words, other: string, count: number, values: Values = {}): string {
  const entry = CATALOGUES[language.slice(0, 2)]?.[one];
  const forms = typeof entry === "object" ? entry : { one, other };
  const isOne = new Intl.PluralRules(language).select(count) === "one";
  return fill(isOne ? forms.one : forms.other, { count, ...values });
}

function fill(words: string, values: Values): string {
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
