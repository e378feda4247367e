// The telephone at the desk: a number that is clicked is called, and what is taken up on the screen opens beside it.
import { find } from "./dom.ts";

export function startTelephone(): void {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
}

/** Through Balie's own telephone where there is one on screen, else by whatever the machine has for it. */
function onClick(event: MouseEvent): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href^='tel:']");
  const form = find<HTMLFormElement>("#call-number");
  if (!link || !form) return;
  event.preventDefault();
  form.querySelector<HTMLInputElement>("[name=number]")!.value = decodeURIComponent(link.href.slice("tel:".length));
  form.requestSubmit();
}

/** The contact of what was taken up, once it is: its link is kept until then, since the bar changes. */
function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const link = form.dataset["opens"] ? find(form.dataset["opens"]) : null;
  if (!link) return;
  link.hidden = true;
  document.body.append(link);
  const open = (finished: Event): void => {
    if ((finished as CustomEvent<{ ctx: { sourceElement?: Element } }>).detail.ctx.sourceElement?.closest("form") !== form) return;
    document.removeEventListener("htmx:after:request", open);
    link.click();
    link.remove();
  };
  // Before the swap: after it the form is in no document, and nothing of it is heard here.
  document.addEventListener("htmx:after:request", open);
}
