import type { Asset } from "../asset.ts";
import type { CheckRecord, Materialization } from "../history.ts";
import type { Known } from "./known.ts";
import type { NotedCheck, StandingNote } from "./reasons.ts";

/** What the newest try and the checks of the value have to say. */
export async function attemptNotes(
  asset: Asset,
  partition: string | undefined,
  latest: Materialization | undefined,
  known: Known,
): Promise<readonly StandingNote[]> {
  const notes: StandingNote[] = [];
  const last = await known.lastStep(asset, partition);
  if (last?.status === "failed") {
    const on = { run: last.run, time: last.endedAt ?? last.startedAt ?? 0 };
    const checks = noted(await known.checks(last.run), last.step, "error");
    if (checks.length > 0) notes.push({ kind: "refused", on, checks });
    else notes.push({ kind: "failed", on, message: last.error?.message ?? "" });
  }
  if (latest !== undefined) {
    const checks = noted(await known.checks(latest.run), latest.step, "warn");
    if (checks.length > 0) notes.push({ kind: "warned", on: { run: latest.run, time: latest.createdAt }, checks });
  }
  return notes;
}

function noted(checks: readonly CheckRecord[], step: string, severity: CheckRecord["severity"]): readonly NotedCheck[] {
  return checks.filter((check) => check.step === step && check.severity === severity && !check.passed)
    .map(({ check, message }) => ({ check, message }));
}

/** Inputs that were made again since, and came out the same. */
export function cutOffNotes(value: Materialization, inputs: readonly Materialization[]): readonly StandingNote[] {
  const used = new Set(value.inputs.map(({ asset, partition, version }) => key(asset, partition, version)));
  return inputs
    .filter(({ createdAt, asset, partition, hash, run }) =>
      createdAt > value.createdAt && run !== value.run && used.has(key(asset, partition, hash))
    )
    .map(({ asset, partition, run, createdAt }) => ({
      kind: "cut_off",
      asset,
      ...(partition === undefined ? {} : { partition }),
      on: { run, time: createdAt },
    }));
}

function key(asset: string, partition: string | undefined, version: string): string {
  return JSON.stringify([asset, partition, version]);
}
