import "./dom.ts";
import { ApiProblem } from "../api/call.ts";
import { request } from "./api.ts";
import { tell } from "./notices.ts";

/**
 * Buttons that change something: `data-action="POST /api/v1/runs/x/cancel"`, with `data-body` (JSON), `data-confirm` (a
 * question asked first), `data-then` (an address to go to, `{name}` filled from the answer; without it the page is
 * loaded again) and `data-done` (words to say).
 */
export function startActions(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-action]");
    if (button !== null) void act(button);
  });
}

async function act(button: HTMLButtonElement): Promise<void> {
  const { action = "", body, confirm: question, then, done } = button.dataset;
  if (question !== undefined && !confirm(question)) return;
  const [method = "POST", path = ""] = action.split(" ");
  button.disabled = true;
  try {
    const answered = await request(method, path, JSON.parse(body ?? "{}")) as Readonly<Record<string, unknown>>;
    if (done !== undefined) tell(done);
    const next = then?.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(answered[name])));
    if (next === undefined) location.reload();
    else location.assign(next);
  } catch (error) {
    tell(error instanceof ApiProblem ? error.message : "The server does not answer", "error");
  } finally {
    button.disabled = false;
  }
}
