import type { Clock } from "../../../infra/clock.ts";
import type { Alert } from "../../../infra/monitoring/mod.ts";
import type { History, RunRecord } from "../history.ts";
import { isFinal, type RunId } from "../types.ts";
import { type AlertEvent, alertEvents, type Occurrence } from "./occurrence.ts";
import { lineageMessages, type LineageOptions } from "./open_lineage.ts";
import type { Delivery, Notice, Outbox } from "./outbox.ts";
import { type AlertRule, applies, fill } from "./rules.ts";
import { lateOccurrence, runOccurrences, tickOccurrence } from "./run_occurrences.ts";

/** What is told, and of what. */
export interface JudgeOptions {
  readonly rules: readonly AlertRule[];
  readonly environment: string;
  /** Begin of links to pages, such as `https://ui.example`. @default there are no links */
  readonly uiUrl?: string | undefined;
  /** Where run events of OpenLineage go. @default nowhere */
  readonly lineage?: LineageOptions | undefined;
  readonly clock: Clock;
  /** Takes secrets out of texts. */
  readonly redact: (text: string) => string;
}

/** Where it is read, and where what is to be told is kept. */
export interface Judged {
  readonly history: History;
  readonly outbox: Outbox;
}

const longestBack = 7 * 24 * 3_600_000;
const runsAtOnce = 100;

/**
 * Records what is to be told of a run that has ended; once, however many processes try.
 *
 * @returns how many messages were recorded now
 */
export async function judgeRun({ history, outbox }: Judged, id: RunId, options: JudgeOptions): Promise<number> {
  const run = await history.run(id);
  if (run === undefined || !isFinal(run.status)) return 0;
  if (await outbox.judgedAt(`run:${id}`) !== undefined) return 0;
  const occurrences = await runOccurrences(history, run);
  const notices = occurrences.flatMap((occurrence) => noticesOf(occurrence, options));
  const { lineage, clock } = options;
  if (lineage !== undefined) await outbox.put(await lineageMessages(history, run, lineage), clock.now());
  return await outbox.judge(`run:${id}`, clock.now(), notices) ?? 0;
}

/**
 * Looks at everything that nobody has judged: runs that ended, also those whose process died, runs that are late, ticks that
 * failed. What was over when this was first called is left alone.
 */
export async function judgeAll(judged: Judged, options: JudgeOptions): Promise<void> {
  const { outbox, history } = judged;
  const now = options.clock.now();
  await outbox.judge("start", now, []);
  const since = Math.max(now - longestBack, await outbox.judgedAt("start") ?? now);
  for (const id of await outbox.unjudged(since, runsAtOnce)) await judgeRun(judged, id, options);
  for (const tick of await outbox.failedTicks(since)) {
    const notices = noticesOf(tickOccurrence(tick), options);
    await outbox.judge(`tick:${tick.kind}:${tick.name}:${Math.trunc(tick.time)}`, now, notices);
  }
  await judgeActive(judged, await activeRuns(history), options);
}

async function activeRuns(history: History): Promise<readonly RunRecord[]> {
  const found: RunRecord[] = [];
  for (const status of ["queued", "starting", "running"] as const) {
    found.push(...await history.runs({ status, limit: 500 }));
  }
  return found;
}

async function judgeActive(
  { history, outbox }: Judged,
  runs: readonly RunRecord[],
  options: JudgeOptions,
): Promise<void> {
  const { rules, lineage, clock } = options;
  const now = clock.now();
  for (const run of runs) {
    if (lineage !== undefined && run.status === "running" && await outbox.judgedAt(`begin:${run.id}`) === undefined) {
      await outbox.put(await lineageMessages(history, run, lineage), now);
      await outbox.judge(`begin:${run.id}`, now, []);
    }
    for (const rule of rules) {
      const subject = `late:${rule.name}:${run.id}`;
      if (rule.lateAfter === undefined || now - run.createdAt <= rule.lateAfter) continue;
      if (await outbox.judgedAt(subject) !== undefined) continue;
      await outbox.judge(subject, now, noticesOf(lateOccurrence(run, now, rule.name), { ...options, rules: [rule] }));
    }
  }
}

/** One notice for each rule that applies; a channel that several of them name gets one message, because of its key. */
export function noticesOf(occurrence: Occurrence, options: JudgeOptions): readonly Notice[] {
  return options.rules.filter((rule) => applies(rule, occurrence)).map((rule): Notice => {
    const same = (event: AlertEvent) => `${rule.name}|${event}|${occurrence.name}|${options.environment}`;
    return {
      sameKey: same(occurrence.event),
      window: rule.dedupe,
      // What failed, was mended and fails again is news.
      ends: ended(occurrence.event).map(same),
      time: occurrence.time,
      messages: (suppressed) => messagesOf(alertOf(occurrence, rule, suppressed, options), rule),
    };
  });
}

/** What counted as the same when something was told: the rule, the event, and of what; undefined for a text of another kind. */
export function subjectOfNotice(
  sameKey: string,
): { readonly rule: string; readonly event: AlertEvent; readonly name: string } | undefined {
  const [rule = "", event = "", ...rest] = sameKey.split("|");
  const known = alertEvents.find((one) => one === event);
  // Names may have the sign in them, environments stand last.
  return known === undefined || rest.length < 2 ? undefined : { rule, event: known, name: rest.slice(0, -1).join("|") };
}

/** What an event is the end of, the first of them what it is called by. */
function ended(event: AlertEvent): readonly AlertEvent[] {
  switch (event) {
    case "run_recovered":
      return ["run_failed", "run_late"];
    case "asset_recovered":
      return ["asset_late"];
    default:
      return [];
  }
}

function messagesOf(alert: Alert, rule: AlertRule): readonly Pick<Delivery, "key" | "channel" | "body">[] {
  const body = JSON.stringify(alert);
  return rule.channels.map((channel) => ({ key: `${alert.id}|${channel}`, channel, body }));
}

function alertOf(occurrence: Occurrence, rule: AlertRule, suppressed: number, options: JudgeOptions): Alert {
  const { environment, uiUrl, redact } = options;
  const { event, level, name, run, error, key, time } = occurrence;
  const link = uiUrl === undefined || run === undefined
    ? undefined
    : `${uiUrl.replace(/\/+$/, "")}/runs/${encodeURIComponent(run)}`;
  const plain = { title: `${occurrence.title} in ${environment}`, text: occurrence.text };
  const values = {
    ...plain,
    ...{ event, level, environment, job: name, run: run ?? "", link: link ?? "", time: new Date(time).toISOString() },
    ...{ error: error?.message ?? "", place: error?.place ?? "", remedy: error?.remedy ?? "" },
  };
  const more = suppressed === 0 ? [] : [{ name: "also happened", value: `${suppressed} times since it was told last` }];
  const facts = [
    ...(run === undefined ? [] : [{ name: "run", value: run }, { name: "job", value: name }]),
    { name: "environment", value: environment },
    ...occurrence.facts.filter(({ value }) => value !== ""),
    ...more,
  ];
  return {
    id: key,
    event,
    level,
    resolved: ended(event).length > 0,
    title: redact(fill(rule.title ?? "{title}", values)).replaceAll(/\s*[\r\n]+\s*/g, " "),
    text: redact(fill(rule.text ?? "{text}", values)),
    time,
    labels: { alertname: ended(event)[0] ?? event, job: name, environment },
    facts: facts.map((fact) => ({ ...fact, value: redact(fact.value) })),
    ...(link === undefined ? {} : { link }),
  };
}
