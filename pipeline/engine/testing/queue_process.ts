import { systemClock } from "../../../infra/clock.ts";
import { Guardian, guardianCommand, type ProcessGroup, startProcessGroup } from "../../../infra/processes/mod.ts";
import { processSignals } from "../../../infra/signals.ts";
import { type Asset } from "../asset.ts";
import type { Claim } from "../coordination.ts";
import { executeRun } from "../execute.ts";
import { type Ledger, openSqliteLedger } from "../history/sqlite.ts";
import { defineJob } from "../job.ts";
import { defineProject, type Project } from "../project.ts";
import { claimedRun } from "../queue/claimed_run.ts";
import { runProcessSignal } from "../queue/run_process.ts";
import { runWorker } from "../queue/worker.ts";
import { asset } from "./kit.ts";

const script = new URL(import.meta.url).pathname;

/** Limits of the workers of tests. */
export const limits = { total: 4, jobs: {}, tags: {}, pools: {} } as const;

/** Jobs that behave well and badly; each step notes in `steps.log` of the folder that it was executed. */
export function queueProject(folder: string): Project {
  const note = (text: string) => Deno.writeTextFileSync(`${folder}/steps.log`, `${text}\n`, { append: true });
  const assets: Asset[] = [];
  const job = (name: string, length: number, behave: (index: number) => unknown) => {
    for (let index = 0; index < length; index++) {
      const before = assets.findLast(({ name: other }) => other === `${name}_${index - 1}`) as
        | Asset<number>
        | undefined;
      const compute = async ({ run }: { readonly run: { readonly id: string } }) => {
        note(`${run.id} ${name}_${index}`);
        await behave(index);
        return index;
      };
      assets.push(asset(`${name}_${index}`, before === undefined ? { compute } : { deps: { before }, compute }));
    }
    return defineJob({ name, selection: `${name}_*`, description: "For tests." });
  };
  const forever = () => new Promise(() => setTimeout(() => {}, 600_000));
  const jobs = [
    job("quick", 3, () => systemClock.sleep(5)),
    job("chain", 8, () => systemClock.sleep(60)),
    job("endless", 2, (index) => index === 0 ? undefined : forever()),
    job("busy", 1, () => {
      for (;;);
    }),
    job("parent", 1, async () => {
      const code = 'Deno.addSignalListener("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")';
      const child = new Deno.Command(Deno.execPath(), { args: ["eval", code], stdout: "piped" }).spawn();
      await child.stdout.getReader().read();
      note("grandchild is up");
      await forever();
    }),
  ];
  return defineProject({ assets, jobs });
}

/** Starts the process of a claimed run. */
export function launchIn(folder: string, guardian: Guardian): (claim: Claim) => ProcessGroup {
  const rights = ["--allow-read", `--allow-write=${folder}`, `--allow-run=${Deno.execPath()}`];
  return ({ run, fence }) => {
    const args = ["run", "--quiet", "--no-prompt", ...rights, script, "execute", folder, run, String(fence)];
    return startProcessGroup({ command: Deno.execPath(), args }, guardian);
  };
}

/** Starts a worker as a process of its own, with no more rights than it needs; its lease is in milliseconds. */
export function startWorker(folder: string, name: string, lease = 1_500): Deno.ChildProcess {
  const rights = ["--allow-read", `--allow-write=${folder}`, `--allow-run=${Deno.execPath()}`];
  const args = ["run", "--quiet", "--no-prompt", ...rights, script, "work", folder, name, String(lease)];
  return new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "null", stderr: "inherit" }).spawn();
}

async function execute(ledger: Ledger, folder: string, run: string, fence: number): Promise<void> {
  const { claim, request } = await claimedRun(ledger, run, fence);
  const exit = (code: number) => Deno.exit(code);
  using told = runProcessSignal(ledger, claim, { signals: processSignals, input: Deno.stdin.readable, exit });
  const options = { history: ledger.history, root: `${folder}/assets`, signal: told.signal, fence, grace: 500 };
  await executeRun(queueProject(folder), request, options);
}

async function work(ledger: Ledger, folder: string, name: string, lease: number): Promise<void> {
  const stop = new AbortController();
  Deno.addSignalListener("SIGTERM", () => stop.abort());
  await using guardian = new Guardian(guardianCommand());
  const times = { lease, poll: lease / 6, grace: 800 };
  await runWorker(ledger, { launch: launchIn(folder, guardian), limits, name, signal: stop.signal, ...times });
}

async function main([what = "", folder = "", name = "", number = ""]: readonly string[]): Promise<void> {
  const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
  if (what === "work") await work(ledger, folder, name, Number(number));
  else await execute(ledger, folder, name, Number(number));
  await ledger.history.close();
}

if (import.meta.main) {
  await main(Deno.args);
  Deno.exit();
}
