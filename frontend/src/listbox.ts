// A list of options under a field: arrows move, Enter chooses, Escape closes; the focus stays in the field.
import { all, isField } from "./dom.ts";

export class Listbox {
  private readonly input: HTMLElement;
  private readonly list: HTMLElement;
  private readonly choose: (option: HTMLElement) => void;

  constructor(input: HTMLElement, list: HTMLElement, choose: (option: HTMLElement) => void) {
    [this.input, this.list, this.choose] = [input, list, choose];
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 120));
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.onClick(event));
  }

  show(nodes: Node[]): void {
    this.list.replaceChildren(...nodes);
    this.list.hidden = nodes.length === 0;
    this.tellOpen();
    this.mark(this.options()[0]);
  }

  close(): void {
    if (this.list.closest("dialog")) return;
    this.list.hidden = true;
    this.tellOpen();
    this.input.removeAttribute("aria-activedescendant");
  }

  get isOpen(): boolean {
    return !this.list.hidden;
  }

  /** A text of many lines is no combobox, and may not say whether it is open. */
  private tellOpen(): void {
    if (this.input.role === "combobox") this.input.setAttribute("aria-expanded", String(this.isOpen));
  }

  private options(): HTMLElement[] {
    return all("[role=option]", this.list);
  }

  private marked(): HTMLElement | undefined {
    return this.options().find((option) => option.getAttribute("aria-selected") === "true");
  }

  private mark(option: HTMLElement | undefined): void {
    for (const other of this.options()) other.setAttribute("aria-selected", String(other === option));
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.id ||= [this.list.id, this.options().indexOf(option)].join("-");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** Whether the key was for the list. */
  press(event: KeyboardEvent): boolean {
    if (!this.isOpen || !isField(this.input) || event.isComposing || event.defaultPrevented) return false;
    const options = this.options();
    const at = options.findIndex((option) => option === this.marked());
    if (event.key === "ArrowDown") this.mark(options[(at + 1) % options.length]);
    else if (event.key === "ArrowUp") this.mark(options[(at - 1 + options.length) % options.length]);
    else if (event.key === "Enter" && !event.ctrlKey && this.marked()) this.takeMarked();
    else if (event.key === "Escape" && !this.list.closest("dialog")) this.close();
    else return false;
    event.preventDefault();
    return true;
  }

  /** Choose what is marked, if anything. */
  takeMarked(): boolean {
    const marked = this.isOpen ? this.marked() : undefined;
    this.take(marked);
    return Boolean(marked);
  }

  private onClick(event: MouseEvent): void {
    this.take((event.target as Element).closest<HTMLElement>("[role=option]") ?? undefined);
  }

  private take(option: HTMLElement | undefined): void {
    if (!option) return;
    this.close();
    this.choose(option);
  }
}
