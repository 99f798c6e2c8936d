import type { z } from "zod";
import type { listDeliveries } from "../../api/alerts/endpoints.ts";
import { type Shell, withQuery } from "../../views/layout.tsx";
import { type Column, Count, Name, runHref, Table, Time } from "../../views/parts.tsx";
import { type Delivery, DeliveryState, eventWords } from "./parts.tsx";

/** Messages, newest first, with what can be done with the dead. */
export function Deliveries({ page: { items, next }, shell, channels, may, chosen }: {
  readonly page: z.output<typeof listDeliveries.output>;
  readonly shell: Shell;
  readonly channels: readonly string[];
  /** Whether whoever looks may change something. */
  readonly may: boolean;
  readonly chosen: {
    readonly state: Delivery["state"] | undefined;
    readonly channel: string | undefined;
    readonly cursor: string | undefined;
  };
}) {
  const { state, channel, cursor } = chosen;
  return (
    <>
      {channels.length > 1 && (
        <form class="filters" method="get" action="/alerts#messages" role="search" aria-label="Messages">
          {state !== undefined && <input type="hidden" name="state" value={state} />}
          <label>
            Channel{" "}
            <select name="channel">
              <option value="" selected={channel === undefined}>any</option>
              {channels.map((one) => <option key={one} value={one} selected={one === channel}>{one}</option>)}
            </select>
          </label>
          <button type="submit">Show</button>
        </form>
      )}
      {items.length === 0
        ? <p>{nothing(chosen)}</p>
        : <Table label="Messages, newest first" columns={columnsFor(may, items)} rows={items} />}
      <nav class="pager" aria-label="Pages of messages">
        {cursor !== undefined && <a href={`${withQuery(shell.url, { cursor: undefined })}#messages`}>Newest</a>}
        {next !== undefined && <a href={`${withQuery(shell.url, { cursor: String(next) })}#messages`}>Older</a>}
      </nav>
    </>
  );
}

function nothing(
  { state, channel, cursor }: { readonly [name in "state" | "channel" | "cursor"]: string | undefined },
) {
  if (cursor !== undefined) return "There are no older ones.";
  if (state === "dead") return "None: every message reached its channel or is on its way.";
  if (state !== undefined || channel !== undefined) return "No message is like that.";
  return "None yet: nothing happened that a rule tells of.";
}

function columnsFor(may: boolean, items: readonly Delivery[]): readonly Column<Delivery>[] {
  const actions: Column<Delivery> = {
    title: "Actions",
    head: <span class="unseen">Actions</span>,
    cell: (delivery) => delivery.state === "dead" ? <Actions delivery={delivery} /> : null,
  };
  return [...columns, ...(may && items.some(({ state }) => state === "dead") ? [actions] : [])];
}

const columns: readonly Column<Delivery>[] = [
  { title: "State", cell: ({ state }) => <DeliveryState state={state} /> },
  { title: "Message", as: "text", cell: (delivery) => <Message delivery={delivery} /> },
  { title: "Channel", cell: ({ channel }) => channel },
  {
    title: "Event",
    wide: true,
    cell: ({ event }) => event === undefined ? "–" : <span class="figure">{eventWords(event)}</span>,
  },
  { title: "Recorded", wide: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
  { title: "Tries", as: "number", wide: true, cell: ({ attempts }) => <Count value={attempts} /> },
  {
    title: "Last try",
    wide: true,
    cell: ({ state, endedAt, nextAt, attempts }) => (
      state === "waiting"
        ? (
          <>
            {attempts === 0 ? "due" : "again"} <Time at={nextAt} />
          </>
        )
        : <Time at={endedAt} />
    ),
  },
];

function Message({ delivery: { id, title, text, run, error } }: { readonly delivery: Delivery }) {
  return (
    <>
      {text === undefined || text === "" ? <Name text={title} /> : (
        <details id={`message-${id}`}>
          <summary>
            <Name text={title} />
          </summary>
          <p class="message-text">{text}</p>
        </details>
      )}
      {run !== undefined && (
        <>
          {" "}
          <a class="id" href={runHref(run)}>{run}</a>
        </>
      )}
      {error !== undefined && <p class="wrong">{error}</p>}
    </>
  );
}

function Actions({ delivery: { id, title } }: { readonly delivery: Delivery }) {
  const path = `/api/v1/alerts/deliveries/${id}`;
  return (
    <span class="row-actions">
      <button
        type="button"
        data-action={`POST ${path}/retry`}
        data-done="It is tried again"
        aria-label={`Try message ${id} again`}
      >
        Try again
      </button>
      <button
        type="button"
        class="danger"
        data-action={`DELETE ${path}`}
        data-confirm={`Forget "${title}"? Nobody will ever get it.`}
        aria-label={`Drop message ${id}`}
      >
        Drop
      </button>
    </span>
  );
}
