import type { z } from "zod";
import { countOf } from "../../../infra/format.ts";
import type { triedTickSchema } from "../../api/automation/endpoints.ts";
import { jobHref, Section, TagList, Terms, Time } from "../../views/parts.tsx";

type Tried = z.output<typeof triedTickSchema>;

/** The time that an address asks for, `2026-11-24T02:30` in UTC; none before 1970. */
export function timeOf(text: string | null): number | undefined {
  if (text === null || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}:00Z`);
  return time >= 0 ? time : undefined;
}

/** A form for a time, and what the tick of it would ask for. */
export function TryTick({ path, at, tried, timezone }: {
  readonly path: string;
  readonly at: string;
  readonly tried: Tried | undefined;
  readonly timezone: string;
}) {
  return (
    <Section title="Try a tick">
      <form class="filters" method="get" action={path} aria-label="Try a tick">
        <label>
          At <input type="datetime-local" name="at" value={at} required /> UTC
        </label>
        <button type="submit">Show what it would ask for</button>
        <span class="quiet">Nothing is started.</span>
      </form>
      {tried !== undefined && <Found tried={tried} timezone={timezone} />}
    </Section>
  );
}

function Found({ tried: { tick, outcome, because, request }, timezone }: {
  readonly tried: Tried;
  readonly timezone: string;
}) {
  const { job, selection, tags, pools, runKey, assets } = request;
  if (tick === undefined) return <p>No tick comes at that time or after it.</p>;
  const slots = Object.entries(pools).map(([pool, count]) => `${pool}: ${count}`);
  return (
    <>
      <p role="status">
        The tick of <Time at={tick.time} />, {tick.local} in {timezone}, would{" "}
        <strong>{outcome === "launched" ? "launch a run" : "launch nothing"}</strong>
        {because === undefined ? "." : `: ${because}.`}
      </p>
      <Terms
        terms={{
          "Job": <a href={jobHref(job)}>{job}</a>,
          "Selection": (
            <>
              <code>{selection}</code>, {countOf(assets, "asset")}
            </>
          ),
          "Tags": Object.keys(tags).length === 0 ? undefined : <TagList tags={tags} />,
          "Slots": slots.length === 0 ? undefined : slots.join(", "),
          "Run key": <code>{runKey}</code>,
        }}
      />
    </>
  );
}
