import { defineCommand } from "../command.ts";
import { environmentOption, jsonOption, setOption, valueOption, wholeNumber } from "../grammar/mod.ts";
import { logFormatOption } from "../log_format_option.ts";
import { work } from "../work.ts";

/** `clustering worker`. */
export const command = defineCommand({
  name: "worker",
  description:
    "Executes queued runs until Ctrl-C, each in a process of its own. Any number of workers may share a queue.",
  examples: [
    { line: "clustering worker --env prod", does: "as many runs at once as the limits allow" },
    { line: "clustering worker --env prod --max-runs 2", does: "two of them here" },
  ],
  fields: (known) => ({
    env: environmentOption(known),
    maxRuns: valueOption(["--max-runs"], wholeNumber("N", 1, 1000), "Runs of this worker at the same time"),
    json: jsonOption("Print what it does as JSON lines"),
    logFormat: logFormatOption(),
    set: setOption(),
  }),
  run: ({ env, maxRuns, json, logFormat, set }, context) =>
    work(context, {
      command: "worker",
      env,
      set,
      json,
      logFormat,
      slots: maxRuns,
      services: () => Promise.resolve([]),
    }),
});
