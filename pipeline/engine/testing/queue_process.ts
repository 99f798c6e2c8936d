import { type Clock, systemClock } from "../../../infra/clock.ts";
import { silentLogger } from "../../../infra/log.ts";
import { systemRandom } from "../../../infra/random.ts";
import { Guardian, guardianCommand, type ProcessGroup, startProcessGroup } from "../../../infra/processes/mod.ts";
import { processSignals } from "../../../infra/signals.ts";
import { type Asset } from "../asset.ts";
import { scheduleService, sensorService } from "../automation/mod.ts";
import type { Claim } from "../coordination.ts";
import { executeRun } from "../execute.ts";
import { openPostgresLedger } from "../history/postgres.ts";
import type { Ledger } from "../history/ledger.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import { defineJob } from "../job.ts";
import { alertService, type DeliverOptions, type JudgeOptions } from "../monitoring/mod.ts";
import { defineProject, type Project } from "../project.ts";
import { claimedRun } from "../queue/claimed_run.ts";
import { patiently } from "../queue/patience.ts";
import { patientHistory } from "../queue/patient_ledger.ts";
import { runProcessSignal } from "../queue/run_process.ts";
import { runWorker } from "../queue/worker.ts";
import { defineSchedule } from "../schedules/mod.ts";
import { defineSensor } from "../sensors/mod.ts";
import type { Service } from "../service.ts";
import { asset } from "./kit.ts";

const script = new URL(import.meta.url).pathname;

/** Limits of the workers of tests. */
export const limits = { total: 4, jobs: {}, tags: {}, pools: {} } as const;

/** Seconds of the schedule's clock in one of the machine: its minutes pass quickly. */
const haste = 40;

/** The clock of {@link queueProject}'s schedule, the same for every process of a folder. */
function hastyClock(folder: string): Clock {
  const began = Number(Deno.readTextFileSync(`${folder}/began`));
  return { ...systemClock, now: () => began + (systemClock.now() - began) * haste };
}

/** Jobs that behave well and badly, a schedule and a sensor that ask for them again and again; each step notes in `steps.log` of the folder that it was executed. */
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
    job("gated", 4, async (index) => {
      while (index === 2 && !isFile(`${folder}/go`)) await systemClock.sleep(20);
    }),
    job("broken", 1, () => {
      throw new Error("broken on purpose");
    }),
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
  const always = { job: "quick", defaultRunning: true, description: "For tests." };
  const minutely = defineSchedule({
    ...always,
    name: "minutely",
    cron: "* * * * *",
    overlap: "allow",
    catchUp: { kind: "all", cap: 1_000 },
  });
  const counter = defineSensor({
    ...always,
    name: "counter",
    minimumInterval: 700,
    evaluate({ cursor = "0" }) {
      const next = String(Number(cursor) + 1);
      return { cursor: next, runRequests: [{ runKey: next }] };
    },
  });
  return defineProject({ assets, jobs, schedules: [minutely], sensors: [counter] });
}

/** Opens the ledger of a folder: the PostgreSQL database that its file `url` names, else a SQLite file in it. */
export async function openFolder(folder: string): Promise<Ledger> {
  const url = await Deno.readTextFile(`${folder}/url`).catch(() => undefined);
  return url === undefined ? await openSqliteLedger(`${folder}/history.sqlite`) : await openPostgresLedger(url);
}

/** What processes of a folder may do: no more than they need. */
function rights(folder: string): string[] {
  const local = ["--allow-read", `--allow-write=${folder}`, `--allow-run=${Deno.execPath()}`];
  return isFile(`${folder}/url`) ? [...local, "--allow-net=127.0.0.1", "--allow-env"] : local;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function words(folder: string, ...rest: readonly string[]): string[] {
  const config = new URL("../../../deno.json", import.meta.url).pathname;
  return ["run", "--quiet", "--no-prompt", "--no-check", `--config=${config}`, ...rights(folder), script, ...rest];
}

/** Starts the process of a claimed run. */
export function launchIn(folder: string, guardian: Guardian): (claim: Claim) => ProcessGroup {
  return ({ run, fence }) => {
    const args = words(folder, "execute", folder, run, String(fence));
    return startProcessGroup({ command: Deno.execPath(), args }, guardian);
  };
}

/** Starts a worker or daemon as a process of its own; its lease is in milliseconds. */
export function startWorker(
  folder: string,
  name: string,
  lease = 1_500,
  what: "work" | "daemon" = "work",
): Deno.ChildProcess {
  const args = words(folder, what, folder, name, String(lease));
  return new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "null", stderr: "inherit" }).spawn();
}

/** How failures of a folder's runs are told: by a line of `alerts.log` with the id of the alert. */
export function alertsOf(folder: string, clock: Clock): {
  readonly deliver: Omit<DeliverOptions, "outbox">;
  readonly judge: Omit<JudgeOptions, "clock">;
} {
  const send = (alert: unknown) =>
    Deno.writeTextFile(`${folder}/alerts.log`, `${(alert as { id: string }).id}\n`, { append: true });
  const rule = { name: "all", jobs: [], tags: {}, finalRetryOnly: true, dedupe: 0, mute: [], channels: ["file"] };
  return {
    deliver: { channels: new Map([["file", { name: "file", send }]]), clock, random: systemRandom, log: silentLogger },
    judge: {
      rules: [{ ...rule, events: ["run_failed"], level: "info" }],
      environment: "test",
      redact: (text) => text,
    },
  };
}

async function execute(ledger: Ledger, folder: string, run: string, fence: number): Promise<void> {
  const patience = { clock: systemClock, log: silentLogger };
  const { claim, request } = await patiently(() => claimedRun(ledger, run, fence), patience);
  const exit = (code: number) => Deno.exit(code);
  using told = runProcessSignal(ledger, claim, { signals: processSignals, input: Deno.stdin.readable, exit });
  const history = patientHistory(ledger.history, patience);
  await executeRun(queueProject(folder), request, {
    history,
    root: `${folder}/assets`,
    signal: told.signal,
    fence,
    grace: 500,
  });
}

async function work(ledger: Ledger, folder: string, name: string, lease: number, what: string): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  Deno.addSignalListener("SIGTERM", () => stop.abort());
  await using guardian = new Guardian(guardianCommand());
  const times = { lease, poll: lease / 6, grace: 800 };
  const working = runWorker(ledger, { launch: launchIn(folder, guardian), limits, name, signal, ...times });
  const services = what === "daemon" ? daemonServices(ledger, folder) : [];
  await Promise.all([working, ...services.map((service) => service.run(signal))]);
}

function daemonServices(ledger: Ledger, folder: string): readonly Service[] {
  const common = { project: queueProject(folder), ledger, environment: "test", poll: 200 };
  const { deliver, judge } = alertsOf(folder, systemClock);
  return [
    scheduleService({ ...common, clock: hastyClock(folder) }),
    sensorService(common),
    alertService(ledger, { ...deliver, judge, pause: 300 }),
  ];
}

async function main([what = "", folder = "", name = "", number = ""]: readonly string[]): Promise<void> {
  const ledger = await patiently(() => openFolder(folder), { clock: systemClock, log: silentLogger });
  if (what === "execute") await execute(ledger, folder, name, Number(number));
  else await work(ledger, folder, name, Number(number), what);
  await ledger.history.close();
}

if (import.meta.main) {
  await main(Deno.args);
  Deno.exit();
}
