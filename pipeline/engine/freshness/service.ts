import type { Clock } from "../../../infra/clock.ts";
import { formatDuration } from "../../../infra/format.ts";
import type { Logger } from "../../../infra/log.ts";
import type { Ledger } from "../history/ledger.ts";
import { type JudgeOptions, noticesOf } from "../monitoring/judge.ts";
import type { Occurrence } from "../monitoring/occurrence.ts";
import type { Project } from "../project.ts";
import { Outage } from "../queue/patience.ts";
import type { Service } from "../service.ts";
import { assetFreshness } from "./look.ts";
import type { AssetFreshness, FreshnessState } from "./types.ts";
import { causeText } from "./words.ts";

/** With what freshness is watched. */
export interface FreshnessOptions {
  readonly project: Project;
  readonly ledger: Pick<Ledger, "history" | "coordination" | "outbox" | "freshness">;
  /** Who is told. */
  readonly judge: Omit<JudgeOptions, "clock">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds between two looks. @default 30_000 */
  readonly poll?: number;
}

/** Watches the assets with a policy: each becomes late, and recovers, once for all processes that watch. */
export function freshnessService(options: FreshnessOptions): Service {
  const { clock, log, poll = 30_000 } = options;
  return {
    name: "freshness",
    async run(signal) {
      const outage = new Outage("What is known of freshness", { clock, log });
      while (!signal.aborted) {
        let pause = poll;
        try {
          await watchFreshness(options);
          outage.over();
        } catch (error) {
          pause = Math.max(poll, outage.failed(error));
        }
        await clock.sleep(pause, signal).catch(() => undefined);
      }
    },
  };
}

/** Looks once, tells what changed and keeps how assets stand now. */
export async function watchFreshness({ project, ledger, judge, clock }: FreshnessOptions): Promise<void> {
  const before = new Map((await ledger.freshness.states()).map((state) => [state.asset, state]));
  const now = clock.now();
  for (const found of await assetFreshness(project, ledger, now)) {
    const last = before.get(found.asset);
    before.delete(found.asset);
    if (isBehind(found, last)) continue;
    const occurrence = changeOf(found, last, project, now);
    if (occurrence !== undefined) {
      // First the message, whose subject is the same for every process, then the state: a crash between them tells nothing twice.
      await ledger.outbox.judge(occurrence.key, now, noticesOf(occurrence, { ...judge, clock }));
    }
    await ledger.freshness.put(stateOf(found, last, now));
  }
  for (const asset of before.keys()) await ledger.freshness.remove(asset);
}

/** Whether a process with a faster clock has seen the same deadline pass already. */
function isBehind(found: AssetFreshness, last: FreshnessState | undefined): boolean {
  return last?.status === "late" && (found.status === "fresh" || found.status === "at_risk") &&
    found.deadline !== undefined && found.deadline <= last.since;
}

function stateOf(found: AssetFreshness, last: FreshnessState | undefined, now: number): FreshnessState {
  const { asset, status, deadline, confirmedAt } = found;
  const begun = status === "late" ? deadline ?? now : now;
  return {
    asset,
    status,
    since: last?.status === status ? last.since : begun,
    ...(deadline === undefined ? {} : { deadline }),
    ...(confirmedAt === undefined ? {} : { confirmedAt }),
    checkedAt: now,
  };
}

function changeOf(
  found: AssetFreshness,
  last: FreshnessState | undefined,
  project: Project,
  now: number,
): Occurrence | undefined {
  const { asset, status, confirmedAt, deadline = now, causes, policy } = found;
  const common = { name: asset, tags: project.assets.get(asset)!.tags, time: now, level: "error" } as const;
  const made = confirmedAt === undefined ? "never" : new Date(confirmedAt).toISOString();
  const facts = [{ name: "last made or found unchanged", value: made }];
  if (status === "late" && last?.status !== "late") {
    return {
      ...common,
      event: "asset_late",
      key: `asset_late|${asset}|${Math.trunc(deadline)}`,
      title: `${asset} is late`,
      text: causes.map((cause) => causeText(cause)).join("\n"),
      facts: [
        ...facts,
        { name: "due", value: new Date(deadline).toISOString() },
        { name: "within", value: formatDuration(policy.within) },
      ],
    };
  }
  if (last?.status !== "late" || status === "late" || status === "unknown") return undefined;
  return {
    ...common,
    event: "asset_recovered",
    key: `asset_recovered|${asset}|${Math.trunc(last.since)}`,
    title: `${asset} is up to date again`,
    text: `It was late since ${new Date(last.since).toISOString()}.`,
    facts,
  };
}
