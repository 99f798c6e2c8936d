import { realEffects } from "../../cli/mod.ts";
import { executeRequest } from "../../cli/execute.ts";
import { makeStyle } from "../../cli/output/mod.ts";
import { openWorkspace, openWorkspaceLedger } from "../../cli/wire.ts";
import { defineAsset, defineJob, defineProject, record } from "../../pipeline/engine/mod.ts";
import { z } from "zod";

/** A run of the command line whose only step never ends by itself; `stubborn` does not even end when it is told to. */
async function slowRun(stubborn: boolean, json: boolean): Promise<number> {
  const slow = defineAsset({
    name: "slow",
    group: "test",
    description: "Waits.",
    kind: record(z.number()),
    compute: ({ signal }) =>
      new Promise<number>((_, reject) => {
        setTimeout(() => {}, 60_000);
        if (!stubborn) signal.addEventListener("abort", () => reject(signal.reason));
      }),
  });
  const project = defineProject({
    assets: [slow],
    jobs: [defineJob({ name: "wait", selection: "slow", description: "Waits." })],
  });
  const effects = realEffects();
  const style = makeStyle(effects.stdout.isTerminal);
  const notes = { noteLogFile() {}, noteSecrets() {} };
  const context = { effects, style, errorStyle: style, verbose: false, root: undefined, ...notes };
  const workspace = await openWorkspace(context, { environment: "dev" });
  const ledger = await openWorkspaceLedger(workspace);
  await using _history = ledger.history;
  const request = { job: "wait", environment: "dev" };
  return await executeRequest({ project, ledger, request, workspace }, context, { json, concurrency: undefined });
}

if (import.meta.main) Deno.exit(await slowRun(Deno.args.includes("--stubborn"), Deno.args.includes("--json")));
