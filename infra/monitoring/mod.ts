/**
 * Messages to people and other programs: one alert in the words of each channel, delivered once or refused with a reason that
 * shows no secret, and figures as Prometheus reads them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { backoff, prometheusText } from "./mod.ts";
 *
 * const least = { bytes: (count: number) => new Uint8Array(count) };
 * assert.equal(backoff(4, least), 4000);
 * const runs = { name: "runs", type: "gauge", help: "Runs.", samples: [{ labels: { job: "a" }, value: 2 }] } as const;
 * assert.equal(prometheusText([runs]), '# HELP runs Runs.\n# TYPE runs gauge\nruns{job="a"} 2\n');
 * ```
 *
 * @module
 */
export { type Alert, type Channel, DeliveryError } from "./alert.ts";
export { alertmanagerChannel, type AlertmanagerOptions } from "./alertmanager.ts";
export { backoff, type BackoffOptions } from "./backoff.ts";
export { emailChannel, type Mailbox } from "./email.ts";
export { type HttpOptions, isHttpUrl, type JsonPost, postJson } from "./http_post.ts";
export { processMetrics } from "./process_metrics.ts";
export { type MetricFamily, prometheusText, prometheusType } from "./prometheus.ts";
export { slackChannel } from "./slack.ts";
export { type SpanRecord, type SpanRecorder, spanRecorder } from "./spans.ts";
export { webhookChannel, type WebhookOptions } from "./webhook.ts";
