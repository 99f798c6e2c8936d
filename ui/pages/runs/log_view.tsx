import type { z } from "zod";
import { logLevels } from "../../../infra/log.ts";
import { ApiProblem } from "../../api/call.ts";
import { listRunEvents } from "../../api/runs/endpoints.ts";
import type { RunAnswer } from "../../api/runs/schemas.ts";
import type { EventView } from "../../event_view.ts";
import type { Shell } from "../../views/layout.tsx";
import { type EventPage, Log } from "../../views/log.tsx";
import type { PageCall } from "../page.tsx";

/** Lines on a page without script. */
const limit = 200;
/** Lines before the one that an address points at. */
const above = 20;
/** Steps that are offered while one types. */
const mostSteps = 300;

type LogQuery = z.input<NonNullable<typeof listRunEvents.input.query>>;

/** A page of a log, and what is wrong with what was searched for. */
export interface LogAnswer {
  readonly page: z.output<typeof listRunEvents.output>;
  readonly fault?: string;
}

/** What the log is asked for: the first events, those around a line, or the newest of a live run. */
export function logQuery(query: URLSearchParams, live: boolean): LogQuery {
  const text = (name: string) => query.get(name) || undefined;
  const filter = {
    level: text("level") as "warning" | undefined,
    step: text("step"),
    text: text("text")?.slice(0, 200),
  };
  const plain = Object.values(filter).every((value) => value === undefined);
  const pointed = Number(text("at"));
  const at = Number.isSafeInteger(pointed) && pointed > 0 ? pointed : 0;
  const after = text("after") ?? (plain && at > above ? String(at - above) : undefined);
  return {
    ...filter,
    limit,
    regex: text("regex") === "true" ? "true" : "false",
    context: Math.min(20, Math.max(0, Math.trunc(Number(text("context") ?? 0)) || 0)),
    collapse: text("collapse") === "true" ? "true" : "false",
    ...(after === undefined ? { newest: live && plain && at === 0 ? "true" : "false" } : { after }),
  };
}

/** Asks for a page of the log; an expression that is none is said beside the log, which then is empty. */
export async function askForLog(ask: PageCall["ask"], id: string, query: LogQuery): Promise<LogAnswer> {
  const params = { id };
  try {
    return { page: await ask(listRunEvents, { params, query }) };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.details.place !== "text") throw error;
    const { text: _, ...rest } = query;
    const page = await ask(listRunEvents, { params, query: { ...rest, limit: 1 } });
    return { page: { items: [], after: 0, last: page.last }, fault: error.message };
  }
}

/**
 * A run's log: without script a page of events with links; with script all of it in a window that scrolls, filtered as one
 * types, following what comes.
 */
export function LogView(props: {
  readonly shell: Shell;
  readonly run: RunAnswer;
  readonly log: LogAnswer;
  readonly query: URLSearchParams;
  readonly steps: readonly string[];
}) {
  const { shell, run, log: { page, fault }, query, steps } = props;
  const level = logLevels.find((level) => level === query.get("level"));
  const given = {
    run: run.id,
    live: run.live,
    last: page.last,
    times: shell.times,
    timeZone: shell.timeZone,
    steps: steps.slice(0, mostSteps),
  };
  const path = `/api/v1/runs/${encodeURIComponent(run.id)}`;
  return (
    <section id="log" aria-labelledby="log-title">
      <h2 id="log-title">Log</h2>
      <p class="quiet log-files">
        All of it as <a href={`${path}/log.txt`} download>text</a> or <a href={`${path}/events.jsonl`} download>JSON</a>
      </p>
      <div data-island="log" data-props={JSON.stringify(given)}>
        <Log
          url={shell.url}
          page={{ ...page, items: page.items as unknown as readonly (EventView & EventPage["items"][number])[] }}
          limit={limit}
          level={level}
          step={query.get("step") || undefined}
          fault={fault}
        />
      </div>
    </section>
  );
}
