import { countOf, formatCount } from "../../../infra/format.ts";
import { listRejectedRows, listRejects } from "../../api/rejects/endpoints.ts";
import { Page, withQuery } from "../../views/layout.tsx";
import { Count, Name, runHref, Section, Table, Time } from "../../views/parts.tsx";
import { given, queryOf } from "../assets/parts.tsx";
import { definePage } from "../page.tsx";

const about =
  "Rows that cannot be read or that break a rule of their dataset are put aside, not dropped. These are those of " +
  "each dataset's newest read.";

/** Datasets with rows that were put aside, and those rows. */
export const rejectsPage = definePage("/rejects", async ({ ask, query, shell }) => {
  const { items } = await ask(listRejects, {});
  const dataset = items.find((one) => one.dataset === query.get("dataset"));
  const name = dataset?.dataset ?? "";
  const [file, rule, text, cursor] = ["file", "rule", "text", "cursor"].map((one) => given(query, one));
  const page = dataset === undefined
    ? undefined
    : await ask(listRejectedRows, { params: { dataset: name }, query: { file, rule, text, cursor, limit: 100 } });
  const download = (format: string) =>
    `/api/v1/rejects/${encodeURIComponent(name)}/download${queryOf({ file, rule, format })}`;
  const to = (values: Readonly<Record<string, string | undefined>>) =>
    withQuery(shell.url, { cursor: undefined, ...values });
  return (
    <Page shell={shell} title="Rejects" current="Rejects">
      <h1>Rejected rows</h1>
      <p class="lead quiet">{about}</p>
      {items.length === 0 ? <p>No row was put aside by the newest reads.</p> : (
        <Table
          label="Datasets"
          columns={[
            {
              title: "Dataset",
              cell: (one) => (
                <a
                  href={`/rejects${queryOf({ dataset: one.dataset })}`}
                  aria-current={one === dataset ? "true" : undefined}
                >
                  {one.dataset}
                </a>
              ),
            },
            { title: "Rows", as: "number", cell: ({ rows }) => <Count value={rows} /> },
            {
              title: "Rules",
              as: "text",
              cell: ({ rules }) => rules.map((one) => `${one.rule} (${formatCount(one.rows)})`).join(", "),
            },
            { title: "Files", as: "number", wide: true, cell: ({ files }) => <Count value={files.length} /> },
            {
              title: "Read",
              wide: true,
              cell: ({ writtenAt, run, known }) =>
                known
                  ? (
                    <a href={runHref(run)}>
                      <Time at={writtenAt} />
                    </a>
                  )
                  : <Time at={writtenAt} />,
            },
          ]}
          rows={items}
        />
      )}
      {dataset !== undefined && page !== undefined && (
        <Section title={`Rows of ${name}`} id="rows">
          <form class="selection-bar" method="get">
            <input type="hidden" name="dataset" value={name} />
            <Choice name="rule" chosen={rule} values={dataset.rules.map((one) => one.rule)} />
            <Choice name="file" chosen={file} values={dataset.files.map((one) => one.file)} />
            <label>
              Text has <input type="search" name="text" value={text} />
            </label>
            <button type="submit">Show</button>
            <a class="button" href={download("csv")} download>CSV</a>
            <a class="button" href={download("parquet")} download>Parquet</a>
          </form>
          <p class="quiet">{countOf(page.matching, "row")}</p>
          <Table
            label={`Rejected rows of ${name}`}
            columns={[
              {
                title: "Place",
                cell: (row) => (
                  <code class="place">
                    <Name text={shortName(row.file)} />
                    <wbr />
                    {row.line === undefined ? "" : `:${row.line}`}
                  </code>
                ),
              },
              { title: "Rule", cell: (row) => <a href={to({ rule: row.rule })}>{row.rule}</a> },
              { title: "Message", as: "text", cell: (row) => row.message },
              { title: "Text", as: "text", wide: true, cell: (row) => <code class="raw">{row.text ?? "–"}</code> },
            ]}
            rows={page.items}
          />
          <p class="pager">
            {cursor !== undefined && <a href={to({})}>First rows</a>}
            {page.next !== undefined && <a href={withQuery(shell.url, { cursor: page.next })}>Next rows</a>}
          </p>
        </Section>
      )}
    </Page>
  );
});

function shortName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}

function Choice({ name, chosen, values }: {
  readonly name: string;
  readonly chosen: string | undefined;
  readonly values: readonly string[];
}) {
  return (
    <label>
      {name === "rule" ? "Rule" : "File"}
      <select name={name}>
        <option value="">all</option>
        {values.map((value) => <option key={value} value={value} selected={value === chosen}>{shortName(value)}
        </option>)}
      </select>
    </label>
  );
}
