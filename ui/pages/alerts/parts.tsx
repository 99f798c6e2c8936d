import type { z } from "zod";
import { formatDuration } from "../../../infra/format.ts";
import type { alertRuleSchema, deliverySchema } from "../../api/alerts/endpoints.ts";

/** What is told to whom. */
export type Rule = z.output<typeof alertRuleSchema>;

/** A message to a channel. */
export type Delivery = z.output<typeof deliverySchema>;

const states = {
  waiting: { sign: "◌", look: "queued" },
  sent: { sign: "✓", look: "success" },
  dead: { sign: "✕", look: "failed" },
} as const;

/** How far a message is. */
export function DeliveryState({ state }: { readonly state: Delivery["state"] }) {
  const { sign, look } = states[state];
  return (
    <span class={`badge ${look}`}>
      <span aria-hidden="true">{sign}</span> {state}
    </span>
  );
}

/** An event in words. */
export function eventWords(event: string): string {
  return event.replaceAll("_", " ");
}

/** What a rule tells of, beside its events. */
export function conditionsOf({ level, jobs, tags, finalRetryOnly, lateAfter, events }: Rule): readonly string[] {
  const labels = Object.entries(tags).map(([name, value]) => value === "*" ? name : `${name}=${value}`);
  return [
    `${level} and above`,
    ...(jobs.length === 0 ? [] : [`only ${jobs.join(", ")}`]),
    ...(labels.length === 0 ? [] : [`with ${labels.join(", ")}`]),
    ...(lateAfter === undefined ? [] : [`late after ${formatDuration(lateAfter)}`]),
    ...(events.includes("step_retried") ? [finalRetryOnly ? "of tries the last one" : "every try"] : []),
  ];
}

/** Times in which a rule tells nothing. */
export function muteWords({ days, from, to, timeZone }: Rule["mute"][number]): string {
  return `${days.length === 7 ? "every day" : days.join(", ")} ${from} to ${to} ${timeZone}`;
}
