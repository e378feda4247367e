// Nothing moves under the pointer, the focus, a selection or an open form: a part with `data-still` fetches itself again once they have left;
// one with `data-still="form"` waits for an open or entered form alone, one with `data-still="typed"` for words that were typed as well.
// Whoever waits listens to `settled` in its trigger.

const owed = new Set<Element>();
const BUSY = ":hover, :focus-within, :has([data-select]:checked, [data-conflict], details[open])";
const FORM_ENTERED = ":has(details.popover[open], details[open] :focus, form :is(input, select, textarea, [contenteditable]):focus)";
const TYPED = ":has(input[placeholder]:not(:placeholder-shown))";

function isBusy(part: Element): boolean {
  const kind = part.getAttribute("data-still");
  return part.matches(kind === "form" ? FORM_ENTERED : BUSY) || (kind === "typed" && part.matches(TYPED));
}

export function startStill(): void {
  // Before the swap once more: a panel may have been opened while the answer was on its way.
  for (const kind of ["htmx:before:request", "htmx:before:swap"]) document.addEventListener(kind, wait);
  for (const kind of ["pointerover", "focusin", "pointerleave"]) document.addEventListener(kind, settle, { passive: true });
  // Neither bubbles; and while the focus goes from one field to the next, nothing has it for a moment.
  for (const kind of ["blur", "toggle"]) document.addEventListener(kind, () => setTimeout(settle), { capture: true, passive: true });
}

function wait(event: Event): void {
  const list = (event as CustomEvent<{ ctx: { sourceElement?: Element } }>).detail.ctx.sourceElement;
  if (!list?.matches("[data-still]") || !isBusy(list) || list.querySelector(":scope > .skeleton")) return;
  event.preventDefault();
  owed.add(list);
}

/** The list listens to `settled` itself. */
function settle(): void {
  for (const list of owed) {
    if (list.isConnected && isBusy(list)) continue;
    owed.delete(list);
    list.dispatchEvent(new CustomEvent("settled"));
  }
}
