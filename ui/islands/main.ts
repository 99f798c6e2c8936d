import type { Island } from "./dom.ts";
import { startActions } from "./actions.ts";
import { startCopy } from "./copy.ts";
import { startDisplay } from "./display.ts";
import { startKeys } from "./palette_keys.ts";

/** Islands by the name in `data-island`; each is a file of its own that is loaded where it is used. */
const islands: Readonly<Record<string, () => Promise<{ readonly start: Island }>>> = {
  live: () => import("./live.ts"),
  log: () => import("./log.ts"),
  launch: () => import("./launch.ts"),
  bulk: () => import("./bulk.ts"),
  "choose-steps": () => import("./choose_steps.ts"),
  lineage: () => import("./lineage.ts"),
  console: () => import("./console.ts"),
  selection: () => import("./selection.ts"),
  login: () => import("./login.ts"),
  form: () => import("./form.ts"),
  chart: () => import("./chart.ts"),
  cluster_name: () => import("./cluster_name.ts"),
  map: () => import("./map.ts"),
  scatter: () => import("./scatter.ts"),
};

const running = new Map<Element, AbortController>();

/** Starts what is on the page and is not running, ends what is gone. */
async function scan(): Promise<void> {
  for (const [element, controller] of running) {
    if (element.isConnected) continue;
    controller.abort();
    running.delete(element);
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-island]")) {
    if (running.has(element)) continue;
    const controller = new AbortController();
    running.set(element, controller);
    const load = islands[element.dataset["island"] ?? ""];
    if (load === undefined) throw new Error(`There is no island "${element.dataset["island"]}"`);
    await (await load()).start(element, controller.signal);
  }
}

startDisplay();
startActions();
startCopy();
startKeys();
document.addEventListener("content-replaced", () => void scan());
await scan();
