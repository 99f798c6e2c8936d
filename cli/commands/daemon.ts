import { defineCommand } from "../command.ts";
import { daemonServices } from "../daemon_services.ts";
import { environmentOption, jsonOption, setOption, valueOption, wholeNumber } from "../grammar/mod.ts";
import { logFormatOption } from "../log_format_option.ts";
import { work } from "../work.ts";

/** `clustering daemon`. */
export const command = defineCommand({
  name: "daemon",
  description: "Keeps everything going until Ctrl-C: queued runs, and whatever makes runs by itself.",
  examples: [
    { line: "clustering daemon --env prod", does: "what a server runs day and night" },
    { line: "clustering daemon --env prod --max-runs 1 --json", does: "one run at a time, told to a program" },
  ],
  fields: (known) => ({
    env: environmentOption(known),
    maxRuns: valueOption(["--max-runs"], wholeNumber("N", 1, 1000), "Runs of this daemon at the same time"),
    json: jsonOption("Print what it does as JSON lines"),
    logFormat: logFormatOption(),
    set: setOption(),
  }),
  run: ({ env, maxRuns, json, logFormat, set }, context) =>
    work(context, { command: "daemon", env, set, json, logFormat, slots: maxRuns, services: daemonServices }),
});
