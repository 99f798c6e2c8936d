import assert from "node:assert/strict";
import { z } from "zod";
import { withWorkspace, type Workspace } from "../tests/helpers/workspace.ts";
import { readerConfigSchema, writerConfigSchema } from "./config.ts";
import { openDatasets } from "./datasets.ts";
import type { Datasets, ReadReport } from "./types.ts";

const schema = z.object({
  STORE_NBR: z.int().positive(),
  NEED: z.string().nullable(),
  SALES: z.number(),
  NOTE: z.string().nullable(),
});

const query = `SELECT * FROM (VALUES
  (1::BIGINT, 'plain', 1.5::DOUBLE, 'x'),
  (2, 'comma, "quote" and ''apostrophe''', 0.1::DOUBLE + 0.2::DOUBLE, E'two\\nlines'),
  (9007199254740991, NULL, -1e300::DOUBLE, 'é卵🥚'),
  (3, 'a;b', 5e-324::DOUBLE, NULL)
) AS v("STORE_NBR", "NEED", "SALES", "NOTE")`;

interface Format {
  readonly name: string;
  readonly writer: Readonly<Record<string, unknown>> & { readonly kind: string };
  readonly reader: Readonly<Record<string, unknown>> & { readonly kind: string };
}

const same = (kind: string, keys: Readonly<Record<string, unknown>> = {}): Format => ({
  name: kind,
  writer: { kind, ...keys },
  reader: { kind, ...keys },
});

const formats: readonly Format[] = [
  same("parquet"),
  same("csv"),
  {
    name: "csv, tab, mark",
    writer: { kind: "csv", delimiter: "\t", bom: true },
    reader: { kind: "csv", delimiter: "\t" },
  },
  same("json"),
  same("jsonl"),
  same("duckdb", { table: "sales" }),
  same("sqlite", { table: "sales" }),
  { name: "xlsx", writer: { kind: "xlsx", sheet: "Sales" }, reader: { kind: "excel", sheet: "Sales" } },
];

function datasets({ session, path, folder }: Workspace, { writer, reader }: Format, ratio = 0.01): Datasets {
  const file = path(`data.${writer.kind}`);
  return openDatasets({
    session,
    readers: { sales: readerConfigSchema.parse({ path: file, max_reject_ratio: ratio, ...reader }) },
    writers: { sales: writerConfigSchema.parse({ path: file, ...writer }) },
    rejectsDirectory: `${folder}/rejects`,
    run: "test",
  });
}

async function valuesOf({ session }: Workspace, relation: string): Promise<unknown[]> {
  return await session.rows(`SELECT "STORE_NBR"::VARCHAR AS s, "NEED" AS n, "SALES"::VARCHAR AS x, "NOTE" AS t
    FROM "${relation}" ORDER BY "STORE_NBR"`);
}

for (const format of formats) {
  Deno.test(`formats, ${format.name}: a table that is written is read back with the same values and types`, () =>
    withWorkspace(async (workspace) => {
      const { read, write } = bind(datasets(workspace, format));
      const table = await workspace.table("original", query);
      await write(table);
      const report = await read({ as: "back", schema });
      assert.deepEqual([report.table.rows, report.rejected], [4, 0]);
      assert.deepEqual(report.table.columns, table.columns);
      assert.deepEqual(await valuesOf(workspace, "back"), await valuesOf(workspace, "original"));
      const again = await read({ as: "back", schema, limit: 2 });
      assert.equal(again.table.rows, 2);
    }));

  Deno.test(`formats, ${format.name}: rows that break the schema are put aside with file and line`, () =>
    withWorkspace(async (workspace) => {
      const { read, write } = bind(datasets(workspace, format, 0.5));
      await write(await workspace.table("original", `${query} UNION ALL SELECT -5, 'bad', 1.0, 'negative'`));
      const report = await read({ as: "back", schema });
      assert.deepEqual([report.table.rows, report.rejected], [4, 1]);
      const [reject] = await workspace.session.rows<{ source_file: string; line: number; rule: string; text: string }>(
        `FROM read_parquet('${report.rejectsFile}')`,
      );
      assert.match(reject!.source_file, new RegExp(`^${workspace.path("data")}`));
      assert.match(reject!.rule, /^STORE_NBR: /);
      assert.match(reject!.text, /-5.*bad/);
      assert.equal(reject!.line, lineOfLastRow(format));
    }));
}

/** A header takes a line in CSV and Excel, and a value of the second row has a line end, which takes one in CSV. */
function lineOfLastRow({ writer }: Format): number {
  if (writer.kind === "csv") return 7;
  return writer.kind === "xlsx" ? 6 : 5;
}

function bind(datasets: Datasets) {
  return {
    read: (options: Parameters<Datasets["read"]>[1]): Promise<ReadReport> => datasets.read("sales", options),
    write: (table: ReadReport["table"]) => datasets.write("sales", { kind: "table", table }),
  };
}

Deno.test("formats, jsonl: a broken line is put aside with its place and text", () =>
  withWorkspace(async (workspace) => {
    const format = same("jsonl");
    const row = '{"STORE_NBR": 1, "NEED": "a", "SALES": 1.5, "NOTE": null}';
    await workspace.file("data.jsonl", `${row}\n{"STORE_NBR": 2, "NEED"\n\n${row.replace("1.5", '"much"')}\n${row}`);
    const { read } = bind(datasets(workspace, format, 0.6));
    const report = await read({ as: "back", schema });
    assert.deepEqual([report.table.rows, report.rejected], [2, 2]);
    const path = workspace.path("data.jsonl");
    const samples = report.rejects.flatMap((reject) => reject.samples).sort();
    assert.equal(samples[0], `${path}:2: {"STORE_NBR": 2, "NEED"`);
    assert.match(samples[1]!, new RegExp(`^${path}:4: .*much`));
  }));
