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

/** The contact of what is taken up, as if its link had been clicked: the page that is left keeps what was typed. */
function onSubmit(event: SubmitEvent): void {
  const opens = (event.target as HTMLFormElement).dataset["opens"];
  if (opens) find(opens)?.click();
}
