import type { Child } from "hono/jsx";
import { formatDuration } from "../../../infra/format.ts";
import type { AssetAnswer, AssetHealth, CheckAnswer } from "../../api/assets/schemas.ts";
import { mayAct } from "../../api/endpoint.ts";
import type { Shell } from "../../views/layout.tsx";
import { Badge, runHref } from "../../views/parts.tsx";
import { utc } from "../../format.ts";

const healthSigns: Readonly<Record<AssetHealth, string>> = {
  failing: "✕",
  warning: "!",
  partial: "◐",
  never: "○",
  healthy: "✓",
  transient: "∿",
};

/** What the healths of assets are called. */
export const healthWords: Readonly<Record<AssetHealth, string>> = {
  failing: "failing",
  warning: "warning",
  partial: "partial",
  never: "never built",
  healthy: "healthy",
  transient: "in passing",
};

/** How an asset stands, as sign, word and colour; with what a live run does with it. */
export function Health({ asset }: { readonly asset: Pick<AssetAnswer, "health" | "activity"> }) {
  const { health, activity } = asset;
  return (
    <>
      <span class={`badge ${health}`}>
        <span aria-hidden="true">{healthSigns[health]}</span> {healthWords[health]}
      </span>
      {activity !== undefined && (
        <>
          {" "}
          <Badge state={activity === "running" ? "running" : "queued"} />
        </>
      )}
    </>
  );
}

/** How long ago something was, with the time on hovering. */
export function Ago({ at, now }: { readonly at: number | undefined; readonly now: number }) {
  if (at === undefined) return <span class="quiet">–</span>;
  return <time datetime={new Date(at).toISOString()} title={`${utc(at)} UTC`}>{formatDuration(now - at)} ago</time>;
}

/** How many keys of an asset have a value, as a bar and in words. */
export function PartitionBar({ partitions }: { readonly partitions: AssetAnswer["partitions"] }) {
  if (partitions === undefined) return <span class="quiet">–</span>;
  const { keys, built } = partitions;
  const share = keys === 0 ? 0 : built / keys;
  return (
    <span class="partition-bar" title={`${built} of ${keys} keys of ${partitions.name} have a value`}>
      <svg viewBox="0 0 60 8" width="60" height="8" aria-hidden="true">
        <rect class="track" width="60" height="8" rx="2" />
        <rect class={built < keys ? "partial" : "built"} width={Math.round(60 * share)} height="8" rx="2" />
      </svg>{" "}
      <span class="figure">{built}/{keys}</span>
    </span>
  );
}

/** Newest outcomes of checks in a few signs. */
export function CheckCounts({ checks: { defined, passed, warn, error } }: { readonly checks: AssetAnswer["checks"] }) {
  if (defined === 0) return <span class="quiet">–</span>;
  if (passed + warn + error === 0) return <span class="quiet">not yet</span>;
  return (
    <span class="check-counts">
      {error > 0 && <span class="badge error" title="failed, of severity error">✕ {error}</span>}
      {warn > 0 && <span class="badge warn" title="failed, of severity warn">! {warn}</span>}
      {passed > 0 && <span class="badge passed" title="passed">✓ {passed}</span>}
    </span>
  );
}

/** What became of a check run by run, each a link to its run. */
export function CheckStrip({ check }: { readonly check: CheckAnswer }) {
  return (
    <span class="strip" role="group" aria-label={`The last ${check.strip.length} runs of ${check.check}`}>
      {check.strip.map(({ run, time, passed, failed }) => {
        const words = `${utc(time)} UTC: ${failed === 0 ? "passed" : `${failed} of ${passed + failed} failed`}`;
        const state = failed === 0 ? "passed" : check.severity;
        return (
          <a key={run} href={runHref(run)} class={state} title={words}>
            <span class="unseen">{words}</span>
          </a>
        );
      })}
    </span>
  );
}

/** Links that choose one of several, the chosen one marked. */
export function Choices({ label, choices }: {
  readonly label: string;
  readonly choices: readonly { readonly text: Child; readonly href: string; readonly chosen: boolean }[];
}) {
  return (
    <nav class="filter" aria-label={label}>
      {choices.map(({ text, href, chosen }) => (
        <a key={href} href={href} aria-current={chosen ? "true" : undefined}>{text}</a>
      ))}
    </nav>
  );
}

/** Buttons that queue a run of an asset; nothing for those who may not. */
export function MaterializeButtons({ shell, name }: { readonly shell: Shell; readonly name: string }) {
  if (!mayAct(shell.caller.role, "operator")) return null;
  const ways = [
    { text: "Materialize", selection: name, reuse: false, main: true },
    { text: "+ what it needs", selection: `+${name}`, reuse: false, main: false },
    { text: "+ what it needs, stale only", selection: `+${name}`, reuse: true, main: false },
    { text: "+ what needs it", selection: `${name}+`, reuse: false, main: false },
  ];
  return (
    <div class="actions">
      {ways.map(({ text, selection, reuse, main }) => (
        <button
          key={text}
          type="button"
          class={main ? "main" : undefined}
          data-action="POST /api/v1/assets/materialize"
          data-body={JSON.stringify({ selection, reuse })}
          data-then="/runs/{run}"
        >
          {text}
        </button>
      ))}
    </div>
  );
}

/** Query values with those that are empty left out, as a query. */
export function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => (entry[1] ?? "") !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

/** A value of the query, undefined where it is missing or empty. */
export function given(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) || undefined;
}
