import type { z } from "zod";
import { countOf, formatCount } from "../../../infra/format.ts";
import type { listRows, profileColumns } from "../../api/assets/data_endpoints.ts";
import { Histogram } from "./plot.tsx";

/** What the address of a grid says. */
export interface GridState {
  readonly partition?: string | undefined;
  readonly version?: string | undefined;
  readonly filters?: readonly string[];
  /** Columns that are not shown. */
  readonly hide?: readonly string[];
  readonly sort?: string | undefined;
  readonly descending?: string;
  readonly cursor?: string | undefined;
}

type Rows = z.output<typeof listRows["output"]>;
type Profile = z.output<typeof profileColumns["output"]>;
type ColumnFacts = Profile["items"][number];

/** Characters of a cell that are cut off when its column is too narrow for them. */
const longText = 40;

/** Rows under their columns, each with its type, share without value, and a histogram or its most frequent values. */
export function DataGrid({ page, profile, sort, descending, to }: {
  readonly page: Pick<Rows, "columns" | "rows">;
  readonly profile: Profile;
  readonly sort: string | undefined;
  readonly descending: boolean;
  readonly to: (values: GridState) => string;
}) {
  const facts = new Map(profile.items.map((item) => [item.name, item]));
  const numbers = page.columns.map(({ type }) => isNumber(type));
  return (
    <div class="scroll grid" tabindex={0} role="region" aria-label="Rows">
      <table>
        <thead>
          <tr>
            {page.columns.map(({ name, type }, i) => {
              const sorted = name === sort;
              const next = sorted && !descending
                ? { sort: name, descending: "true" }
                : { sort: name, descending: "false" };
              const other = sorted && descending ? { sort: undefined } : next;
              return (
                <th
                  key={name}
                  scope="col"
                  class={numbers[i] ? "number" : undefined}
                  aria-sort={sorted ? (descending ? "descending" : "ascending") : undefined}
                >
                  <a href={to({ ...other, cursor: undefined })}>
                    {name}
                    {sorted && <span aria-hidden="true">{descending ? " ↓" : " ↑"}</span>}
                  </a>
                  <span class="type">{type.toLowerCase()}</span>
                  <Facts facts={facts.get(name)} />
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {page.rows.map((row) => (
            <tr>
              {row.map((cell, i) => (
                <td
                  key={i}
                  class={numbers[i] ? "number" : undefined}
                  title={typeof cell === "string" && cell.length > longText ? cell : undefined}
                >
                  {cell === null ? <span class="quiet">–</span> : shown(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Facts({ facts }: { readonly facts: ColumnFacts | undefined }) {
  if (facts === undefined) return null;
  const { nulls, distinct, estimated, least, greatest, histogram, frequent } = facts;
  const range = least === null ? "no value" : `${shown(least)} to ${shown(greatest ?? "")}`;
  return (
    <div class="facts-of-column">
      {histogram !== undefined && <Histogram counts={histogram} label={`${facts.name}: ${range}`} />}
      {histogram === undefined && frequent !== undefined && (
        <Histogram counts={frequent.map(({ rows }) => rows)} label={frequentWords(frequent)} />
      )}
      {histogram === undefined && frequent === undefined && <span>{range}</span>}
      <span title={`${estimated ? "about " : ""}${countOf(distinct, "different value")}, ${range}`}>
        {nulls === 0 ? "" : `${percent(nulls)} empty · `}
        {estimated ? "≈" : ""}
        {countOf(distinct, "value")}
      </span>
    </div>
  );
}

function frequentWords(frequent: NonNullable<ColumnFacts["frequent"]>): string {
  return `Most frequent: ${frequent.map(({ value, rows }) => `${value} (${formatCount(rows)})`).join(", ")}`;
}

function percent(share: number): string {
  return share < 0.001 ? "<0.1 %" : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

/** A cell as people read it: names of stores are no amounts, so there are no separators. */
function shown(cell: string | number | boolean): string {
  if (typeof cell !== "number") return String(cell);
  return Number.isInteger(cell) ? String(cell) : String(Number(cell.toPrecision(7)));
}

/** Whether a column stands at the right. */
export function isNumber(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)?INT|INTEGER|UINTEGER|DOUBLE|FLOAT|DECIMAL(\(\d+,\d+\))?)$/.test(type);
}
