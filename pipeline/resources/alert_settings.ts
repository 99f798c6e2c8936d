import { z } from "../../infra/zod.ts";
import { logLevels } from "../../infra/log.ts";
import { isHttpUrl } from "../../infra/monitoring/mod.ts";
import { alertEvents, placeholders, unknownPlaceholders, weekDays, zoneFault } from "../engine/mod.ts";

const name = z.string().regex(/^[a-z][a-z0-9_-]*$/, "lower-case letters, digits, _ and -");
const url = z.string().refine(isHttpUrl, { error: "an address that begins with http:// or https://" });
const secretUrl = url.meta({ secret: true });

const timing = {
  timeout_seconds: z.number().min(0.1).max(120).default(10).describe("Time limit for sending one message, in seconds"),
};

const channelSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("slack"),
    url: secretUrl.describe("Incoming webhook of Slack"),
    ...timing,
  }),
  z.strictObject({
    kind: z.literal("webhook"),
    url: secretUrl.describe("Address that alerts are posted to as JSON"),
    signing_secret: z.string().min(16).nullable().default(null).meta({ secret: true }).describe(
      "Key that signs messages in the header alert-signature; null for no signature",
    ),
    ...timing,
  }),
  z.strictObject({
    kind: z.literal("email"),
    host: z.string().min(1).describe("Mail server"),
    port: z.int().min(1).max(65_535).default(587).describe("Port of the mail server"),
    security: z.enum(["starttls", "tls", "none"]).default("starttls").describe("How the connection is encrypted"),
    user: z.string().nullable().default(null).describe("User of the mail server; null for none"),
    password: z.string().nullable().default(null).meta({ secret: true }).describe("Password of the user"),
    from: z.string().min(3).describe("Sender"),
    to: z.array(z.string().min(3)).min(1).describe("Recipients"),
    ...timing,
  }),
  z.strictObject({
    kind: z.literal("alertmanager"),
    url: secretUrl.describe("Alertmanager, without /api/v2/alerts"),
    lasts_minutes: z.number().min(1).max(100_000).default(240).describe(
      "Minutes after which an alert that was never resolved counts as over",
    ),
    ...timing,
  }),
]).describe("A place that alerts are sent to");

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'such as "22:00"');

const muteSchema = z.strictObject({
  days: z.array(z.enum(weekDays)).min(1).default([...weekDays]).describe("Days on which the quiet time begins"),
  from: clockTime.describe("Start, HH:MM"),
  to: clockTime.describe("End, HH:MM; if it is not after `from`, it is on the next day"),
  time_zone: z.string().default("UTC").superRefine((text, context) => {
    const fault = zoneFault(text);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
  }).describe("Zone of from and to, such as Europe/Berlin"),
}).describe("A time in which no alerts are sent");

const template = z.string().min(1).superRefine((text, context) => {
  const unknown = unknownPlaceholders(text);
  if (unknown.length === 0) return;
  const message = `there is no placeholder "{${unknown[0]}}"; there are ${
    placeholders.map((one) => `{${one}}`).join(", ")
  }`;
  context.addIssue({ code: "custom", message });
});

const ruleSchema = z.strictObject({
  name: name.describe("Name of the rule"),
  events: z.array(z.enum(alertEvents)).min(1).describe("Events that the rule sends"),
  level: z.enum(logLevels).nullable().default(null).describe("Lowest level that is sent; null for alerts.threshold"),
  jobs: z.array(z.string().min(1)).default([]).describe("Jobs, schedules, sensors and assets, with *; empty for all"),
  tags: z.record(z.string(), z.string()).default({}).describe("Tags that the run must have; * for any value"),
  final_retry_only: z.boolean().default(true).describe("Report only the last try of a step"),
  dedupe_minutes: z.number().min(0).max(100_000).default(60).describe(
    "Minutes in which the same event of the same job is not sent again",
  ),
  late_after_minutes: z.number().min(0.1).max(100_000).nullable().default(null).describe(
    "For run_late: minutes after which an unfinished run is late",
  ),
  mute: z.array(muteSchema).default([]).describe("Times in which no alerts are sent"),
  channels: z.array(z.string()).min(1).nullable().default(null).describe("Channels to send to; null for all of them"),
  title: template.nullable().default(null).describe("Template of the title; null for the built-in one"),
  text: template.nullable().default(null).describe("Template of the text; null for the built-in one"),
}).superRefine((rule, context) => {
  if (!rule.events.includes("run_late") || rule.late_after_minutes !== null) return;
  context.addIssue({ code: "custom", path: ["late_after_minutes"], message: "run_late needs a number of minutes" });
});

/** The section `alerts`. */
export const alertsSchema = z.strictObject({
  enabled: z.boolean().describe("Whether alerts are sent at all"),
  threshold: z.enum(logLevels).describe("Lowest level that is sent by rules without a level of their own"),
  ui_url: url.nullable().describe("Address of the web pages, for links in messages; null for no links"),
  attempts: z.int().min(1).max(100).describe("Tries before a message becomes a dead letter"),
  wait_seconds: z.number().min(0).max(60).describe(
    "Seconds that a run waits at its end for its messages; the daemon sends the rest",
  ),
  channels: z.record(name, channelSchema).describe("Where alerts can be sent, by name"),
  rules: z.array(ruleSchema).describe("Which events are sent where"),
}).superRefine((alerts, context) => {
  const names = new Set<string>();
  alerts.rules.forEach((rule, index) => {
    if (names.has(rule.name)) {
      context.addIssue({ code: "custom", path: ["rules", index, "name"], message: "two rules have this name" });
    }
    names.add(rule.name);
    rule.channels?.forEach((channel, at) => {
      if (Object.hasOwn(alerts.channels, channel)) return;
      const known = Object.keys(alerts.channels).join(", ");
      const message = `no channel is called "${channel}"; ${known === "" ? "there are none" : `channels are ${known}`}`;
      context.addIssue({ code: "custom", path: ["rules", index, "channels", at], message });
    });
  });
}).describe("Alerts: what is sent, where and when");

/** The section `lineage`. */
export const lineageSchema = z.strictObject({
  url: secretUrl.nullable().describe("Where OpenLineage run events are posted; null for nowhere"),
  api_key: z.string().min(1).nullable().meta({ secret: true }).describe("Sent as a bearer token; null for none"),
  namespace: z.string().min(1).describe("Namespace of jobs and data"),
}).describe("OpenLineage");

/** What holds where the configuration says nothing. */
export const alertDefaults = {
  alerts: {
    enabled: true,
    threshold: "error",
    ui_url: null,
    attempts: 10,
    wait_seconds: 5,
    channels: {},
    rules: [{
      name: "default",
      events: ["run_failed", "run_recovered", "check_failed", "tick_failed", "asset_late", "asset_recovered"],
    }],
  },
  lineage: { url: null, api_key: null, namespace: "clustering" },
} as const;

/** A checked section `alerts`. */
export type AlertSettings = z.infer<typeof alertsSchema>;
