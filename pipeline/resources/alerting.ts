import type { Clock } from "../../infra/clock.ts";
import {
  type Alert,
  alertmanagerChannel,
  type Channel,
  emailChannel,
  postJson,
  slackChannel,
  webhookChannel,
} from "../../infra/monitoring/mod.ts";
import type { AlertRule, JudgeOptions } from "../engine/mod.ts";
import type { AlertSettings } from "./alert_settings.ts";
import type { Settings } from "./settings.ts";

/** Channel of OpenLineage events; no channel of people can have this name. */
export const lineageChannel = "OpenLineage";

const producer = "urn:clustering";
const minute = 60_000;

/** Whether anything is told to anybody. */
export function isAnythingTold({ alerts, lineage }: Pick<Settings, "alerts" | "lineage">): boolean {
  return lineage.url !== null || (alerts.enabled && Object.keys(alerts.channels).length > 0);
}

/** The configured channels by name, that of OpenLineage among them. */
export function openChannels(
  { alerts, lineage }: Pick<Settings, "alerts" | "lineage">,
  clock: Clock,
): ReadonlyMap<string, Channel<unknown>> {
  const channels = new Map<string, Channel<unknown>>();
  const { url, api_key: key } = lineage;
  if (url !== null) {
    const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
    const send = (event: unknown, signal?: AbortSignal) =>
      postJson({ url, body: JSON.stringify(event), headers }, { clock }, signal);
    channels.set(lineageChannel, { name: lineageChannel, send });
  }
  if (!alerts.enabled) return channels;
  for (const [name, settings] of Object.entries(alerts.channels)) {
    const channel = openChannel(name, settings, clock);
    // What the outbox holds for these channels was recorded as an alert.
    channels.set(name, { name, send: (message, signal) => channel.send(message as Alert, signal) });
  }
  return channels;
}

function openChannel(name: string, settings: AlertSettings["channels"][string], clock: Clock): Channel<Alert> {
  const options = { clock, timeout: settings.timeout_seconds * 1_000 };
  switch (settings.kind) {
    case "slack":
      return slackChannel(name, settings.url, options);
    case "webhook":
      return webhookChannel(name, settings.url, { ...options, secret: settings.signing_secret ?? undefined });
    case "email": {
      const { host, port, security, user, password, from, to } = settings;
      const account = { user: user ?? undefined, password: password ?? undefined };
      return emailChannel(name, { host, port, security, from, to, ...account }, options);
    }
    case "alertmanager":
      return alertmanagerChannel(name, settings.url, { ...options, lasts: settings.lasts_minutes * minute });
    default:
      return settings satisfies never;
  }
}

/** What is told of what, as configured. */
export function judgeSettings(
  { alerts, lineage }: Pick<Settings, "alerts" | "lineage">,
  about: { readonly environment: string; readonly redact: (text: string) => string },
): Omit<JudgeOptions, "clock"> {
  const everybody = Object.keys(alerts.channels);
  const told = alerts.enabled && everybody.length > 0;
  return {
    ...about,
    rules: told ? alerts.rules.map((rule) => ruleOf(rule, alerts.threshold, everybody)) : [],
    uiUrl: alerts.ui_url ?? undefined,
    lineage: lineage.url === null ? undefined : { channel: lineageChannel, namespace: lineage.namespace, producer },
  };
}

function ruleOf(
  rule: AlertSettings["rules"][number],
  threshold: AlertSettings["threshold"],
  everybody: readonly string[],
): AlertRule {
  const { name, events, jobs, tags, title, text, late_after_minutes: late } = rule;
  return {
    ...{ name, events, jobs, tags },
    level: rule.level ?? threshold,
    finalRetryOnly: rule.final_retry_only,
    dedupe: rule.dedupe_minutes * minute,
    mute: rule.mute.map(({ days, from, to, time_zone: timeZone }) => ({ days, from, to, timeZone })),
    channels: rule.channels ?? everybody,
    ...(late === null || !events.includes("run_late") ? {} : { lateAfter: late * minute }),
    ...(title === null ? {} : { title }),
    ...(text === null ? {} : { text }),
  };
}
