// The row of buttons under the text: one stop for Tab, arrows move in it, Escape goes back to the text.
import type { EditorView } from "prosemirror-view";
import { all, find } from "../dom.ts";
import { AltField } from "./alt.ts";
import { DOINGS } from "./commands.ts";
import { LinkField } from "./link.ts";

export type Others = Record<string, () => void>;

export class Toolbar {
  readonly link: LinkField | undefined;
  private readonly alt: AltField | undefined;
  private readonly view: EditorView;
  private readonly bar: HTMLElement;
  private readonly others: Others;

  /** `others` is what buttons do that change no formatting, by their `data-do`. */
  constructor(view: EditorView, bar: HTMLElement, others: Others) {
    [this.view, this.bar, this.others] = [view, bar, others];
    const field = find<HTMLInputElement>("[data-link]", bar);
    this.link = field ? new LinkField(view, field) : undefined;
    const words = find<HTMLInputElement>("[data-alt]", bar);
    this.alt = words ? new AltField(view, words) : undefined;
    for (const part of all("[data-formatting]", bar)) part.hidden = false;
    bar.addEventListener("mousedown", (event) => (event.target as Element).closest("button") && event.preventDefault());
    bar.addEventListener("click", (event) => this.onClick(event));
    bar.addEventListener("keydown", (event) => this.onKey(event));
    this.stopAt(this.buttons()[0]);
    this.update();
  }

  enter(): void {
    this.buttons().find((button) => button.tabIndex === 0)?.focus();
  }

  /** Which buttons are pressed where the caret stands, and what a selected picture shows. */
  update(): void {
    this.alt?.update();
    for (const button of this.buttons()) {
      const doing = DOINGS[button.dataset["do"] ?? ""];
      if (doing) button.setAttribute("aria-pressed", String(doing.isOn(this.view.state)));
    }
  }

  private buttons(): HTMLButtonElement[] {
    return all<HTMLButtonElement>("button[data-do]", this.bar);
  }

  private onClick(event: MouseEvent): void {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-do]");
    const name = button?.dataset["do"] ?? "";
    if (!button) return;
    this.stopAt(button);
    if (name === "link") return this.link?.open();
    if (this.others[name]) return this.others[name]();
    DOINGS[name]?.command(this.view.state, this.view.dispatch);
    this.view.focus();
  }

  private onKey(event: KeyboardEvent): void {
    const buttons = this.buttons();
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    if (at < 0) return;
    const to: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1 + buttons.length, Home: 0, End: buttons.length - 1 };
    if (event.key === "Escape") this.view.focus();
    else if (event.key in to) this.stopAt(buttons[(to[event.key] ?? 0) % buttons.length])?.focus();
    else return;
    event.preventDefault();
  }

  private stopAt(button: HTMLButtonElement | undefined): HTMLButtonElement | undefined {
    for (const each of this.buttons()) each.tabIndex = each === button ? 0 : -1;
    return button;
  }
}
