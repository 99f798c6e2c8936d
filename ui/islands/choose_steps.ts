import type { Island } from "./dom.ts";
import { propsOf } from "./dom.ts";
import { ApiProblem } from "../api/call.ts";
import { request } from "./api.ts";
import { tell } from "./notices.ts";

/** Runs chosen steps of a run again. */
export const start: Island = (element, signal) => {
  const { run } = propsOf<{ readonly run: string }>(element);
  const button = element.querySelector<HTMLButtonElement>("button[data-run-chosen]");
  if (button === null) return;
  const chosen = () =>
    [...element.querySelectorAll<HTMLInputElement>("input[data-step]:checked")].map(({ dataset }) => dataset["step"]);
  element.addEventListener("change", () => {
    const { length } = chosen();
    button.disabled = length === 0;
    button.textContent = length === 0 ? "Run chosen steps" : `Run ${length} chosen ${length === 1 ? "step" : "steps"}`;
  }, { signal });
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const path = `/api/v1/runs/${encodeURIComponent(run)}/retry`;
      const answered = await request("POST", path, { steps: chosen() }) as { readonly run: string };
      location.assign(`/runs/${encodeURIComponent(answered.run)}`);
    } catch (error) {
      tell(error instanceof ApiProblem ? error.message : "The server does not answer", "error");
      button.disabled = false;
    }
  }, { signal });
};
