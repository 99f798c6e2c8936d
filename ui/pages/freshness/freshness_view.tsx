import type { z } from "zod";
import { countOf, formatDuration } from "../../../infra/format.ts";
import type { freshnessSchema } from "../../api/freshness/endpoints.ts";
import { assetHref, runHref, Section, Terms, Time } from "../../views/parts.tsx";

/** How new an asset is, as the API tells. */
export type Freshness = z.output<typeof freshnessSchema>;

const looks = {
  late: { sign: "✕", word: "late", look: "failed" },
  at_risk: { sign: "!", word: "at risk", look: "warn" },
  unknown: { sign: "○", word: "not known", look: "never" },
  fresh: { sign: "✓", word: "fresh", look: "success" },
} as const;

/** What a state is called. */
export function freshnessWord(status: Freshness["status"]): string {
  return looks[status].word;
}

/** How new an asset is, as sign, word and colour. */
export function FreshnessBadge({ status }: { readonly status: Freshness["status"] }) {
  const { sign, word, look } = looks[status];
  return (
    <span class={`badge ${look}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}

/** What is wanted of an asset, as a sentence. */
export function wantedWords({ within, cron, timeZone }: Freshness): string {
  const age = `at most ${formatDuration(within)} old`;
  return cron === undefined ? age : `${age} at each of ${cron} ${timeZone ?? "UTC"}`;
}

/** How long until it is late, or since when it is. */
export function Deadline({ freshness: { deadline, status }, now }: {
  readonly freshness: Freshness;
  readonly now: number;
}) {
  if (deadline === undefined) return <span class="quiet">–</span>;
  const length = formatDuration(Math.abs(deadline - now));
  return (
    <>
      {deadline <= now ? `for ${length}` : `in ${length}`}
      <span class="note quiet">
        {status === "late" ? "since" : "at"} <Time at={deadline} />
      </span>
    </>
  );
}

/** What holds an asset up, the nearest first. */
export function Causes({ freshness: { asset, causes, missing, partition } }: { readonly freshness: Freshness }) {
  if (causes.length === 0 && missing === 0) return <span class="quiet">–</span>;
  return (
    <ul class="plain">
      {missing > 0 && <li>{countOf(missing, "key")} never made</li>}
      {causes.map((cause) => (
        <li key={cause.text}>
          {cause.text} {cause.run !== undefined && <a href={runHref(cause.run)}>Run</a>}{" "}
          {cause.asset !== undefined && cause.asset !== asset && <a href={assetHref(cause.asset)}>Asset</a>}
        </li>
      ))}
      {partition !== undefined && causes.length > 0 && <li class="quiet">The oldest key is {partition}.</li>}
    </ul>
  );
}

/** Whether one asset is as new as it must be, and what holds it up. */
export function FreshnessBox({ freshness, now }: { readonly freshness: Freshness; readonly now: number }) {
  const { status, causes, missing, confirmedAt } = freshness;
  return (
    <Section title="How new it must be" id="freshness">
      <Terms
        terms={{
          "State": <FreshnessBadge status={status} />,
          "Must be": wantedWords(freshness),
          "Last made or found unchanged": <Time at={confirmedAt} />,
          "Late": <Deadline freshness={freshness} now={now} />,
          "Held up by": causes.length + missing === 0 ? undefined : <Causes freshness={freshness} />,
        }}
      />
    </Section>
  );
}
