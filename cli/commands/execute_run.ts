import { silentLogger } from "../../infra/log.ts";
import { loadEngine } from "../later.ts";
import { defineCommand } from "../command.ts";
import { environmentOption, required, setOption, valueOption, wholeNumber, word } from "../grammar/mod.ts";
import { runEngine } from "../run_engine.ts";
import { openWorkspace, openWorkspaceLedger, openWorkspaceProject, warmSession } from "../wire.ts";

/** `clustering execute-run`, which workers start. */
export const command = defineCommand({
  name: "execute-run",
  description: "Executes a run that a worker has claimed. Workers start it; it ends when its standard input ends.",
  examples: [{ line: "clustering execute-run 01jd3x0k6q8m2v7t --fence 1", does: "what a worker starts" }],
  fields: (known) => ({
    run: required(word("RUN"), "Whole name of the run"),
    fence: valueOption(["--fence"], wholeNumber("N", 1), "Number of the claim"),
    env: environmentOption(known),
    set: setOption(),
  }),
  async run({ run, fence, env, set }, context) {
    const { effects } = context;
    const { claimedRun, patiently, runProcessSignal } = await loadEngine();
    const patience = { clock: effects.clock, log: silentLogger };
    const workspace = await openWorkspace(context, { environment: env, set });
    await warmSession(workspace);
    const ledger = await patiently(() => openWorkspaceLedger(workspace), patience);
    await using _history = ledger.history;
    const { claim, request } = await patiently(() => claimedRun(ledger, run, fence ?? 0), patience);
    const world = { signals: effects.signals, input: Deno.stdin.readable, exit: (code: number) => effects.exit(code) };
    using told = runProcessSignal(ledger, claim, world);
    const project = await openWorkspaceProject(workspace);
    const quiet = { onEvent() {}, onLine() {} };
    await runEngine({ project, ledger, request, workspace, claim }, context, { ...quiet, signal: told.signal });
    return 0;
  },
});
