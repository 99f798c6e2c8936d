import type { z } from "zod";
import { formatDuration } from "../../../infra/format.ts";
import type { alertChannelSchema, alertingSchema } from "../../api/alerts/endpoints.ts";
import { type Column, Count, Table, Time } from "../../views/parts.tsx";
import { conditionsOf, eventWords, muteWords, type Rule } from "./parts.tsx";

type Alerting = z.output<typeof alertingSchema>;
type Channel = z.output<typeof alertChannelSchema>;

const channelColumns: readonly Column<Channel>[] = [
  {
    title: "Channel",
    cell: ({ name, configured }) => (
      <>
        {name}
        {!configured && <p class="wrong">the configuration has it no more</p>}
      </>
    ),
  },
  {
    title: "Kind",
    as: "text",
    cell: ({ kind, receivers }) => receivers === undefined ? kind : `${kind} to ${receivers}`,
  },
  { title: "Sent", as: "number", cell: ({ counts }) => <Count value={counts.sent} /> },
  { title: "Waiting", as: "number", wide: true, cell: ({ counts }) => <Count value={counts.waiting} /> },
  {
    title: "Dead",
    as: "number",
    cell: ({ name, counts: { dead } }) =>
      dead === 0
        ? <Count value={0} />
        : (
          <a class="gone" href={`/alerts?${new URLSearchParams({ state: "dead", channel: name })}#messages`}>
            <Count value={dead} />
          </a>
        ),
  },
  { title: "Newest message", wide: true, cell: ({ newest }) => <Time at={newest} /> },
];

const testColumn: Column<Channel> = {
  title: "Test",
  head: <span class="unseen">Test</span>,
  cell: ({ name, isForPeople }) =>
    isForPeople && (
      <button
        type="button"
        data-action={`POST /api/v1/alerts/channels/${encodeURIComponent(name)}/test`}
        data-done={`${name} took a test message`}
        data-then="#channels"
        aria-label={`Send a test message to ${name}`}
      >
        Send a test
      </button>
    ),
};

/** Who can be told. */
export function Channels({ alerting: { channels, places }, may }: {
  readonly alerting: Alerting;
  readonly may: boolean;
}) {
  if (channels.length === 0) {
    return (
      <>
        <p>
          None: nobody is told of failures. Name a channel in the configuration; <code>slack</code>, <code>email</code>,
          {" "}
          <code>webhook</code> and <code>alertmanager</code> are known.
        </p>
        <pre class="sample" tabindex={0}>{sample}</pre>
      </>
    );
  }
  return (
    <>
      <Table label="Channels" columns={may ? [...channelColumns, testColumn] : channelColumns} rows={channels} />
      {places.channels !== undefined && (
        <p class="quiet">
          Defined in <code>{places.channels}</code>; addresses and passwords are never shown.
        </p>
      )}
    </>
  );
}

const sample = `alerts:
  channels:
    ops: { kind: slack, url: "\${env:SLACK_URL}" }`;

const ruleColumns: readonly Column<Rule>[] = [
  {
    title: "Rule",
    cell: ({ name, muted }) => (
      <>
        {name}
        {muted && <p class="badge warn">mute now</p>}
      </>
    ),
  },
  {
    title: "Tells of",
    as: "text",
    cell: (rule) => (
      <>
        {rule.events.map(eventWords).join(", ")}
        <p class="quiet">{conditionsOf(rule).join("; ")}</p>
      </>
    ),
  },
  { title: "To", cell: ({ channels }) => channels.join(", ") },
  {
    title: "The same again",
    wide: true,
    cell: ({ dedupe }) => dedupe === 0 ? "always" : `after ${formatDuration(dedupe)}`,
  },
  {
    title: "Mute",
    wide: true,
    cell: ({ mute }) => mute.length === 0 ? <span class="quiet">never</span> : mute.map(muteWords).join("; "),
  },
  {
    title: "Templates",
    wide: true,
    cell: ({ title, text }) =>
      title === undefined && text === undefined ? <span class="quiet">built in</span> : (
        <>
          {title !== undefined && <code>{title}</code>}
          {text !== undefined && <pre>{text}</pre>}
        </>
      ),
  },
];

/** What is told to whom. */
export function Rules({ alerting: { rules, places, enabled } }: { readonly alerting: Alerting }) {
  if (rules.length === 0) {
    return <p>{enabled ? "None holds as long as there is no channel." : "None holds while alerts are turned off."}</p>;
  }
  return (
    <>
      <Table label="Rules" columns={ruleColumns} rows={rules} />
      {places.rules !== undefined && (
        <p class="quiet">
          Defined in <code>{places.rules === "default" ? "the built-in defaults" : places.rules}</code>; change{" "}
          <code>alerts.rules</code> there.
        </p>
      )}
    </>
  );
}
