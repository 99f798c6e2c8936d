import assert from "node:assert/strict";
import { join } from "node:path";
import { manualClock, systemClock } from "../../infra/clock.ts";
import { openSqlite } from "../../infra/sqlite.ts";
import {
  executeRun,
  findGarbage,
  isFinal,
  type Ledger,
  openSqliteLedger,
  removeGarbage,
  valueFault,
} from "../../pipeline/engine/mod.ts";
import { chain } from "../../pipeline/engine/testing/chain_process.ts";
import { projectOf } from "../../pipeline/engine/testing/kit.ts";
import { projectRoot } from "./source_files.ts";

/** How a write or sync fails: with an error, or after half of it, as on a disk that is full now. */
export const faultKinds = ["EIO", "ENOSPC", "short"] as const;

/** One of {@link faultKinds}. */
export type FaultKind = (typeof faultKinds)[number];

const steps = 3;
const program = join(projectRoot, "pipeline/engine/testing/chain_process.ts");

/** Compiles what is preloaded into processes; undefined where there is no compiler, or no Linux. */
export async function compileInjector(folder: string): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  const library = join(folder, "inject.so");
  const args = ["-shared", "-fPIC", "-O1", "-o", library, join(projectRoot, "tests/faults/inject.c"), "-ldl"];
  try {
    const { success, stderr } = await new Deno.Command("cc", { args, stdout: "null", stderr: "piped" }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    return library;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** A run of a few steps in `folder`, of which the n-th write or sync fails. @returns writes and syncs that there were */
async function runWithFault(
  library: string,
  folder: string,
  fault: { readonly kind: FaultKind; readonly n: number } | undefined,
): Promise<{ readonly operations: number; readonly code: number; readonly stderr: string }> {
  const log = `${folder}.count`;
  const rights = ["--allow-read", `--allow-write=${folder}`];
  const args = ["run", "--quiet", "--no-prompt", "--no-check", ...rights, program, folder, "a", String(steps)];
  const env = {
    LD_PRELOAD: library,
    FAULT_FOLDER: folder,
    FAULT_LOG: log,
    NO_COLOR: "1",
    ...(fault === undefined ? {} : { FAULT_KIND: fault.kind, FAULT_N: String(fault.n) }),
  };
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, env, stdout: "null" }).output();
  const operations = Number(await Deno.readTextFile(log));
  await Deno.remove(log);
  return { operations, code, stderr: new TextDecoder().decode(stderr) };
}

/** How many writes and syncs a small run has, the making of its history included. */
export async function countOperations(library: string, folder: string): Promise<number> {
  const { operations, code, stderr } = await runWithFault(library, folder, undefined);
  assert.equal(code, 0, stderr);
  return operations;
}

/** What became of a run with a fault. */
export type FaultOutcome = "not recorded" | "failed" | "succeeded";

/**
 * Lets one write or sync of a small run fail; then everything recorded must be sound, nothing half-written the newest value,
 * the run ended, and the next run must succeed.
 */
export async function breakWrite(library: string, folder: string, kind: FaultKind, n: number): Promise<FaultOutcome> {
  const what = `${kind} at write or sync ${n}`;
  const { code, stderr } = await runWithFault(library, folder, { kind, n });
  const root = `${folder}/assets`;
  const ledger = await openSqliteLedger(`${folder}/history.sqlite`);
  await using history = ledger.history;
  await assertSound(ledger, root, what);
  const [run, ...others] = await history.runs();
  assert.deepEqual(others, [], what);
  if (run !== undefined) assert.ok(isFinal(run.status), `${what}: the run is ${run.status}\n${stderr}`);
  assert.equal(code === 0, run?.status === "success", `${what}: exit code ${code}, run ${run?.status}\n${stderr}`);
  const next = await executeRun(projectOf(chain("a", steps)), { job: "all", environment: "test" }, { history, root });
  assert.equal(next.run.status, "success", what);
  const clock = manualClock(systemClock.now() + 1000);
  await removeGarbage(root, await findGarbage(root, history, { clock, minAge: 0 }));
  await assertSound(ledger, root, what);
  if (run === undefined) return "not recorded";
  return run.status === "success" ? "succeeded" : "failed";
}

async function assertSound({ history, retention }: Ledger, root: string, what: string): Promise<void> {
  assert.deepEqual(await retention.verify(), [], what);
  for (let index = 0; index < steps; index++) {
    const value = await history.latest(`a${index}`);
    if (value === undefined) continue;
    assert.equal(await valueFault(root, value), undefined, `${what}: a${index}`);
    assert.equal(await Deno.readTextFile(join(root, value.path)), `${index}\n`, what);
  }
}

/** All that a history says of its runs, but when they gave their last sign of life: it changes too often for a checksum. */
export async function everythingIn({ history }: Ledger): Promise<string> {
  const runs = await history.runs({ limit: 1000 });
  const all: unknown[] = [runs, await history.partitions("day")];
  for (const { id } of runs) {
    all.push(await history.steps(id), await history.events(id, { limit: 1000 }), await history.checks(id));
    all.push(await history.materializations(id), await history.lastSequence(id));
  }
  for (const asset of ["a0", "a1", "a2", "a9"]) {
    all.push(await history.latest(asset), [...await history.latestOf(asset)]);
  }
  return JSON.stringify(all, (key, value) => key === "heartbeatAt" ? undefined : value);
}

/** What came of flipping bits. */
export interface FlipFigures {
  readonly flips: number;
  /** Told when everything was looked through. */
  readonly found: number;
  /** Told when it was read, without being looked for. */
  readonly told: number;
  /** Where nothing that was recorded changed. */
  readonly harmless: number;
}

/**
 * Flips one bit of a history file at a time: whatever then is read without complaint by a history that calls itself sound is
 * what was recorded, and every complaint names the file.
 *
 * @param read everything that is recorded, as one text
 */
export async function flipBits(
  path: string,
  options: {
    readonly random: () => number;
    readonly flips: number;
    readonly read: (ledger: Ledger) => Promise<string>;
  },
): Promise<FlipFigures> {
  const { random, flips, read } = options;
  {
    using db = openSqlite(path);
    db.exec("PRAGMA journal_mode = DELETE");
  }
  const bytes = await Deno.readFile(path);
  const right = await readCopy(path, bytes, read);
  assert.equal(right.faults, "");
  const figures = { flips, found: 0, told: 0, harmless: 0 };
  for (let n = 0; n < flips; n++) {
    const changed = bytes.slice();
    const position = Math.floor(random() * bytes.length);
    changed[position] = changed[position]! ^ (1 << Math.floor(random() * 8));
    const { faults, text, told } = await readCopy(path, changed, read);
    if (faults !== "") figures.found++;
    if (told) figures.told++;
    if (faults === "" && !told) {
      assert.equal(text, right.text, `byte ${position}: read as something else`);
      figures.harmless++;
    }
  }
  return figures;
}

interface ReadCopy {
  readonly faults: string;
  readonly text: string;
  readonly told: boolean;
}

async function readCopy(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  read: (ledger: Ledger) => Promise<string>,
): Promise<ReadCopy> {
  const copy = `${path}.copy`;
  await Deno.writeFile(copy, bytes);
  try {
    const ledger = await openSqliteLedger(copy);
    await using _history = ledger.history;
    const faults = (await ledger.retention.verify()).join("; ");
    try {
      return { faults, text: await read(ledger), told: false };
    } catch (error) {
      return { faults, text: assertNamed(error, copy), told: true };
    }
  } catch (error) {
    return { faults: assertNamed(error, copy), text: "", told: true };
  } finally {
    for (const end of ["", "-wal", "-shm", "-journal"]) await Deno.remove(`${copy}${end}`).catch(() => undefined);
    for await (const { name } of Deno.readDir(join(path, ".."))) {
      if (name.endsWith(".bak")) await Deno.remove(join(path, "..", name));
    }
  }
}

function assertNamed(error: unknown, path: string): string {
  const { message, name, remedy } = error as Error & { readonly remedy?: string };
  assert.ok(name === "Problem" && message.includes(path) && remedy !== undefined, `${name}: ${message}`);
  return message;
}
