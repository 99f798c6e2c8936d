// deno-lint-ignore-file jsx-key -- drawn once on the server
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { clusterColor, type DrawnFigure, lightPalette } from "../figures/mod.ts";

/** Figures side by side where there is room. */
export function Figures({ figures }: { readonly figures: readonly DrawnFigure[] }) {
  return <div class="figures">{figures.map((figure) => <FigureBox figure={figure} />)}</div>;
}

function FigureBox({ figure }: { readonly figure: DrawnFigure }) {
  // Drawn by us from escaped texts. In HTML an svg element needs no namespace, and the page names no address.
  const svg = figure.svg.replace(' xmlns="http://www.w3.org/2000/svg"', "");
  return (
    <figure class="figure">
      <h4>{figure.title}</h4>
      <figcaption>{figure.caption}</figcaption>
      <div class="draw">{raw(svg)}</div>
    </figure>
  );
}

/** Names with values. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, Child])[] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A column of a table: its head and how a row's cell is made. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Child;
  /** Numbers stand to the right. @default false */
  readonly number?: boolean;
  /** Words of a long text break anywhere, so that it fits. @default false */
  readonly long?: boolean;
}

/** A table that scrolls sideways where it does not fit. */
export function Table<Row>(props: {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly chosen?: (row: Row) => boolean;
}) {
  const { columns, rows, chosen = () => false } = props;
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>{columns.map(({ head, number }) => <th scope="col" class={number ? "n" : undefined}>{head}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr class={chosen(row) ? "chosen" : undefined}>
              {columns.map(({ cell, number, long }) => (
                <td class={number ? "n" : long ? "long" : undefined}>{cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The colour that a cluster has in the figures. */
export function Swatch({ label }: { readonly label: number }) {
  return (
    <span class="figure">
      <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
        <rect width="10" height="10" rx="2" fill={lightPalette[clusterColor(label).slice(1)]} />
      </svg>
    </span>
  );
}

/** A score with three decimals. */
export function score(value: number | null): string {
  return value === null ? "–" : value.toFixed(3);
}
