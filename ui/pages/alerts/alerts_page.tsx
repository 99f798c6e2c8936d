import type { z } from "zod";
import { deliveryStates } from "../../../pipeline/engine/mod.ts";
import { countOf, formatCount } from "../../../infra/format.ts";
import { type alertingSchema, getAlerts, listDeliveries, listTold } from "../../api/alerts/endpoints.ts";
import { mayAct } from "../../api/endpoint.ts";
import { Page, type Shell, withQuery } from "../../views/layout.tsx";
import { Command, Section } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { Channels, Rules } from "./channels_view.tsx";
import { Deliveries } from "./deliveries_view.tsx";
import { Told } from "./told_view.tsx";

type Alerting = z.output<typeof alertingSchema>;

/** What people are told, by which rules, and whether it reached them. */
export const alertsPage = definePage("/alerts", async ({ ask, query, shell }) => {
  const state = deliveryStates.find((one) => one === query.get("state"));
  const channel = query.get("channel")?.slice(0, 100) || undefined;
  const cursor = /^[1-9]\d{0,14}$/.test(query.get("cursor") ?? "") ? query.get("cursor")! : undefined;
  const [alerting, told, deliveries] = await Promise.all([
    ask(getAlerts, {}),
    ask(listTold, { query: {} }),
    ask(listDeliveries, { query: { state, channel, cursor, limit: 20 } }),
  ]);
  const may = mayAct(shell.caller.role, "operator");
  const channels = alerting.channels.map(({ name }) => name);
  return (
    <Page shell={shell} title="Alerts" current="Alerts" stream="/api/v1/stream">
      <h1>Alerts</h1>
      <p class="lead">What people are told of runs, checks, schedules and sensors, and whether it reached them.</p>
      <div data-live="troubles">
        <Troubles alerting={alerting} shell={shell} may={may} />
      </div>
      {told.items.length > 0 && (
        <Section title="Told lately">
          <div data-live="told">
            <Told told={told.items} now={shell.now} />
          </div>
        </Section>
      )}
      <Section title="Channels">
        <div data-live="channels">
          <Channels alerting={alerting} may={may} />
        </div>
      </Section>
      <Section title="Messages">
        <div data-live="messages">
          <nav class="tabs" aria-label="State of messages">
            {([undefined, ...deliveryStates] as const).map((one) => (
              <a
                key={one ?? "all"}
                href={`${withQuery(shell.url, { state: one, cursor: undefined })}#messages`}
                aria-current={one === state ? "true" : undefined}
              >
                {one ?? "all"} <span class="count">{formatCount(numberOf(alerting.counts, one))}</span>
              </a>
            ))}
          </nav>
          <Deliveries
            page={deliveries}
            shell={shell}
            channels={channels}
            may={may}
            chosen={{ state, channel, cursor }}
          />
        </div>
      </Section>
      <Section title="Rules">
        <Rules alerting={alerting} />
      </Section>
      <Section title="On the command line">
        <Command line={`${shell.program} alert list --env ${shell.environment}`} />
      </Section>
    </Page>
  );
});

function numberOf(counts: Alerting["counts"], state: keyof Alerting["counts"] | undefined): number {
  return state === undefined ? Object.values(counts).reduce((a, b) => a + b, 0) : counts[state];
}

/** What keeps messages from their receivers. */
function Troubles({ alerting, shell, may }: {
  readonly alerting: Alerting;
  readonly shell: Shell;
  readonly may: boolean;
}) {
  const { counts, attended, channels, enabled } = alerting;
  return (
    <>
      {!enabled && (
        <p class="caution">
          Nobody is told anything: <code>alerts.enabled</code> is false in the configuration.
        </p>
      )}
      {counts.dead > 0 && (
        <div class="error-card">
          <h2>{countOf(counts.dead, "message")} could not be delivered</h2>
          <p>
            Fix the channel, then try again; the <a href="/alerts?state=dead#messages">list</a> says why each failed.
          </p>
          {may && (
            <p class="actions">
              <button type="button" data-action="POST /api/v1/alerts/deliveries/retry" data-done="They are tried again">
                Try all again
              </button>
              <button
                type="button"
                class="danger"
                data-action="DELETE /api/v1/alerts/deliveries"
                data-confirm={`Forget ${countOf(counts.dead, "message")}? Nobody will ever get them.`}
              >
                Drop all
              </button>
            </p>
          )}
        </div>
      )}
      {counts.waiting > 0 && !attended && channels.length > 0 && (
        <p class="caution">
          Nothing runs that sends what waits: {countOf(counts.waiting, "message")}. Start{" "}
          <code>{shell.program} daemon --env {shell.environment}</code>.
        </p>
      )}
    </>
  );
}
