import type { z } from "zod";
import type { getBackfillSteps } from "../../api/backfills/endpoints.ts";
import { type Shell, withQuery } from "../../views/layout.tsx";
import { assetHref, type Column, Name, runHref, Table } from "../../views/parts.tsx";

type Steps = z.output<typeof getBackfillSteps.output>;

const cell = 12;

/** Assets by keys: each key a row of cells, one for each asset in its order. */
export function StepsView({ shell, steps: { assets, items, next } }: { readonly shell: Shell; readonly steps: Steps }) {
  const columns: readonly Column<Steps["items"][number]>[] = [
    { title: "Key", cell: ({ partition }) => partition },
    { title: "Steps", cell: (row) => <Cells row={row} assets={assets} /> },
    { title: "Run", wide: true, cell: ({ run }) => run && <a class="id" href={runHref(run)}>{run}</a> },
  ];
  return (
    <>
      <p class="quiet">
        A cell for each asset, from left to right: <span class="badge success">✓ made</span>{" "}
        <span class="badge reused">↩ taken as it was</span> <span class="badge running">◑ goes on</span>{" "}
        <span class="badge failed">✕ failed</span>{" "}
        <span class="badge skipped">⤼ skipped</span>, pale where the run has come to none yet.
      </p>
      <Table label="Steps of each key" columns={columns} rows={items} />
      <p class="pager">
        {shell.url.searchParams.has("cursor") && <a href={withQuery(shell.url, { cursor: undefined })}>First keys</a>}
        {next !== undefined && <a href={withQuery(shell.url, { cursor: String(next) })}>Next keys</a>}
      </p>
      <details>
        <summary>The assets in this order</summary>
        <ol>
          {assets.map((name) => (
            <li key={name}>
              <a href={assetHref(name)}>
                <Name text={name} />
              </a>
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}

function Cells({ row: { partition, steps }, assets }: {
  readonly row: Steps["items"][number];
  readonly assets: readonly string[];
}) {
  const counts = Map.groupBy(steps, (status) => status ?? "not yet");
  const words = [...counts].map(([status, own]) => `${own.length} ${status}`).join(", ");
  return (
    <svg
      class="step-cells"
      width={steps.length * cell}
      height={cell + 2}
      role="img"
      aria-label={`${partition}: ${words}`}
    >
      {steps.map((status, i) => (
        <rect
          key={i}
          class={`badge ${status ?? "open"}`}
          x={i * cell + 1}
          y="2"
          width={cell - 2}
          height={cell - 2}
          rx="2"
        >
          <title>{`${assets[i]}: ${status ?? "not yet"}`}</title>
        </rect>
      ))}
    </svg>
  );
}
