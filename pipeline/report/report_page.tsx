// deno-lint-ignore-file jsx-key -- drawn once on the server
import { raw } from "hono/html";
import { countOf, grouped } from "../figures/mod.ts";
import { CategoryView } from "./category_view.tsx";
import type { CategoryReport, Report } from "./model.ts";
import { type Column, Facts, score, Table } from "./parts.tsx";
import { QualityView } from "./quality_view.tsx";
import { SideView } from "./side_view.tsx";
import { reportStyle } from "./style.ts";

/** Nothing is fetched and nothing runs, whatever a text may hold. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The whole report as one HTML document that needs no other file and no network. */
export function reportHtml(report: Report): string {
  return `<!doctype html>\n${<Document report={report} />}\n`;
}

function Document({ report }: { readonly report: Report }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <title>{`Store clusters · ${report.run}`}</title>
        <style>{raw(reportStyle())}</style>
      </head>
      <body>
        <div class="layout">
          <Contents report={report} />
          <main>
            <Head report={report} />
            <Overview report={report} />
            <QualityView quality={report.quality} id="quality" />
            {report.common.map((side, i) => (
              <section id={`common${i + 1}`}>
                <h2>{side.title}</h2>
                <p class="quiet">The same for every category.</p>
                <SideView side={side} headed />
              </section>
            ))}
            {report.categories.map((category, i) => <CategoryView report={category} id={categoryId(i)} />)}
            <footer>Run {report.run} of {report.job}, started {time(report.startedAt)}</footer>
          </main>
        </div>
      </body>
    </html>
  );
}

function Contents({ report }: { readonly report: Report }) {
  return (
    <nav aria-label="Contents">
      <strong>Contents</strong>
      <ol>
        <li>
          <a href="#overview">Overview</a>
        </li>
        <li>
          <a href="#quality">Data quality</a>
        </li>
        {report.common.map(({ title }, i) => (
          <li>
            <a href={`#common${i + 1}`}>{title}</a>
          </li>
        ))}
      </ol>
      <strong>Categories</strong>
      <ol>
        {report.categories.map(({ category }, i) => (
          <li>
            <a href={`#${categoryId(i)}`}>{category}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Head({ report }: { readonly report: Report }) {
  return (
    <header>
      <h1>Store clusters</h1>
      <p class="quiet">
        {categoryCount(report.categories.length)} · run {report.run} of {report.job} · {time(report.startedAt)}
      </p>
    </header>
  );
}

interface OverviewRow {
  readonly report: CategoryReport;
  readonly id: string;
}

function Overview({ report }: { readonly report: Report }) {
  const rows = report.categories.map((report, i): OverviewRow => ({ report, id: categoryId(i) }));
  const merged = report.categories.flatMap(({ merge }) => merge === null ? [] : [merge]);
  const moved = report.categories.some(({ sides }) => sides.some(({ moved }) => moved !== null));
  const facts: (readonly [string, string])[] = [
    ["Categories", grouped(report.categories.length)],
    ["Clusters, all categories", grouped(sum(report.categories.map((one) => one.sides[0]?.clusters.length ?? 0)))],
    ...report.common.map((side) => [side.title, grouped(side.clusters.length)] as const),
    ["Merged clusters", grouped(sum(merged.map(({ pairs }) => pairs.filter(({ after }) => after > 0).length)))],
    ["Moved from small pairs", countOf(sum(merged.map(({ moved }) => moved)), "store")],
  ];
  return (
    <section id="overview" class="first">
      <h2>Overview</h2>
      <Facts facts={facts} />
      <Table columns={moved ? overviewColumns : overviewColumns.filter((one) => one !== movedColumn)} rows={rows} />
    </section>
  );
}

/** Of no use in a first run. */
const movedColumn: Column<OverviewRow> = {
  head: "Moved since the last run",
  number: true,
  cell: ({ report }) => count(report.sides[0]?.moved ?? null),
};

const overviewColumns: readonly Column<OverviewRow>[] = [
  { head: "Category", cell: ({ report, id }) => <a href={`#${id}`}>{report.category}</a> },
  { head: "Stores", number: true, cell: ({ report }) => grouped(sum(sizes(report))) },
  { head: "Clusters", number: true, cell: ({ report }) => String(sizes(report).length) },
  { head: "Silhouette", number: true, cell: ({ report }) => score(report.sides[0]?.silhouette ?? null) },
  { head: "Largest", number: true, cell: ({ report }) => grouped(Math.max(0, ...sizes(report))) },
  {
    head: "Smallest",
    number: true,
    cell: ({ report }) => sizes(report).length === 0 ? "–" : grouped(Math.min(...sizes(report))),
  },
  movedColumn,
  {
    head: "Merged clusters",
    number: true,
    cell: ({ report }) => count(report.merge?.pairs.filter(({ after }) => after > 0).length ?? null),
  },
  { head: "Moved from small pairs", number: true, cell: ({ report }) => count(report.merge?.moved ?? null) },
  {
    head: "Workbook",
    cell: ({ report }) =>
      report.workbook === null
        ? "–"
        : <a href={encodeURIComponent(report.workbook)} aria-label={report.workbook}>xlsx</a>,
  },
];

function sizes({ sides }: CategoryReport): readonly number[] {
  return sides[0]?.clusters.map(({ stores }) => stores) ?? [];
}

function count(found: number | null): string {
  return found === null ? "–" : grouped(found);
}

function categoryId(place: number): string {
  return `category${place + 1}`;
}

function time(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, one) => total + one, 0);
}

function categoryCount(categories: number): string {
  return categories === 1 ? "1 category" : `${grouped(categories)} categories`;
}
