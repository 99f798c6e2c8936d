import type { z } from "zod";
import { formatBytes, formatCount } from "../../../infra/format.ts";
import { getClusterRuns } from "../../api/clusters/endpoints.ts";
import { getDownloads } from "../../api/downloads/endpoints.ts";
import { Page } from "../../views/layout.tsx";
import { type Column, Section, Table } from "../../views/parts.tsx";
import { definePage } from "../page.tsx";
import { Empty, RunChoice, runOf } from "./parts.tsx";

type Files = z.infer<(typeof getDownloads)["output"]>;

/** What a run left for others. */
export const downloadsPage = definePage("/clusters/downloads", async ({ ask, query, shell }) => {
  const { items: runs } = await ask(getClusterRuns, { query: {} });
  const run = runOf(query) ?? runs[0]?.id;
  const files = run === undefined ? undefined : await ask(getDownloads, { params: { run } });
  return (
    <Page shell={shell} title="Reports and tables" current="Clusters">
      <h1>Reports, workbooks, tables</h1>
      <RunChoice runs={runs} run={run} url={shell.url} />
      {files === undefined || files.reports.length + files.tables.length === 0
        ? (
          <Empty title="There is nothing to download">
            <p>
              Reports and workbooks are made by merging_job and full_pipeline_job.{" "}
              <a href="/clusters">To the clusters</a>
            </p>
          </Empty>
        )
        : (
          <>
            <Section title="Report and workbooks" id="reports">
              <Reports files={files} />
            </Section>
            <Section title="Tables of assignments" id="tables">
              <Tables files={files} />
            </Section>
          </>
        )}
    </Page>
  );
});

const forms = [["csv", "CSV"], ["xlsx", "Workbook"], ["parquet", "Parquet"]] as const;

const titles: Readonly<Record<string, string>> = {
  internal_save_cluster_assignments: "Internal clusters of every category",
  external_save_cluster_assignments: "External clusters",
  save_merged_cluster_assignments: "Merged and rebalanced clusters; features in Parquet only",
  upload_merged_cluster_assignments: "Final table as uploaded",
};

function Reports({ files: { run, reports } }: { readonly files: Files }) {
  if (reports.length === 0) return <p class="quiet">This run wrote no report.</p>;
  const columns: readonly Column<Files["reports"][number]>[] = [
    {
      title: "File",
      cell: ({ name }) => (
        <a href={`/api/v1/downloads/${encodeURIComponent(run)}/reports/${encodeURIComponent(name)}`} download={name}>
          {name === "index.html" ? "Report (index.html), one page with every chart" : name}
        </a>
      ),
    },
    { title: "Size", as: "number", cell: ({ bytes }) => formatBytes(bytes) },
  ];
  return <Table label="Report and workbooks" columns={columns} rows={reports} />;
}

function Tables({ files: { run, tables } }: { readonly files: Files }) {
  if (tables.length === 0) return <p class="quiet">This run stored no assignments.</p>;
  const columns: readonly Column<Files["tables"][number]>[] = [
    { title: "Table", cell: ({ asset }) => titles[asset] ?? asset },
    { title: "Rows", as: "number", cell: ({ rows }) => rows === null ? "–" : formatCount(rows) },
    {
      title: "Download",
      cell: ({ version, asset }) => (
        <>
          {forms.map(([format, words], i) => (
            <>
              {i === 0 ? "" : " · "}
              <a
                href={`/api/v1/downloads/${encodeURIComponent(run)}/tables/${
                  encodeURIComponent(version)
                }?format=${format}`}
                download
                aria-label={`${titles[asset] ?? asset} as ${words}`}
              >
                {words}
              </a>
            </>
          ))}
        </>
      ),
    },
  ];
  return <Table label="Tables of assignments" columns={columns} rows={tables} />;
}
