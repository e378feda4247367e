// The sign-in page of demo mode: one click signs in as a named role.
import { find } from "./dom.ts";

export function startEntrance(): void {
  document.addEventListener("click", (event) => {
    const choice = (event.target as Element).closest<HTMLElement>("[data-demo-name]");
    const name = find<HTMLInputElement>("input[name=login]");
    const password = find<HTMLInputElement>("input[name=password]");
    if (!choice || !name || !password) return;
    name.value = choice.dataset["demoName"] ?? "";
    password.value = choice.dataset["demoPassword"] ?? "";
    name.form?.requestSubmit();
  });
}
