import { formatCount } from "../../../infra/format.ts";
import type { Json } from "../../../pipeline/engine/mod.ts";
import { ApiProblem } from "../../api/call.ts";
import { compareValues } from "../../api/assets/data_endpoints.ts";
import { Count, Section, Table } from "../../views/parts.tsx";
import type { PageCall } from "../page.tsx";

/** What differs between two versions: schema, rows by their keys, facts. */
export async function differenceView(
  { ask }: PageCall,
  name: string,
  versions: { readonly before: string; readonly after: string; readonly keys: string | undefined },
) {
  const found = await ask(compareValues, { params: { name }, query: versions }).catch((error: unknown) => {
    if (error instanceof ApiProblem && error.details.status < 500) return error;
    throw error;
  });
  if (found instanceof ApiProblem) {
    return (
      <Section title="Difference">
        <p class="wrong" role="alert">{found.message}</p>
      </Section>
    );
  }
  const { same, schema, metadata, rows } = found;
  return (
    <Section title="Difference">
      {same && <p>Both are the same, byte for byte.</p>}
      {rows !== undefined && !same && <Rows rows={rows} />}
      {!same && rows !== undefined && schema.length === 0 && <p class="quiet">Columns and types are the same.</p>}
      {schema.length > 0 && (
        <Table
          label="Columns that differ"
          columns={[
            { title: "Column", cell: ({ column }) => column },
            {
              title: "Type before",
              cell: ({ before }) =>
                before === undefined ? <span class="badge passed">new</span> : <code>{before}</code>,
            },
            {
              title: "Type after",
              cell: ({ after }) => after === undefined ? <span class="badge error">gone</span> : <code>{after}</code>,
            },
          ]}
          rows={schema}
        />
      )}
      {metadata.length > 0 && (
        <Table
          label="Facts that differ"
          columns={[
            { title: "Fact", cell: ({ key }) => key },
            { title: "Before", as: "text", cell: ({ before, after }) => written(before, after) },
            { title: "After", as: "text", cell: ({ before, after }) => written(after, before) },
          ]}
          rows={metadata}
        />
      )}
    </Section>
  );
}

type RowsFound = NonNullable<Awaited<ReturnType<typeof compareValues["output"]["parse"]>>["rows"]>;

function Rows({ rows }: { readonly rows: RowsFound }) {
  const { keys, before, after, added, removed, changed, columns, samples } = rows;
  return (
    <>
      <p>
        {formatCount(before)} rows before, {formatCount(after)} after:{" "}
        <strong class="good">{formatCount(added)} added</strong>,{" "}
        <strong class="gone">{formatCount(removed)} removed</strong>
        {keys.length > 0 && (
          <>
            , <strong>{formatCount(changed)} changed</strong>
          </>
        )}.{" "}
        <span class="quiet">
          {keys.length > 0
            ? `A row is named by ${keys.join(", ")}.`
            : "No columns name a row, so rows are compared as a whole."}
        </span>
      </p>
      {columns.length > 0 && (
        <Table
          label="Changed columns"
          columns={[
            { title: "Column", cell: ({ name }) => name },
            { title: "Rows with another value", as: "number", cell: ({ rows }) => <Count value={rows} /> },
          ]}
          rows={columns.slice(0, 50)}
        />
      )}
      {samples.length > 0 && (
        <details>
          <summary>Samples of changed cells</summary>
          <Table
            label="Changed cells"
            columns={[
              { title: keys.join(", "), cell: ({ key }) => key.join(", ") },
              { title: "Column", cell: ({ column }) => column },
              {
                title: "Before",
                cell: (sample) => sample.before === null ? <span class="quiet">–</span> : String(sample.before),
              },
              {
                title: "After",
                cell: (sample) => sample.after === null ? <span class="quiet">–</span> : String(sample.after),
              },
            ]}
            rows={samples}
          />
        </details>
      )}
    </>
  );
}

/** A fact as people read it, with as many digits as tell it from the other one. */
function written(value: Json | undefined, other: Json | undefined) {
  if (value === undefined || value === null) return <span class="quiet">–</span>;
  if (typeof value === "number") {
    const same = typeof other === "number" && formatCount(other) === formatCount(value);
    return same ? String(value) : formatCount(value);
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
