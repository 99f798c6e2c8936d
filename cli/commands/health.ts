import { exitCodes } from "../../infra/errors.ts";
import { defineCommand } from "../command.ts";
import { environmentOption, jsonOption, setOption, switchOption, valueOption, word } from "../grammar/mod.ts";
import { askPages } from "../health/ask_pages.ts";
import { healthEverywhere, healthHere } from "../health/report.ts";
import { healthLines, workerColumns } from "../health/view.ts";
import { printJson, printLines, printTable } from "../print.ts";
import { openWorkspace } from "../wire.ts";

/** `clustering health`. */
export const command = defineCommand({
  name: "health",
  description:
    "Tells whether what runs day and night does so: history, daemon and workers, queue, schedules, sensors, freshness, " +
    "messages, folders. The exit code is 3 when something fails or no daemon is there, and 0 when there are warnings only.",
  examples: [
    { line: "clustering health --env prod", does: "everything, with what to do" },
    { line: "clustering health --env prod --here", does: "only this machine's daemon or worker, for a container" },
    { line: "clustering health --pages http://127.0.0.1:3000", does: "whether the pages and their history answer" },
    { line: "clustering health --json", does: "for monitoring" },
  ],
  fields: (known) => ({
    env: environmentOption(known),
    here: switchOption(["--here"], "Only whether the history answers and a daemon or worker of this machine is there"),
    pages: valueOption(["--pages"], word("URL"), "Ask the pages at this address instead"),
    json: jsonOption(),
    set: setOption(),
  }),
  async run({ env, here, pages, json, set }, context) {
    const look = async () => {
      if (pages !== undefined) return await askPages(pages);
      const workspace = await openWorkspace(context, { environment: env, set });
      return here ? await healthHere(workspace, context) : await healthEverywhere(workspace, context);
    };
    const health = await look();
    const ok = health.state !== "failing";
    if (json) printJson(context, { ok, ...health });
    else {
      printLines(context, healthLines(health, context));
      if (health.workers.length > 0) {
        printLines(context, [""]);
        printTable(context, health.workers, workerColumns(health.time, context), "");
      }
    }
    return ok ? 0 : exitCodes.configuration;
  },
});
