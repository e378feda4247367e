// The demo's caller: this tab rings Balie as a customer does.
import { all, ask, find } from "../dom.ts";
import { t } from "../i18n.ts";
import { openMicrophone } from "./devices.ts";
import { connect, type Line } from "./line.ts";

let line: Line | null = null;

export function startCaller(): void {
  document.addEventListener("submit", (event) => {
    if (!(event.target as Element).matches("[data-caller]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void call(event.target as HTMLFormElement);
  }, { capture: true });
  document.addEventListener("click", ({ target }) => onClick(target as Element));
  addEventListener("pagehide", () => line?.close());
}

async function call(form: HTMLFormElement): Promise<void> {
  if (line) return;
  const player = new Audio();
  show(t("It rings …"), true);
  let microphone: MediaStream;
  try {
    microphone = await openMicrophone();
  } catch {
    return show(t("The browser keeps the microphone from Balie: click the sign left of the address, allow the microphone, then try again"), false);
  }
  try {
    const body = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    line = await connect(form.dataset["call"] ?? "", microphone, player, { body });
    show(t("You are connected"), true);
    await line.over;
    show(t("The call has ended"), false);
  } catch {
    show(t("Nobody answers: the telephone stands still"), false);
  }
  line = null;
  for (const track of microphone.getTracks()) track.stop();
}

function onClick(target: Element): void {
  const digit = target.closest<HTMLElement>("[data-digit]")?.dataset["digit"];
  const address = line?.address.replace("/telephone/browser/", "/demo/telephone/");
  if (digit && address) void ask(`${address}press/`, { method: "POST", body: JSON.stringify({ digits: digit }) });
  if (target.closest("[data-hang-up]")) line?.close();
}

function show(words: string, isCalling: boolean): void {
  const place = find("[data-caller-words]");
  if (place) place.textContent = words;
  for (const each of all("[data-hang-up], [data-keypad]")) each.hidden = !isCalling;
  for (const each of all<HTMLButtonElement>("[data-begin]")) each.disabled = isCalling;
}
