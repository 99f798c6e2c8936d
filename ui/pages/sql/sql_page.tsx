import { formatCount } from "../../../infra/format.ts";
import { listTables } from "../../api/sql/endpoints.ts";
import { Page } from "../../views/layout.tsx";
import { Name } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { given } from "../assets/parts.tsx";

/** Queries over assets. */
export const sqlPage = definePage("/sql", async ({ ask, query, shell }) => {
  const { items, limits } = await ask(listTables, {});
  const text = given(query, "query") ?? example(items[0]?.name);
  return (
    <Page shell={shell} title="SQL" current="SQL">
      <h1>SQL</h1>
      <div class="console" data-island="console" data-props={JSON.stringify({ run: query.has("query") })}>
        <aside aria-label="Tables">
          <label class="unseen" for="table-search">Find a table or column</label>
          <input id="table-search" type="search" placeholder="Find a table or column" />
          <ul class="tables">
            {items.map(({ name, rows, columns, partitions }) => (
              <li
                key={name}
                data-words={[name, ...columns.map((column) => column.name)].join(" ").toLowerCase()}
              >
                <details>
                  <summary>
                    <code>
                      <Name text={name} />
                    </code>{" "}
                    <span class="quiet">{rows === undefined ? "" : formatCount(rows)}</span>
                  </summary>
                  <button type="button" data-insert={quoted(name)}>Insert name</button>
                  <ul>
                    {partitions.length > 0 && <Column name="partition" type="VARCHAR" />}
                    {columns.map((column) => <Column key={column.name} name={column.name} type={column.type} />)}
                  </ul>
                  {partitions.length > 0 && (
                    <p class="quiet">
                      One partition alone: <code>"{name}/{partitions[0]}"</code>
                    </p>
                  )}
                </details>
              </li>
            ))}
          </ul>
          {items.length === 0 && <p>No asset has rows yet: run a job first.</p>}
        </aside>
        <form method="get" action="/sql">
          <label class="unseen" for="sql-text">Query</label>
          <textarea id="sql-text" name="query" rows={8} spellcheck={false} autocomplete="off" maxlength={20000}>
            {text}
          </textarea>
          <div class="actions">
            <button type="submit" class="main">Run</button>
            <button type="button" data-do="cancel" disabled>Cancel</button>
            <button type="button" data-do="csv">CSV</button>
            <button type="button" data-do="parquet">Parquet</button>
            <details class="history">
              <summary>History</summary>
              <ol></ol>
            </details>
            <span class="quiet limits">
              Only reads. At most {limits.seconds} s, {limits.memory}, {formatCount(limits.rows)} rows shown;{" "}
              <kbd>Ctrl Enter</kbd> runs.
            </span>
          </div>
          <p class="told" role="status"></p>
          <div class="answer"></div>
          <noscript>
            Queries need JavaScript; the API answers at <code>/api/v1/sql?query=…</code>
          </noscript>
        </form>
      </div>
    </Page>
  );
});

function Column({ name, type }: { readonly name: string; readonly type: string }) {
  return (
    <li>
      <button type="button" class="plain-button" data-insert={quoted(name)} title={`Insert ${name}`}>{name}</button>
      {" "}
      <span class="type">{type.toLowerCase()}</span>
    </li>
  );
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function example(table: string | undefined): string {
  return table === undefined ? "SELECT 1 AS one" : `SELECT *\nFROM ${quoted(table)}\nLIMIT 100`;
}
