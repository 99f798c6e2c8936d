import type { z } from "zod";
import type { listTicks } from "../../api/automation/endpoints.ts";
import { mayAct } from "../../api/endpoint.ts";
import { Page, type Shell, withQuery } from "../../views/layout.tsx";
import { type Column, Section, Table } from "../../views/parts.tsx";
import { Ticks } from "../../views/ticks.tsx";

/** A page that lists everything of a kind. */
export function ListPage<Item extends { readonly running: boolean }>(props: {
  readonly shell: Shell;
  readonly title: "Schedules" | "Sensors";
  readonly items: readonly Item[];
  readonly columns: (mayChange: boolean) => readonly Column<Item>[];
  /** Said where all are stopped. */
  readonly stopped: string;
}) {
  const { shell, title, items, columns, stopped } = props;
  const kind = title.toLowerCase();
  return (
    <Page shell={shell} title={title} current={title} stream="/api/v1/stream">
      <h1>{title}</h1>
      {items.length === 0
        ? <p>This project defines no {kind.slice(0, -1)}. docs/automation.md shows how to add one.</p>
        : (
          <div data-live={kind}>
            <Table label={title} columns={columns(mayAct(shell.caller.role, "operator"))} rows={items} />
            {items.every(({ running }) => !running) && <p class="quiet">{stopped}</p>}
          </div>
        )}
    </Page>
  );
}

/** What was, newest first. */
export function PastTicks({ shell, ticks }: {
  readonly shell: Shell;
  readonly ticks: z.output<typeof listTicks.output>;
}) {
  const { items, next } = ticks;
  return (
    <Section title="Past ticks">
      <div data-live="ticks">
        {items.length === 0 ? <p>None yet.</p> : <Ticks ticks={items} />}
        {next !== undefined && (
          <p class="pager">
            <a href={withQuery(shell.url, { cursor: String(next) })}>Older ticks</a>
          </p>
        )}
      </div>
    </Section>
  );
}
