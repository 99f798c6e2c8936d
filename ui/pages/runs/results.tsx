import type { z } from "zod";
import { formatBytes, formatCount } from "../../../infra/format.ts";
import type { Json } from "../../../pipeline/engine/mod.ts";
import type { listRunChecks } from "../../api/runs/endpoints.ts";
import type { OutputAnswer } from "../../api/runs/schemas.ts";
import { Checks } from "../../views/checks.tsx";
import {
  assetHref,
  type Column,
  Command,
  Count,
  Facts,
  runHref,
  Section,
  Size,
  Table,
  TagList,
} from "../../views/parts.tsx";
import type { RunDetail } from "./run_page.tsx";

const outputColumns: readonly Column<OutputAnswer>[] = [
  { title: "Asset", cell: ({ asset }) => <a href={assetHref(asset)}>{asset}</a> },
  { title: "Key", cell: ({ partition }) => partition },
  { title: "Rows", as: "number", cell: ({ rows }) => <Count value={rows} /> },
  { title: "Difference", as: "number", cell: (output) => <RowDifference output={output} /> },
  { title: "Size", as: "number", cell: ({ bytes }) => <Size bytes={bytes} /> },
  { title: "Before", wide: true, cell: (output) => <Before output={output} /> },
  { title: "File", wide: true, cell: ({ path }) => <code class="file">{path}</code> },
];

/** What a run stored, beside what was there before. */
export function Outputs({ outputs, live }: { readonly outputs: readonly OutputAnswer[]; readonly live: boolean }) {
  if (outputs.length === 0) {
    return (
      <p>{live ? "Nothing is stored yet." : "The run stored nothing: it ended before, or took what was there."}</p>
    );
  }
  return <Table label="Outputs" columns={outputColumns} rows={outputs} />;
}

function RowDifference(
  { output: { asset, partition, version, rows, bytes, before } }: { readonly output: OutputAnswer },
) {
  if (before === undefined) return <span class="quiet">new</span>;
  if (before.same) return <span class="quiet">same content</span>;
  const words = rows === undefined || before.rows === undefined
    ? signed(bytes - before.bytes, true)
    : rows === before.rows
    ? "same number"
    : `${signed(rows - before.rows, false)} rows`;
  const versions = new URLSearchParams({
    tab: "versions",
    ...(partition === undefined ? {} : { partition }),
    ...{ before: before.version, after: version },
  });
  return <a class="figure" href={`${assetHref(asset)}?${versions}`} title="What differs">{words}</a>;
}

function signed(value: number, isBytes: boolean): string {
  const text = isBytes ? formatBytes(Math.abs(value)) : formatCount(Math.abs(value));
  return `${value < 0 ? "−" : "+"}${text}`;
}

function Before({ output: { before } }: { readonly output: OutputAnswer }) {
  if (before === undefined) return <span class="quiet">–</span>;
  return <a class="id" href={runHref(before.run)}>{before.run}</a>;
}

/** Outcomes of a run's checks. */
export function RunChecks({ checks, live }: {
  readonly checks: z.output<typeof listRunChecks.output>["items"];
  readonly live: boolean;
}) {
  if (checks.length === 0) return <p>{live ? "No check was evaluated yet." : "The run evaluated no check."}</p>;
  return <Checks checks={checks} />;
}

type Change = RunDetail["changes"][number];

const changeColumns: readonly Column<Change>[] = [
  { title: "What", cell: ({ key }) => <code>{key}</code> },
  { title: "Before", as: "text", cell: ({ before }) => <Asked value={before} /> },
  { title: "This run", as: "text", cell: ({ after }) => <Asked value={after} /> },
];

function Asked({ value }: { readonly value: Json | undefined }) {
  if (value === undefined) return <span class="quiet">not given</span>;
  return <code>{typeof value === "string" ? value : JSON.stringify(value)}</code>;
}

/** What a run was asked for, and what of it differs from the run before it. */
export function Changes({ detail: { run, previous, changes, command } }: { readonly detail: RunDetail }) {
  return (
    <>
      <Section title="Different from the last successful run">
        {previous === undefined ? <p>No run of this job succeeded before it.</p> : changes.length === 0
          ? (
            <p>
              Asked for the same as <a class="id" href={runHref(previous.id)}>{previous.id}</a>.
            </p>
          )
          : <Table label="Differences" columns={changeColumns} rows={changes} />}
      </Section>
      <Section title="What was asked for">
        {Object.keys(run.request).length === 0 ? <p>Nothing but the job.</p> : <Facts facts={run.request} />}
      </Section>
      <Section title="Tags">
        {Object.keys(run.tags).length === 0 ? <p>None.</p> : (
          <p>
            <TagList tags={run.tags} />
          </p>
        )}
      </Section>
      <Section title="In a terminal">
        <Command line={command} />
      </Section>
    </>
  );
}
