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

/** A change as its button says it. */
export interface Deed {
  /** Method and path. */
  readonly action?: string | undefined;
  /** JSON. */
  readonly body?: string | undefined;
  readonly confirm?: string | undefined;
  readonly then?: string | undefined;
  readonly done?: string | undefined;
}

/** Asks, does it, and says how it went. */
export async function perform({ action = "", body, confirm: question, then, done }: Deed): Promise<void> {
  if (question !== undefined && !confirm(question)) return;
  const [method = "POST", path = ""] = action.split(" ");
  try {
    const answered = await request(method, path, JSON.parse(body ?? "{}")) as Readonly<Record<string, unknown>>;
    if (done !== undefined) tell(done);
    const next = then?.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(answered[name])));
    if (next === undefined) location.reload();
    else location.assign(next);
  } catch (error) {
    tell(error instanceof ApiProblem ? error.message : "The server does not answer", "error");
  }
}

async function act(button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  await perform(button.dataset);
  button.disabled = false;
}
