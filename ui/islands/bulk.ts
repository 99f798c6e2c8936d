import type { Island } from "./dom.ts";
import { ApiProblem } from "../api/call.ts";
import { request } from "./api.ts";
import { tell } from "./notices.ts";

interface Outcomes {
  readonly items: readonly { readonly id: string; readonly problem?: string }[];
  readonly done: number;
  readonly refused: number;
}

const paths = { retry: "/api/v1/runs/retry", resume: "/api/v1/runs/retry", cancel: "/api/v1/runs/cancel" } as const;
type Action = keyof typeof paths;

/** Chooses runs of a list and acts on all of them; the choice outlives that the list is drawn again. */
export const start: Island = (element, signal) => {
  const chosen = new Set<string>();
  const boxes = () => [...element.querySelectorAll<HTMLInputElement>("input[data-choose]")];
  const show = () => {
    const all = boxes();
    const ids = new Set(all.map(({ dataset }) => dataset["choose"]));
    for (const id of chosen) if (!ids.has(id)) chosen.delete(id);
    for (const box of all) box.checked = chosen.has(box.dataset["choose"] ?? "");
    const live = all.filter((box) => box.checked && box.dataset["liveRun"] === "true").length;
    const count = element.querySelector("[data-count]");
    if (count !== null) count.textContent = chosen.size === 0 ? "None chosen" : `${chosen.size} chosen`;
    for (const button of element.querySelectorAll<HTMLButtonElement>("button[data-bulk]")) {
      const able = button.dataset["bulk"] === "cancel" ? live : chosen.size - live;
      button.disabled = able === 0;
    }
  };
  const act = async (action: Action) => {
    const ids = boxes().filter((box) => box.checked && (box.dataset["liveRun"] === "true") === (action === "cancel"))
      .map(({ dataset }) => dataset["choose"] ?? "");
    const words = action === "cancel" ? `Cancel ${ids.length} runs?` : `Run ${ids.length} runs again?`;
    if (ids.length > 1 && !confirm(words)) return;
    const body = action === "cancel"
      ? { ids, reason: "from the list of runs" }
      : { ids, fromFailure: action === "resume" };
    try {
      const { items, done, refused } = await request("POST", paths[action], body) as Outcomes;
      tell(`${done} ${action === "cancel" ? "canceled" : "queued"}`);
      const first = items.find(({ problem }) => problem !== undefined);
      if (first !== undefined) tell(`${refused} refused. ${first.problem}`, "error");
      chosen.clear();
      show();
    } catch (error) {
      tell(error instanceof ApiProblem ? error.message : "The server does not answer", "error");
    }
  };
  element.addEventListener("change", ({ target }) => {
    const box = target as HTMLInputElement;
    const id = box.dataset["choose"];
    if (id === undefined) return;
    if (box.checked) chosen.add(id);
    else chosen.delete(id);
    show();
  }, { signal });
  element.addEventListener("click", ({ target }) => {
    const action = (target as Element).closest<HTMLElement>("button[data-bulk]")?.dataset["bulk"];
    if (action !== undefined) void act(action as Action);
  }, { signal });
  document.addEventListener("content-replaced", show, { signal });
  show();
};
