// Lists by keyboard: j and k move, Enter opens, x selects, Shift selects a range; the bulk bar follows.
import { all, find, isShown, onContent } from "./dom.ts";
import { tn } from "./i18n.ts";

let lastTicked: HTMLInputElement | undefined;

export function startRows(): void {
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  onContent(showBulk);
}

function rows(): HTMLElement[] {
  const lists = all("[data-rows]").filter(isShown);
  // The list that has the focus, else the page's own before the one at the left.
  const list = lists.find((each) => each.contains(document.activeElement)) ?? lists.find((each) => each.closest("#main")) ?? lists[0];
  return list ? all("[data-row]", list) : [];
}

function current(): HTMLElement | undefined {
  return rows().find((row) => row.hasAttribute("data-at"));
}

export function moveRow(step: 1 | -1): boolean {
  const among = rows();
  const now = current();
  const next = now ? among[among.indexOf(now) + step] : among[step === 1 ? 0 : among.length - 1];
  if (!next) return among.length > 0;
  now?.removeAttribute("data-at");
  next.setAttribute("data-at", "");
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

export function openRow(): boolean {
  const row = current();
  // Enter on a link or button is that element's own.
  if (!row || document.activeElement !== row) return false;
  const link = row instanceof HTMLAnchorElement ? row : find<HTMLAnchorElement>("a[href]", row);
  link?.click();
  return Boolean(link);
}

export function toggleRow(): boolean {
  const tick = find<HTMLInputElement>("[data-select]", current() ?? document.createElement("div"));
  tick?.click();
  return Boolean(tick);
}

function onClick(event: MouseEvent): void {
  const target = event.target as HTMLElement;
  if (target.matches("[data-bulk-clear]")) return clear();
  if (target instanceof HTMLInputElement && target.matches("[data-select]")) return tick(target, event.shiftKey);
  const row = target.closest<HTMLElement>("tr[data-href]");
  if (row && !target.closest("a, button, input, label, summary, .table-tick") && !getSelection()?.toString()) find("a[href]", row)?.click();
}

function tick(box: HTMLInputElement, range: boolean): void {
  const boxes = all<HTMLInputElement>("[data-select]");
  if (range && lastTicked?.isConnected) {
    const [from, to] = [boxes.indexOf(lastTicked), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const between of boxes.slice(from, (to ?? 0) + 1)) between.checked = box.checked;
  }
  lastTicked = box;
  showBulk();
}

function onChange(event: Event): void {
  const box = event.target as HTMLInputElement;
  if (!box.matches("[data-select-all]")) return;
  for (const one of all<HTMLInputElement>("[data-select]")) one.checked = box.checked;
  showBulk();
}

function clear(): void {
  for (const box of all<HTMLInputElement>("[data-select], [data-select-all]")) box.checked = false;
  showBulk();
}

function showBulk(): void {
  for (const box of all<HTMLInputElement>("[data-select]")) box.closest("[data-row]")?.classList.toggle("is-selected", box.checked);
  const count = all("[data-select]:checked").length;
  for (const bar of all("[data-bulk]")) {
    bar.hidden = count === 0;
    const words = find("[data-bulk-count]", bar);
    if (words) words.textContent = tn("{count} selected", "{count} selected", count);
  }
}
