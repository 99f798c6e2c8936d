import type { KeyOrder } from "../../pipeline/engine/mod.ts";
import { changeBackfill } from "../backfill/change.ts";
import { create } from "../backfill/create.ts";
import { printList, printMatrix } from "../backfill/view.ts";
import { defineCommand } from "../command.ts";
import {
  assignment,
  defaultOption,
  environmentOption,
  jsonOption,
  oneOf,
  optionalArgument,
  repeatedOption,
  setOption,
  switchOption,
  valueOption,
  wholeNumber,
  word,
} from "../grammar/mod.ts";
import { openWorkspace, readWorkspaceLedger } from "../wire.ts";

const actions = ["list", "show", "create", "pause", "resume", "cancel", "retry"] as const;

// A copy, so that help does not load the engine.
const orders = ["forward", "backward", "random"] as const satisfies KeyOrder[];

/** `clustering backfill`. */
export const command = defineCommand({
  name: "backfill",
  description:
    "Makes many keys of partitions in many runs, a few at a time: create plans and starts them, list and show tell how far " +
    "they are, pause, resume and cancel do what they say, retry runs failed and canceled keys again. Needs a running daemon.",
  examples: [
    {
      line: "clustering backfill create internal_clustering_job --partitions 'Beauty,Home*' --dry-run",
      does: "see keys and runs",
    },
    {
      line: "clustering backfill create --select internal_assign_clusters+ --from Beauty --to Toys --concurrency 2",
      does: "a range of keys, two runs at once",
    },
    {
      line: "clustering backfill create internal_clustering_job --missing --order backward --group 5",
      does: "only what was never made, five keys a run",
    },
    { line: "clustering backfill show last --steps", does: "every key and its run, every asset" },
    { line: 'clustering backfill cancel last --reason "wrong file"', does: "and its runs" },
    { line: "clustering backfill retry last --env prod", does: "failed keys, from where each failed" },
  ],
  fields: (known) => ({
    action: optionalArgument(oneOf("ACTION", actions), `${actions.join(", ")} (default list)`),
    target: optionalArgument(
      word("NAME", async () => [...await known.jobs(), ...await known.backfills()]),
      "Of create: a job, may be left out with --select; else a backfill: its name, beginning or end, or last",
    ),
    select: valueOption(["--select"], word("ASSETS", known.assets), "create: assets to make; of them, what has keys"),
    partitions: repeatedOption(
      ["-p", "--partitions"],
      word("KEYS", known.partitions),
      "create: keys, globs (A*), ranges (A..C), with commas; repeatable (default all)",
    ),
    from: valueOption(["--from"], word("KEY", known.partitions), "create: first key, in the order of list partitions"),
    to: valueOption(["--to"], word("KEY", known.partitions), "create: last key"),
    order: defaultOption(["--order"], oneOf("ORDER", orders), "forward", `create: ${orders.join(", ")}`),
    seed: defaultOption(["--seed"], wholeNumber("N", 0, 2 ** 32 - 1), 0, "create: of a random order"),
    concurrency: defaultOption(["--concurrency"], wholeNumber("N", 1, 10_000), 4, "create: runs at once"),
    group: defaultOption(["--group"], wholeNumber("N", 1, 100_000), 1, "create: keys per run"),
    missing: switchOption(["--missing"], "create: only keys that were never made"),
    reuse: switchOption(["--reuse"], "create: skip what is unchanged: code, inputs, settings"),
    priority: defaultOption(["--priority"], wholeNumber("N", -1000, 1000), 0, "create: of its runs; higher go first"),
    tags: repeatedOption(["--tags"], assignment("KEY=VALUE"), "create: label of its runs; repeatable"),
    dryRun: switchOption(["--dry-run"], "create: show runs, keys and what is skipped"),
    steps: switchOption(["--steps"], "show: every asset of every key"),
    reason: valueOption(["--reason"], word("TEXT"), "pause, resume, cancel, retry: why, for the record"),
    limit: defaultOption(["-n", "--limit"], wholeNumber("N", 1, 10_000), 20, "list: how many at most"),
    env: environmentOption(known),
    json: jsonOption(),
    set: setOption(),
  }),
  async run(values, context) {
    const { action = "list", target, env, set, limit, json } = values;
    const workspace = await openWorkspace(context, { environment: env, set });
    switch (action) {
      case "create":
        await create({ ...values, job: target }, workspace, context);
        break;
      case "list":
      case "show": {
        const ledger = await readWorkspaceLedger(workspace);
        await using _open = ledger.history;
        if (action === "list") await printList(ledger, context, { env, limit, json });
        else await printMatrix(ledger, context, { target, steps: values.steps, json });
        break;
      }
      case "pause":
      case "resume":
      case "cancel":
      case "retry":
        await changeBackfill(workspace, context, { action, target, reason: values.reason, json });
        break;
      default:
        return action satisfies never;
    }
    return 0;
  },
});
