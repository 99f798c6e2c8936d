import "./dom.ts";
import { tell } from "./notices.ts";

/** Buttons with `data-copy` put that text into the clipboard. */
export function startCopy(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-copy]");
    if (button !== null) void copy(button.dataset["copy"] ?? "");
  });
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell("Copied");
  } catch {
    tell(text);
  }
}
