import { z } from "../../../infra/zod.ts";
import { deliveryStates } from "../../../pipeline/engine/mod.ts";
import { defineEndpoint } from "../endpoint.ts";

const tag = "Alerts";
const state = z.enum(deliveryStates);
const dead = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** A place that people are told at; addresses and passwords are never answered. */
export const alertChannelSchema = z.object({
  name: z.string(),
  kind: z.string(),
  receivers: z.string().optional().describe("Who gets its mails"),
  configured: z.boolean().describe("Whether the configuration still has it; messages of others wait for ever"),
  isForPeople: z.boolean().describe("Whether a test message can be sent there"),
  timeout: z.number().optional().describe("How long one message may take"),
  counts: z.record(state, z.number()),
  newest: z.number().optional().describe("When its newest message was recorded"),
});

/** A time in which a rule tells nothing. */
export const muteSchema = z.object({
  days: z.array(z.string()),
  from: z.string(),
  to: z.string(),
  timeZone: z.string(),
});

/** What is told to whom. */
export const alertRuleSchema = z.object({
  name: z.string(),
  events: z.array(z.string()),
  level: z.string().describe("Least level"),
  jobs: z.array(z.string()).describe("Jobs, schedules, sensors and assets, with *; empty for all"),
  tags: z.record(z.string(), z.string()),
  finalRetryOnly: z.boolean(),
  dedupe: z.number().describe("How long the same is not told again"),
  lateAfter: z.number().optional(),
  mute: z.array(muteSchema),
  muted: z.boolean().describe("Whether it is mute now"),
  channels: z.array(z.string()),
  title: z.string().optional().describe("Template"),
  text: z.string().optional().describe("Template"),
});

/** What is told of what, and where. */
export const alertingSchema = z.object({
  enabled: z.boolean(),
  attempts: z.number().describe("Tries before a message is put with the dead"),
  places: z.object({ channels: z.string().optional(), rules: z.string().optional() })
    .describe("Where the configuration has them"),
  attended: z.boolean().describe("Whether a process is there that sends what waits"),
  channels: z.array(alertChannelSchema),
  rules: z.array(alertRuleSchema),
  counts: z.record(state, z.number()),
});

/** Something that was told and has neither ended nor been forgotten. */
export const toldSchema = z.object({
  rule: z.string(),
  event: z.string(),
  name: z.string().describe("Job, schedule, sensor or asset"),
  open: z.boolean().describe("Whether its end will be told, too"),
  time: z.number().describe("When it was told last"),
  suppressed: z.number().describe("How often the same happened since and was not told"),
  quietUntil: z.number().optional().describe("Before it, the same is not told again; absent where the rule is gone"),
});

/** A message to a channel. */
export const deliverySchema = z.object({
  id: z.number(),
  channel: z.string(),
  state,
  event: z.string().optional(),
  level: z.string().optional(),
  title: z.string(),
  text: z.string().optional(),
  run: z.string().optional(),
  attempts: z.number(),
  createdAt: z.number(),
  nextAt: z.number().optional().describe("Of one that waits: not tried before"),
  endedAt: z.number().optional(),
  error: z.string().optional().describe("Why the last try failed"),
});

/** Channels and rules. */
export const getAlerts = defineEndpoint({
  method: "get",
  path: "/alerts",
  tag,
  summary: "Channels with what they got, and the rules that tell them",
  role: "viewer",
  input: {},
  output: alertingSchema,
});

/** What was told lately. */
export const listTold = defineEndpoint({
  method: "get",
  path: "/alerts/told",
  tag,
  summary: "What was told and has neither ended nor been forgotten, newest first",
  role: "viewer",
  input: { query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }) },
  output: z.object({ items: z.array(toldSchema) }),
});

/** Messages, newest first. */
export const listDeliveries = defineEndpoint({
  method: "get",
  path: "/alerts/deliveries",
  tag,
  summary: "Messages that wait, were sent or could not be delivered, newest first",
  role: "viewer",
  input: {
    query: z.object({
      state: state.optional(),
      channel: z.string().max(100).optional(),
      cursor: dead.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
  },
  output: z.object({ items: z.array(deliverySchema), next: z.number().optional() }),
});

/** Sends a test message. */
export const testChannel = defineEndpoint({
  method: "post",
  path: "/alerts/channels/{name}/test",
  tag,
  summary: "Send a test message to a channel, at once; refused with its reason when the channel does not take it",
  role: "operator",
  action: "alert.test",
  input: { params: z.object({ name: z.string().max(100) }) },
  output: z.object({ channel: z.string(), milliseconds: z.number() }),
});

const which = z.object({ id: dead });
const changed = z.object({ messages: z.number().describe("How many") });

/** Tries a dead message again. */
export const retryDelivery = defineEndpoint({
  method: "post",
  path: "/alerts/deliveries/{id}/retry",
  tag,
  summary: "Try a dead message again",
  role: "operator",
  action: "alert.retry",
  input: { params: which },
  output: changed,
});

/** Tries all dead messages again. */
export const retryDeliveries = defineEndpoint({
  method: "post",
  path: "/alerts/deliveries/retry",
  tag,
  summary: "Try all dead messages again",
  role: "operator",
  action: "alert.retry",
  input: {},
  output: changed,
});

/** Forgets a dead message. */
export const dropDelivery = defineEndpoint({
  method: "delete",
  path: "/alerts/deliveries/{id}",
  tag,
  summary: "Forget a dead message",
  role: "operator",
  action: "alert.drop",
  input: { params: which },
  output: changed,
});

/** Forgets all dead messages. */
export const dropDeliveries = defineEndpoint({
  method: "delete",
  path: "/alerts/deliveries",
  tag,
  summary: "Forget all dead messages",
  role: "operator",
  action: "alert.drop",
  input: {},
  output: changed,
});
