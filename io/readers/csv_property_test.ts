import assert from "node:assert/strict";
import fc from "fast-check";
import { salesSchema } from "../../core/schemas.ts";
import { withWorkspace, type Workspace } from "../../tests/helpers/workspace.ts";
import { readerConfigSchema } from "../config.ts";
import { openDatasets } from "../datasets.ts";

type Row = readonly [sku: number, store: number, category: string, sales: number];

interface Expected {
  readonly rows: readonly Row[];
  readonly rejects: readonly { readonly line: number; readonly text: string }[];
}

const lineEnd = /\r\n|\r|\n/y;
const quotedCell = / ?"((?:[^"]|"")*)" *(?=,|\r|\n|$)/y;
const bareCell = /(?! ?")[^,\r\n]*/y;

/** A parser of its own: regular expressions over the text, where the reader goes over bytes. */
function parse(text: string): Expected {
  const rows: Row[] = [];
  const rejects: { line: number; text: string }[] = [];
  let line = 1;
  for (let at = 0, isHeader = true; at < text.length;) {
    const { cells, end } = cutRecord(text, at);
    const record = text.slice(at, end);
    if (record !== "" && !isHeader) {
      const row = cells === undefined ? undefined : rowOf(cells);
      if (row === undefined) rejects.push({ line, text: record });
      else rows.push(row);
    }
    if (record !== "") isHeader = false;
    line += record.split(/\r\n|\r|\n/).length;
    lineEnd.lastIndex = end;
    at = lineEnd.test(text) ? lineEnd.lastIndex : text.length;
  }
  return { rows, rejects };
}

function cutRecord(text: string, start: number): { cells: string[] | undefined; end: number } {
  const cells: string[] = [];
  for (let at = start;;) {
    quotedCell.lastIndex = bareCell.lastIndex = at;
    const quoted = quotedCell.exec(text);
    const bare = quoted === null ? bareCell.exec(text) : null;
    if (quoted === null && bare === null) {
      return { cells: undefined, end: start + text.slice(start).search(/[\r\n]|$/) };
    }
    cells.push(quoted === null ? bare![0] : quoted[1]!.replaceAll('""', '"'));
    at = quoted === null ? bareCell.lastIndex : quotedCell.lastIndex;
    if (text[at] !== ",") return { cells, end: at };
    at++;
  }
}

function rowOf(cells: readonly string[]): Row | undefined {
  const [sku, store, category, sales, ...more] = cells;
  if (sales === undefined || more.length > 1 || (more[0] ?? "") !== "") return undefined;
  const values = [whole(sku!), whole(store!), textOf(category!), numberOf(sales)] as const;
  const [a, b, c, d] = values;
  if (a === undefined || b === undefined || c === undefined || d === undefined || d < 0) return undefined;
  return [a, b, c, d];
}

function textOf(cell: string): string | undefined {
  const text = cell.replace(/^[ \t\u00a0]+|[ \t\u00a0]+$/g, "");
  return ["", "NA", "N/A", "None", "null"].includes(text) || text.includes("\0") ? undefined : text;
}

function numberOf(cell: string): number | undefined {
  const text = cell.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function whole(cell: string): number | undefined {
  const value = numberOf(cell);
  return value !== undefined && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

const number = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 99_999 }).map(String) },
  { weight: 2, arbitrary: fc.double({ min: 0, max: 1e6, noNaN: true }).map(String) },
  {
    weight: 2,
    arbitrary: fc.constantFrom("x", "", "NA", "0", "-4", "2.5", "1e30", "nan", "inf", " 7 ", "007", "1e3", ".5"),
  },
);
const label = fc.oneof(
  fc.constantFrom("A", "b c", " d ", "NA", "", '5" nail', 'a"b', "é卵", "A\0B", "'q'", "#1", "a\\b"),
  fc.string({ unit: fc.constantFrom("a", " ", '"', ",", "\n", "\r\n", "é", ";"), maxLength: 6 }),
);
const quoteAll = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const isBare = (cell: string) => !/[,\r\n]|^ ?"/.test(cell);
const written = fc.tuple(label, fc.boolean(), fc.constantFrom("", "", " ")).map(([cell, quoted, pad]) =>
  quoted || !isBare(cell) ? `${pad}${quoteAll(cell)}${pad}` : cell
);
const record = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.tuple(number, number, written, number, fc.constantFrom("", "", "", "", "", "", ",", ",9", ',""'))
      .map(([a, b, c, d, more]) => `${a},${b},${c},${d}${more}`),
  },
  { weight: 1, arbitrary: fc.constantFrom("", "", "  ", "1,2", "1", ",,,", "1,2,A,3,4,5", "total") },
  { weight: 1, arbitrary: fc.constantFrom('1,2,"A,3', '1,2,"A" b,3', '"', '1,2,A,"3', '1,2,"A""B,3', '1,2, "A"x,3') },
);
const lineEnds = fc.oneof(fc.constantFrom(["\n"], ["\r\n"], ["\r"]), fc.constant(["\n", "\r\n", "\r"]));
const content = fc.tuple(fc.array(record, { minLength: 1, maxLength: 25 }), lineEnds, fc.boolean(), fc.boolean())
  .chain(([records, ends, mark, closed]) =>
    fc.array(fc.constantFrom(...ends), { minLength: records.length + 1, maxLength: records.length + 1 }).map((used) => {
      const lines = ["SKU_NBR,STORE_NBR,CAT_DSC,TOTAL_SALES", ...records];
      const text = lines.map((line, i) => line + (closed || i < records.length ? used[i] : "")).join("");
      return { text, mark: mark ? "\ufeff" : "" };
    })
  );

async function read({ session, file, folder }: Workspace, text: string, filesFrom: number): Promise<Expected> {
  const path = await file("sales.csv", text);
  const readers = { sales: readerConfigSchema.parse({ kind: "csv", path, max_reject_ratio: 1 }) };
  const rejectsDirectory = `${folder}/rejects`;
  const datasets = openDatasets({ session, readers, writers: {}, rejectsDirectory, filesFrom, run: "run" });
  const report = await datasets.read("sales", { as: "sales", schema: salesSchema });
  const rows = await session.rows<Record<string, unknown>>("FROM sales");
  const rejects = report.rejectsFile === undefined
    ? []
    : await session.rows<{ line: number; text: string; source_file: string; message: string }>(
      `SELECT * FROM '${report.rejectsFile}' ORDER BY line`,
    );
  await datasets.close();
  assert.equal(report.table.rows + report.rejected, rows.length + rejects.length);
  assert.ok(rejects.every(({ source_file, message }) => source_file === path && !/convert|Error|Column/.test(message)));
  return {
    rows: rows.map((row) => Object.values(row) as unknown as Row),
    rejects: rejects.map(({ line, text }) => ({ line, text })),
  };
}

Deno.test("csvReader: any table with any dirt is read as another parser reads it, in memory and in files", () =>
  withWorkspace((space) =>
    fc.assert(
      fc.asyncProperty(content, async ({ text, mark }) => {
        const expected = parse(text);
        if (expected.rows.length + expected.rejects.length === 0) return;
        assert.deepEqual(await read(space, mark + text, Infinity), expected);
        assert.deepEqual(await read(space, mark + text, 0), expected);
      }),
      { numRuns: 60 },
    )
  ));
