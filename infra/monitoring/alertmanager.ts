import type { Alert, Channel } from "./alert.ts";
import { type HttpOptions, postJson } from "./http_post.ts";

/** Settings of {@link alertmanagerChannel}. */
export interface AlertmanagerOptions extends HttpOptions {
  /** Milliseconds after which an alert that nothing ended is taken as over. @default 14400000 (4 hours) */
  readonly lasts?: number;
}

/** Posts to an Alertmanager, whose address is given without `/api/v2/alerts`. */
export function alertmanagerChannel(name: string, url: string, options: AlertmanagerOptions = {}): Channel<Alert> {
  const { lasts = 4 * 3_600_000 } = options;
  return {
    name,
    async send(alert, signal) {
      const body = JSON.stringify(alertmanagerAlerts(alert, lasts));
      await postJson({ url: `${url.replace(/\/+$/, "")}/api/v2/alerts`, body }, options, signal);
    },
  };
}

/**
 * The alert as version 2 of the API wants it: a list of one. Its labels identify it, so the end of a trouble has those of its
 * begin and ends at its own time.
 *
 * Reference: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
export function alertmanagerAlerts(alert: Alert, lasts: number): readonly Readonly<Record<string, unknown>>[] {
  const { level, resolved, title, text, time, labels, facts, link } = alert;
  const annotations = { summary: title, description: text, ...Object.fromEntries(facts.map(annotation)) };
  return [{
    labels: {
      ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [labelName(key), value])),
      severity: level,
    },
    annotations,
    // The begin of what ends now is known to the server; it must only not lie after the end.
    startsAt: new Date(time).toISOString(),
    endsAt: new Date(resolved ? time : time + lasts).toISOString(),
    ...(link === undefined ? {} : { generatorURL: link }),
  }];
}

function annotation({ name, value }: { readonly name: string; readonly value: string }): readonly [string, string] {
  return [labelName(name), value];
}

/** Prometheus allows letters, digits and `_`. */
function labelName(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]/g, "_").replace(/^(?=\d)/, "_");
}
