// What is typed, on its way to the server: within 2 s of a keystroke, kept here until the server says it has it.

export type Fields = Record<string, string | string[]>;

export interface Copies {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export type DraftState = "typing" | "saved" | "kept";

export interface Options {
  /** Where the copy lives until the server has it. */
  copies: Copies;
  /** Sends the fields; resolves when the server has them, rejects when it does not answer. */
  send: (fields: Fields) => Promise<void>;
  /** Tells the operator where the text is. */
  tell: (state: DraftState) => void;
}

const PAUSE_MS = 700;
const LIMIT_MS = 1700;
const RETRY_MS = 5000;

export class DraftQueue {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private oldest = 0;
  private pending: Fields | undefined;
  private sending = false;
  private closed = false;
  private underWay: Promise<void> = Promise.resolve();

  private readonly key: string;
  private readonly options: Options;

  constructor(key: string, options: Options) {
    this.key = key;
    this.options = options;
  }

  /** The text that never reached the server: of a lost connection, a closed browser or an ended session. */
  unsent(): Fields | undefined {
    const copy = this.options.copies.getItem(this.key);
    return copy ? (JSON.parse(copy) as Fields) : undefined;
  }

  /** The fields changed at `now`: keep a copy at once, send after a pause or at the limit. */
  changed(fields: Fields, now: number): void {
    if (this.closed) return;
    this.pending = fields;
    this.options.copies.setItem(this.key, JSON.stringify(fields));
    this.options.tell("typing");
    this.oldest ||= now;
    this.later(Math.max(0, Math.min(PAUSE_MS, this.oldest + LIMIT_MS - now)));
  }

  /** Send what waits now. */
  async flush(): Promise<void> {
    if (!this.pending || this.sending || this.closed) return;
    clearTimeout(this.timer);
    const fields = this.pending;
    [this.pending, this.oldest, this.sending] = [undefined, 0, true];
    this.underWay = this.options.send(fields);
    try {
      await this.underWay;
      this.sent();
    } catch {
      this.failed(fields);
    }
  }

  /** Resolves when nothing is on its way any more, whether it arrived or not. */
  async idle(): Promise<void> {
    await this.underWay.catch(() => undefined);
  }

  /** The form was sent: nothing of the draft remains here or is sent from now on. */
  close(): void {
    this.closed = true;
    [this.pending, this.oldest] = [undefined, 0];
    clearTimeout(this.timer);
    this.options.copies.removeItem(this.key);
  }

  /** The form was refused: go on keeping what is typed. */
  reopen(): void {
    this.closed = false;
  }

  private sent(): void {
    this.sending = false;
    if (this.closed) return;
    if (this.pending) return this.later(0);
    this.options.copies.removeItem(this.key);
    this.options.tell("saved");
  }

  private failed(fields: Fields): void {
    this.sending = false;
    if (this.closed) return;
    this.pending ??= fields;
    this.options.tell("kept");
    this.later(RETRY_MS);
  }

  private later(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), wait);
  }
}
