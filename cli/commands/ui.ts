import { defineCommand } from "../command.ts";
import { defaultOption, environmentOption, setOption, wholeNumber, word } from "../grammar/mod.ts";
import { interrupted } from "../interrupted.ts";
import { loadUi } from "../later.ts";
import { openLog } from "../open_log.ts";
import { metricsText } from "../metrics_text.ts";
import { printLines } from "../print.ts";
import { programVersion } from "../version.ts";
import { openWorkspace, openWorkspaceLedger, openWorkspaceProject } from "../wire.ts";

/** `clustering ui`. */
export const command = defineCommand({
  name: "ui",
  description: "Serves pages of runs, assets and jobs on this machine until Ctrl-C.",
  examples: [
    { line: "clustering ui", does: "then open http://127.0.0.1:3000" },
    { line: "clustering ui --env prod --port 0", does: "another environment, on any free port" },
  ],
  fields: (known) => ({
    env: environmentOption(known),
    host: defaultOption(["--host"], word("HOST"), "127.0.0.1", "Address to listen on"),
    port: defaultOption(["--port"], wholeNumber("PORT", 0, 65_535), 3000, "Port to listen on; 0 for any free one"),
    set: setOption(),
  }),
  async run({ env, host, port, set }, context) {
    const { effects, style } = context;
    const workspace = await openWorkspace(context, { environment: env, set });
    const [project, { createApp, serve }] = await Promise.all([openWorkspaceProject(workspace), loadUi()]);
    const ledger = await openWorkspaceLedger(workspace);
    await using history = ledger.history;
    await using logging = await openLog(workspace, context, { onLine: (text) => effects.stderr.write(`${text}\n`) });
    using interrupt = interrupted(effects);
    const { clock, program } = effects;
    const app = createApp({
      history,
      project,
      environment: env,
      clock,
      version: programVersion,
      program,
      log: logging.logger,
      metrics: () => metricsText(ledger, workspace, clock),
    });
    await serve(app, {
      host,
      port,
      signal: interrupt.signal,
      clock,
      onListen: (url) => printLines(context, [`${env} on ${style.cyan(url)}  ${style.dim("Ctrl-C ends it")}`]),
    });
    return 0;
  },
});
