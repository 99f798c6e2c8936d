import assert from "node:assert/strict";
import { join } from "node:path";
import { openSession, type Session } from "../io/mod.ts";
import { runCli } from "./helpers/cli.ts";
import { elementsOf } from "./helpers/markup.ts";
import { withFolder } from "./helpers/workspace.ts";

async function run(job: string, data: string): Promise<void> {
  const { code, stdout, stderr } = await runCli(["run", job, "--env", "dev", "--set", `paths.data=${data}`]);
  assert.equal(code, 0, stdout + stderr);
}

/** Folder of the newest run's reports. */
function newestReport(data: string): string {
  const folder = join(data, "merging/reports");
  return join(folder, [...Deno.readDirSync(folder)].map(({ name }) => name).sort().at(-1)!);
}

/** Sections of the report by their heading. */
function sectionsOf(html: string): ReadonlyMap<string, string> {
  const sections = html.split("<section ").slice(1).map((part) => `<section ${part.split("</section>")[0]}</section>`);
  return new Map(sections.map((section) => {
    const head = elementsOf(section).find(({ name }) => name === "h2");
    return [head?.text ?? "", section] as const;
  }));
}

interface Published {
  readonly category: string;
  readonly stores: number;
  readonly outliers: number;
  readonly silhouette: number;
}

function published(session: Session, data: string): Promise<readonly Published[]> {
  return session.rows<Published>(
    `SELECT category, count(*) AS stores, count(*) FILTER (is_outlier) AS outliers, avg(silhouette) AS silhouette
     FROM '${data}/internal/cluster_assignments.parquet' GROUP BY category ORDER BY category`,
  );
}

/** The figure with a title in a section. */
function figureOf(section: string, title: string): string {
  const found = section.split("<figure ").find((part) => part.includes(`<h4>${title}</h4>`));
  assert.ok(found !== undefined, title);
  return `<figure ${found.split("</figure>")[0]}</figure>`;
}

Deno.test("cluster_report: figures show the published data, links lead to files, and nothing comes from the network", () =>
  withFolder(async (data) => {
    await run("full_pipeline_job", data);
    const folder = newestReport(data);
    const html = await Deno.readTextFile(join(folder, "index.html"));
    const outside = html.match(/.{0,40}(?:https?:|\/\/|@import|url\(|<script|<link|<img|<iframe).{0,40}/g);
    assert.deepEqual(outside, null);
    const sections = sectionsOf(html);
    await using session = await openSession({ threads: 2 });
    const categories = await published(session, data);
    assert.equal(categories.length, 8);
    for (const { category, stores, outliers, silhouette } of categories) {
      const section = sections.get(category);
      assert.ok(section !== undefined, category);
      const scatter = elementsOf(figureOf(section, "Stores in the first two components"));
      const points = scatter.filter(({ name, attributes }) =>
        name === "circle" && ["3", "3.5"].includes(attributes["r"] ?? "")
      );
      assert.equal(points.length, stores, `${category}: a point for every store`);
      assert.equal(points.filter(({ attributes }) => attributes["r"] === "3.5").length, outliers);
      const bars = figureOf(section, "Silhouette of every store");
      assert.ok(bars.includes(`>mean ${silhouette.toFixed(3)}<`), `${category}: the mean over all clusters`);
      const links = elementsOf(section).flatMap(({ name, attributes }) => name === "a" ? [attributes["href"]!] : []);
      assert.equal(links.length, 1);
      assert.ok(Deno.statSync(join(folder, decodeURIComponent(links[0]!))).isFile);
    }
    const quality = sections.get("Data quality") ?? "";
    // Counted over the sample's files apart from the program.
    assert.match(quality, /2\.4 %/);
    assert.match(quality, /ns_sales\.csv:\d+: /);
    assert.ok(sections.has("External clusters"));

    await run("merging_job", data);
    const again = await Deno.readTextFile(join(newestReport(data), "index.html"));
    const svgs = (text: string) => text.match(/<svg [\s\S]*?<\/svg>/g);
    assert.deepEqual(svgs(again), svgs(html), "the same data gives the same figures, also when read back");
  }));
