import type { z } from "zod";
import { countOf, formatDuration } from "../../../infra/format.ts";
import type { freshnessSchema } from "../../api/freshness/endpoints.ts";
import { cronWords } from "../../cron_words.ts";
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
  return cron === undefined ? age : `${age} ${cronWords(cron) ?? `at each of ${cron}`} (${timeZone ?? "UTC"})`;
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
      <span class="note quiet when-wide">
        {status === "late" ? "since" : "at"} <Time at={deadline} />
      </span>
    </>
  );
}

/** What holds an asset up, the nearest first; of several, all but the first are shown when asked for. */
export function Causes({ freshness }: { readonly freshness: Freshness }) {
  const { asset, causes, missing, partition } = freshness;
  const [first, ...others] = causes;
  if (first === undefined) return missing === 0 ? <span class="quiet">–</span> : <>{missingWords(missing)}</>;
  return (
    <>
      {missing > 0 && <p>{missingWords(missing)}</p>}
      <CauseText cause={first} asset={asset} />
      {partition !== undefined && <span class="note quiet">The oldest key is {partition}.</span>}
      {others.length > 0 && (
        <details id={`causes-${asset.replaceAll(/[^\w-]/g, "_")}`}>
          <summary>{countOf(others.length, "more cause")}</summary>
          <ul class="plain">
            {others.map((cause) => (
              <li key={cause.text}>
                <CauseText cause={cause} asset={asset} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function missingWords(missing: number): string {
  return `${countOf(missing, "key")} never made`;
}

function CauseText({ cause, asset }: { readonly cause: Freshness["causes"][number]; readonly asset: string }) {
  return (
    <>
      {cause.text} {cause.run !== undefined && <a href={runHref(cause.run)}>Run</a>}{" "}
      {cause.asset !== undefined && cause.asset !== asset && <a href={assetHref(cause.asset)}>Asset</a>}
    </>
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
