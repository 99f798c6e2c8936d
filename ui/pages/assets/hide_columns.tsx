import { formatCount } from "../../../infra/format.ts";

interface Grid {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
}

/** A grid without some of its columns; with all of them where none would be left. */
export function withoutColumns<Given extends Grid>(grid: Given, hidden: readonly string[]): Given {
  const kept = [...grid.columns.keys()].filter((i) => !hidden.includes(grid.columns[i]!.name));
  if (kept.length === 0 || kept.length === grid.columns.length) return grid;
  return {
    ...grid,
    columns: kept.map((i) => grid.columns[i]!),
    rows: grid.rows.map((row) => kept.map((i) => row[i] ?? null)),
  };
}

/** A form that hides columns; everything else that the address says stays. */
export function HideColumns({ columns, hidden, query }: {
  readonly columns: readonly { readonly name: string }[];
  readonly hidden: readonly string[];
  readonly query: URLSearchParams;
}) {
  const rest = [...query].filter(([name]) => name !== "hide");
  const shown = columns.filter(({ name }) => !hidden.includes(name)).length;
  return (
    <details class="hide-columns">
      <summary>
        Columns{" "}
        <span class="quiet">
          {shown === columns.length ? formatCount(shown) : `${formatCount(shown)} of ${formatCount(columns.length)}`}
        </span>
      </summary>
      <form method="get">
        {rest.map(([name, value]) => <input key={`${name}=${value}`} type="hidden" name={name} value={value} />)}
        <fieldset>
          <legend>Hide</legend>
          {columns.map(({ name }) => (
            <label key={name}>
              <input type="checkbox" name="hide" value={name} checked={hidden.includes(name)} /> {name}
            </label>
          ))}
        </fieldset>
        <button type="submit">Show the others</button>
      </form>
    </details>
  );
}
