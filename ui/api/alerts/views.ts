import type { z } from "zod";
import {
  type AlertRule,
  type Delivery,
  deliveryStates,
  isMuted,
  subjectOfNotice,
} from "../../../pipeline/engine/mod.ts";
import { judgeSettings, lineageChannel, type Settings } from "../../../pipeline/mod.ts";
import type { Backend } from "../../backend.ts";
import type { alertChannelSchema, alertRuleSchema, deliverySchema, toldSchema } from "./endpoints.ts";

type Counts = z.output<typeof alertChannelSchema>["counts"];
type DeliveryCounts = Awaited<ReturnType<Backend["ledger"]["outbox"]["counts"]>>;

/** The rules as they hold; none where nobody is told. */
export function rulesOf({ settings, environment, redact }: Backend): readonly AlertRule[] {
  return judgeSettings(settings, { environment, redact }).rules;
}

/** How many messages are in each state. */
export function countsOf(counts: DeliveryCounts): Counts {
  const total = (state: string) =>
    counts.filter((one) => one.state === state).reduce((sum, { count }) => sum + count, 0);
  return Object.fromEntries(deliveryStates.map((state) => [state, total(state)])) as Counts;
}

/** Every channel of the configuration, and those that only messages still name. */
export function channelViews(
  { alerts, lineage }: Settings,
  counts: DeliveryCounts,
): readonly z.input<typeof alertChannelSchema>[] {
  const told = alerts.enabled ? Object.keys(alerts.channels) : [];
  const configured = [...told, ...(lineage.url === null ? [] : [lineageChannel])];
  const names = new Set([...Object.keys(alerts.channels), ...configured, ...counts.map(({ channel }) => channel)]);
  return [...names].map((name) => {
    const own = counts.filter(({ channel }) => channel === name);
    const settings = Object.hasOwn(alerts.channels, name) ? alerts.channels[name] : undefined;
    const newest = Math.max(...own.map((one) => one.newest));
    return {
      name,
      kind: settings?.kind ?? (name === lineageChannel ? "run events" : "unknown"),
      configured: configured.includes(name),
      isForPeople: told.includes(name),
      counts: countsOf(own),
      ...(settings?.kind === "email" ? { receivers: settings.to.join(", ") } : {}),
      ...(settings === undefined ? {} : { timeout: settings.timeout_seconds * 1_000 }),
      ...(own.length === 0 ? {} : { newest }),
    };
  });
}

/** A rule as it stands at `now`. */
export function ruleView(rule: AlertRule, now: number): z.input<typeof alertRuleSchema> {
  return {
    ...rule,
    events: [...rule.events],
    jobs: [...rule.jobs],
    tags: { ...rule.tags },
    mute: rule.mute.map(({ days, ...times }) => ({ days: [...days], ...times })),
    muted: isMuted(now, rule.mute),
    channels: [...rule.channels],
  };
}

/** Events that tell the end of others come later: those are open until then. */
const endings = ["run_failed", "run_late", "asset_late"];

/** What was told, in words; undefined for what other versions of the program left. */
export function toldView(
  { sameKey, time, suppressed }: { readonly sameKey: string; readonly time: number; readonly suppressed: number },
  rules: readonly AlertRule[],
): z.input<typeof toldSchema> | undefined {
  const subject = subjectOfNotice(sameKey);
  if (subject === undefined || subject.event.endsWith("_recovered")) return undefined;
  const rule = rules.find(({ name }) => name === subject.rule);
  const open = endings.includes(subject.event);
  return { ...subject, open, time, suppressed, ...(rule === undefined ? {} : { quietUntil: time + rule.dedupe }) };
}

/** A message without what only its channel reads. */
export function deliveryView(delivery: Delivery, redact: Backend["redact"]): z.input<typeof deliverySchema> {
  const { id, channel, state, attempts, createdAt, nextAt, endedAt, error } = delivery;
  return {
    ...{ id, channel, state, attempts, createdAt },
    ...messageOf(delivery, redact),
    ...(state === "waiting" ? { nextAt } : {}),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(error === undefined ? {} : { error: redact(error) }),
  };
}

function messageOf({ body, key }: Delivery, redact: Backend["redact"]) {
  const message = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const texts = Object.fromEntries(
    (["event", "level", "title", "text"] as const).flatMap((name) => {
      const value = message[name];
      return typeof value === "string" ? [[name, redact(value)]] : [];
    }),
  ) as { readonly event?: string; readonly level?: string; readonly title?: string; readonly text?: string };
  const facts = Array.isArray(message["facts"]) ? message["facts"] : [];
  const run: unknown = facts.find((fact) => fact?.name === "run")?.value;
  return { ...texts, title: texts.title ?? lineageTitle(message) ?? key, ...(typeof run === "string" ? { run } : {}) };
}

/** An event of OpenLineage has no title. */
function lineageTitle({ eventType, job }: Readonly<Record<string, unknown>>): string | undefined {
  const name: unknown = (job as { readonly name?: unknown } | undefined)?.name;
  return typeof eventType === "string" && typeof name === "string" ? `${eventType} of ${name}` : undefined;
}
