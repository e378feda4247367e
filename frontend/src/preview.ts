// `data-preview-url`: what the form would send, as its receiver will see it; Escape goes back to where the caret was.
import { ask, nodesOf } from "./dom.ts";
import { show } from "./sheet.ts";

export function startPreview(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-preview-url]");
    if (button) void preview(button);
  });
}

async function preview(button: HTMLButtonElement): Promise<void> {
  const form = button.closest("form");
  const answer = form && (await ask(button.dataset["previewUrl"] ?? "", { method: "POST", body: new FormData(form) }));
  if (answer?.ok) show("preview", "sheet", button.textContent?.trim() ?? "", ...nodesOf(await answer.text()));
}
