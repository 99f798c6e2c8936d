import { processSignals } from "../../../infra/signals.ts";
import { defineCheck } from "../check.ts";
import { executeRun } from "../execute.ts";
import type { History } from "../history.ts";
import { openSqliteLedger } from "../history/sqlite.ts";
import type { Project } from "../project.ts";
import { claimedRun } from "../queue/claimed_run.ts";
import { runProcessSignal } from "../queue/run_process.ts";
import { asset, number, projectOf } from "./kit.ts";

/** Where the making of a value stands; the process of a run may die at each. */
export const materializationPoints = [
  ...["claimed", "started", "computing", "writing", "written", "renamed", "checking", "checked"],
  ...["publishing", "published", "recording", "recorded", "ending", "ended"],
] as const;

/** One of {@link materializationPoints}. */
export type MaterializationPoint = (typeof materializationPoints)[number];

/** Two assets, of which the second is published to a file; `reach` is told how far it is. */
export function faultProject(folder: string, reach: (point: MaterializationPoint) => void): Project {
  const before = asset("before", { compute: () => 1 });
  const check = defineCheck(number, {
    name: "is_two",
    description: "For tests.",
    severity: "error",
    run({ value }) {
      reach("checking");
      return { passed: value === 2, message: `${value}` };
    },
  });
  const made = asset("made", {
    deps: { before },
    checks: [check],
    compute({ inputs }) {
      reach("computing");
      return inputs.before + 1;
    },
    publish({ value }) {
      reach("checked");
      reach("publishing");
      Deno.writeTextFileSync(`${folder}/published.new`, `${value}`);
      Deno.renameSync(`${folder}/published.new`, `${folder}/published`);
      reach("published");
      return {};
    },
  });
  return projectOf([before, made]);
}

/** Dies, as by the power going, when `point` is reached. */
function dieAt(point: string): (reached: MaterializationPoint) => void {
  return (reached) => {
    if (reached === point) Deno.kill(Deno.pid, "SIGKILL");
  };
}

/** Tells of the points that lie in the engine: around the writing of the file of `made` and around the recording of its step. */
function watched(history: History, reach: (point: MaterializationPoint) => void): History {
  const [open, rename] = [Deno.openSync, Deno.renameSync];
  const isMade = (path: unknown) => String(path).includes("/made/");
  Deno.openSync = (path, options) => {
    if (isMade(path)) reach("writing"); // It is written; what follows is the flush.
    return open(path, options);
  };
  Deno.renameSync = (from, to) => {
    if (isMade(to)) reach("written");
    rename(from, to);
    if (isMade(to)) reach("renamed");
  };
  const write: History["write"] = async (run, batch) => {
    const records = batch.steps?.some(({ step, status }) => step === "made" && status === "success") === true;
    if (batch.run?.status === "running") reach("started");
    if (records) reach("recording");
    if (batch.run?.status === "success") reach("ending");
    const events = await history.write(run, batch);
    if (records) reach("recorded");
    if (batch.run?.status === "success") reach("ended");
    return events;
  };
  return new Proxy(history, {
    get(target, name) {
      const member: unknown = name === "write" ? write : Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/** As a program: executes a claimed run and dies at a point, the first time that it is executed. */
async function main([folder = "", run = "", fence = "", point = ""]: readonly string[]): Promise<void> {
  const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
  const reach = dieAt(fence === "1" ? point : "never");
  const { claim, request } = await claimedRun(ledger, run, Number(fence));
  reach("claimed");
  const exit = (code: number) => Deno.exit(code);
  using told = runProcessSignal(ledger, claim, { signals: processSignals, input: Deno.stdin.readable, exit });
  const history = watched(ledger.history, reach);
  const root = `${folder}/assets`;
  await executeRun(faultProject(folder, reach), request, { history, root, signal: told.signal, fence: claim.fence });
  await ledger.history.close();
  Deno.exit();
}

if (import.meta.main) await main(Deno.args);
