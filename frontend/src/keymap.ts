// Which stroke a key event is, and which keys of the page it may mean. No DOM here.

export interface Press {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
}

const SEQUENCE_MS = 1200;

/** The names a press may have, the most literal first: AZERTY's unshifted `&` is also the physical `1`. */
export function namesOf(press: Press): string[] {
  if (press.metaKey || ["Control", "Shift", "Alt", "AltGraph", "Dead"].includes(press.key)) return [];
  const literal = literalName(press);
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  if (!digit || press.shiftKey || press.altKey) return [literal];
  const physical = press.ctrlKey ? ["Ctrl", digit].join("+") : digit;
  return physical === literal ? [literal] : [literal, physical];
}

function literalName(press: Press): string {
  const printable = [...press.key].length === 1;
  // A printable key already shows Shift in itself: "?" or "T". Ctrl+Alt together is AltGr on Windows: a character.
  if (printable && (!press.ctrlKey || press.altKey)) return press.altKey && !press.ctrlKey ? ["Alt", press.key].join("+") : press.key;
  const parts = [press.ctrlKey && "Ctrl", press.altKey && "Alt", press.shiftKey && "Shift"].filter(Boolean);
  return [...parts, printable ? press.key.toLowerCase() : press.key].join("+");
}

/** A stroke that is never part of typing: it works inside fields too. */
export function worksInFields(name: string): boolean {
  return /^(Ctrl|Alt)\+/.test(name) || /^(Shift\+)?F\d+$/.test(name) || name === "Escape";
}

/** Follows sequences such as `g t`; a pause of 1.2 s ends one. */
export class Sequences {
  private begun = "";
  private at = 0;

  /** The key of `known` that this press completes, or "" while a sequence is under way or nothing fits. */
  press(names: string[], known: ReadonlySet<string>, now: number): { match: string; pending: boolean } {
    const prefix = this.begun && now - this.at <= SEQUENCE_MS ? this.begun : "";
    this.begun = "";
    for (const name of names) {
      const whole = prefix ? [prefix, name].join(" ") : name;
      if (known.has(whole)) return { match: whole, pending: false };
    }
    const first = names.find((name) => [...known].some((key) => key.startsWith(name + " ")));
    if (first && !prefix) {
      this.begun = first;
      this.at = now;
      return { match: "", pending: true };
    }
    return { match: "", pending: false };
  }
}
