import type { z } from "zod";
import type { backfillKeySchema, backfillSchema } from "../../api/backfills/endpoints.ts";
import { formatCount } from "../../../infra/format.ts";
import { assetHref, Badge, type BadgeState } from "../../views/parts.tsx";

/** One of the API's backfills. */
export type Backfill = z.output<typeof backfillSchema>;

/** A key of a backfill. */
export type BackfillKey = z.output<typeof backfillKeySchema>;

const states: Readonly<Record<Backfill["status"] | BackfillKey["status"], BadgeState>> = {
  waiting: "pending",
  queued: "queued",
  running: "running",
  paused: "partial",
  canceling: "running",
  canceled: "canceled",
  success: "success",
  failure: "failure",
  done: "success",
  failed: "failure",
};

/** Address of a backfill's page. */
export function backfillHref(id: string): string {
  return `/backfills/${encodeURIComponent(id)}`;
}

/** How a backfill or one of its keys stands. */
export function State({ status }: { readonly status: Backfill["status"] | BackfillKey["status"] }) {
  const badge = states[status];
  return badge === status ? <Badge state={badge} /> : <span class={`badge ${badge}`}>{status}</span>;
}

/** How many keys are done, of how many, and how many of them failed. */
export function Progress({ backfill: { counts } }: { readonly backfill: Backfill }) {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const ended = counts.success + counts.failure + counts.canceled;
  return (
    <>
      <progress max={Math.max(1, all)} value={ended} aria-label={`${ended} of ${all} keys have ended`}></progress>{" "}
      <span class="figure">{formatCount(ended)} / {formatCount(all)}</span>
      {counts.failure > 0 && <>, {formatCount(counts.failure)} failed</>}
    </>
  );
}

/** Names of assets behind their number, for there may be many. */
export function NameList({ names, title }: { readonly names: readonly string[]; readonly title: string }) {
  if (names.length === 0) return null;
  return (
    <details>
      <summary>
        {formatCount(names.length)} {names.length === 1 ? "asset" : "assets"} {title}
      </summary>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <a href={assetHref(name)}>{name}</a>
          </li>
        ))}
      </ul>
    </details>
  );
}
