import { defineCommand } from "../command.ts";
import { daemonServices } from "../daemon_services.ts";
import { defaultOption, environmentOption, setOption, switchOption, wholeNumber, word } from "../grammar/mod.ts";
import { logFormatOption } from "../log_format_option.ts";
import { serveUi } from "../serve_ui.ts";
import { work } from "../work.ts";

/** `clustering ui`. */
export const command = defineCommand({
  name: "ui",
  description:
    "Serves pages of runs, assets and jobs on this machine until Ctrl-C, and does what a daemon does: executes queued " +
    "runs, keeps schedules and sensors going.",
  examples: [
    { line: "clustering ui", does: "then open http://127.0.0.1:3000" },
    { line: "clustering ui --env prod --port 0", does: "another environment, on any free port" },
    { line: "clustering ui --no-daemon", does: "only pages; daemons or workers do the work" },
    { line: "clustering ui --read-only", does: "pages that only show" },
  ],
  fields: (known) => ({
    env: environmentOption(known),
    host: defaultOption(["--host"], word("HOST"), "127.0.0.1", "Address to listen on"),
    port: defaultOption(["--port"], wholeNumber("PORT", 0, 65_535), 3000, "Port to listen on; 0 for any free one"),
    noDaemon: switchOption(["--no-daemon"], "Execute no runs, and leave schedules, sensors and alerts to others"),
    readOnly: switchOption(["--read-only"], "Change nothing: pages that only show, and no daemon"),
    logFormat: logFormatOption(),
    set: setOption(),
  }),
  run({ env, host, port, noDaemon, readOnly, logFormat, set }, context) {
    const daemon = !noDaemon && !readOnly;
    return work(context, {
      command: "ui",
      env,
      set,
      json: false,
      logFormat,
      executes: daemon,
      services: daemon ? daemonServices : () => Promise.resolve([]),
      lasting: (live) => serveUi(live, context, { host, port, readOnly, set }),
    });
  },
});
