import assert from "node:assert/strict";
import { z } from "zod";
import { salesSchema } from "../../core/schemas.ts";
import { Problem } from "../../infra/errors.ts";
import { listFolder, withWorkspace, type Workspace } from "../../tests/helpers/workspace.ts";
import { readerConfigSchema } from "../config.ts";
import { openDatasets } from "../datasets.ts";
import type { ReadOptions, ReadReport, TableSchema } from "../types.ts";

const header = "SKU_NBR,STORE_NBR,CAT_DSC,TOTAL_SALES";

interface Setup extends Partial<ReadOptions> {
  readonly config?: Readonly<Record<string, unknown>>;
  /** Bytes from which rows are put into files. */
  readonly filesFrom?: number;
}

async function read(
  { session, folder }: Workspace,
  path: string | readonly string[],
  { config = {}, filesFrom = Infinity, ...options }: Setup = {},
): Promise<ReadReport> {
  const readers = { sales: readerConfigSchema.parse({ kind: "csv", path, max_reject_ratio: 1, ...config }) };
  const rejectsDirectory = `${folder}/rejects`;
  const datasets = openDatasets({ session, readers, writers: {}, rejectsDirectory, filesFrom, run: "run" });
  return await datasets.read("sales", { as: "sales", schema: salesSchema, ...options });
}

interface Reject {
  readonly line: number;
  readonly text: string;
  readonly rule: string;
  readonly message: string;
  readonly column: string | null;
}

async function rejectsOf({ session }: Workspace, { rejectsFile }: ReadReport): Promise<Reject[]> {
  if (rejectsFile === undefined) return [];
  return await session.rows<Reject>(`SELECT line, text, rule, message, "column" FROM '${rejectsFile}' ORDER BY line`);
}

async function skusOf({ session }: Workspace): Promise<number[]> {
  return (await session.rows<{ sku: number }>("SELECT SKU_NBR AS sku FROM sales")).map(({ sku }) => sku);
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const thrown: unknown = await work.then(() => undefined, (error) => error);
  assert.ok(thrown instanceof Problem, `no problem but ${String(thrown)}`);
  return thrown;
}

function utf16(text: string, order: "little" | "big", mark: boolean): Uint8Array {
  const marked = mark ? `\ufeff${text}` : text;
  const view = new DataView(new ArrayBuffer(marked.length * 2));
  for (let i = 0; i < marked.length; i++) view.setUint16(i * 2, marked.charCodeAt(i), order === "little");
  return new Uint8Array(view.buffer);
}

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

const refused: readonly (readonly [title: string, content: string | Uint8Array, says: RegExp, at?: string])[] = [
  ["a byte order mark alone", "\ufeff", /no header line/],
  ["blank lines alone", "\n\n\n", /no header line/],
  ["UTF-16 without mark", utf16(`${header}\n1,2,A,3\n`, "little", false), /UTF-16.*`encoding: utf-16`/],
  ["UTF-16, big-endian", utf16(`${header}\n1,2,A,3\n`, "big", true), /UTF-16.*`encoding: utf-16`/],
  ["a Parquet file", new TextEncoder().encode("PAR1\x15\x04PAR1"), /Parquet.*`kind: parquet`/],
  ["a header in Latin-1", latin1(`${header},Café\n1,2,A,3,x\n`), /not UTF-8.*`latin-1`/, ":1"],
  ["a first line that does not end", "A".repeat(5 << 20), /line 1 does not end within 4 MiB/, ":1"],
  ["a quote in the header that is not closed", `SKU_NBR,"STORE_NBR\n1,2\n`, /not closed/, ":1"],
  ["a column without name", `${header},\n1,2,A,3,\n`, /a column has no name/, ":1"],
  ["columns that differ by case", `${header},sku_nbr\n1,2,A,3,4\n`, /"SKU_NBR" and "sku_nbr"/, ":1"],
  ["a name of a million characters", `${"x".repeat(1e6)}\n1\n`, /columns are missing.*x{60}…/, ":1"],
];

for (const [title, content, says, at = ""] of refused) {
  Deno.test(`csvReader: ${title} is refused with file and remedy`, () =>
    withWorkspace(async (space) => {
      const path = await space.file("sales.csv", content);
      const problem = await problemOf(read(space, path));
      assert.equal(problem.kind, "data");
      assert.match(`${problem.message}. ${problem.remedy}`, says);
      assert.ok(problem.message.length < 1000);
      assert.equal(problem.place, `${path}${at}`);
    }));
}

interface Put {
  readonly content: string | Uint8Array;
  readonly config?: Readonly<Record<string, unknown>>;
  /** SKU_NBR of the rows that are read. */
  readonly rows: readonly number[];
  /** Line and text of the rows that are not. */
  readonly rejects: readonly (readonly [line: number, text: string, message: RegExp])[];
}

const lines = (...rows: string[]) => `${[header, ...rows].join("\n")}\n`;

const dirt: Readonly<Record<string, Put>> = {
  "line ends of three sorts": {
    content: `${header}\r\n1,1,A,1\n2,1,A,x\r3,1,A,1\r\n4,1,A,1`,
    rows: [1, 3, 4],
    rejects: [[3, "2,1,A,x", /TOTAL_SALES must be: number; found "x"/]],
  },
  "carriage returns alone": {
    content: lines("1,1,A,1", "2,1,A,-1", "3,1,A,1").replaceAll("\n", "\r"),
    rows: [1, 3],
    rejects: [[3, "2,1,A,-1", /at least 0; found "-1"/]],
  },
  "a quote that is never closed": {
    content: lines("1,1,A,1", '2,1,"A,1', "3,1,A,1", "4,1,A,1"),
    rows: [1, 3, 4],
    rejects: [[3, '2,1,"A,1', /quote/]],
  },
  "a quote that a later one closes": {
    content: lines("1,1,A,1", '2,1,"A,1', "3,1,A,1", '4,1,"B",1'),
    rows: [1, 3, 4],
    rejects: [[3, '2,1,"A,1', /quote/]],
  },
  "quotes within bare cells": { content: lines('1,1,5" nail,1', '2,1,A "B",1'), rows: [1, 2], rejects: [] },
  "too few and too many cells": {
    content: lines("1,1", "2,1,A,1,5", "3,1,A,1"),
    rows: [3],
    rejects: [[2, "1,1", /4 cells.*found 2/], [3, "2,1,A,1,5", /4 cells.*found 5/]],
  },
  "delimiters at line ends": { content: lines("1,1,A,1,", "2,1,A,1"), rows: [1, 2], rejects: [] },
  "line ends inside quotes and blank lines": {
    content: lines("", '1,1,"A\n\nB",1', "", '2,1,"C\nD",x', "", "y,1,A,1"),
    rows: [1],
    rejects: [[7, '2,1,"C\nD",x', /number/], [10, "y,1,A,1", /SKU_NBR must be: whole number; found "y"/]],
  },
  "comments": {
    content: `# made by hand\n${lines("# one, two", "1,1,A#B,1", "x,1,A,1")}`,
    config: { comment: "#" },
    rows: [1],
    rejects: [[5, "x,1,A,1", /whole number/]],
  },
  "lines before the header, one with a quote": {
    content: `Sales "2024\n\n${lines("1,1,A,1", "x,1,A,1")}`,
    config: { skip_rows: 2 },
    rows: [1],
    rejects: [[5, "x,1,A,1", /whole number/]],
  },
  "no header": {
    content: "1,1,A,1\nx,1,A,1\n",
    config: { header: false, columns: header.split(",") },
    rows: [1],
    rejects: [[2, "x,1,A,1", /whole number/]],
  },
  "lines of 3 and 40 million bytes": {
    content: lines("1,1,A,1", `2,1,${"A".repeat(3e6)},1`, `3,1,${"A".repeat(4e7)},1`, "4,1,A,1"),
    rows: [1, 4],
    rejects: [
      [3, `2,1,${"A".repeat(9996)}`, /at most 2000000 bytes/],
      [4, `3,1,${"A".repeat(9996)}`, /at most 2000000 bytes/],
    ],
  },
  "Latin-1 in a cell": {
    content: latin1(lines("1,1,A,1", "2,1,Café,1")),
    rows: [1],
    rejects: [[3, "2,1,Caf\ufffd,1", /UTF-8.*`encoding`/]],
  },
  "Latin-1 that is said": {
    content: latin1(lines("1,1,Café,1")),
    config: { encoding: "latin-1" },
    rows: [1],
    rejects: [],
  },
  "UTF-16 that is said": {
    content: utf16(lines("1,1,A,1", "2,1,A,x"), "big", false),
    config: { encoding: "utf-16" },
    rows: [1],
    rejects: [[3, "2,1,A,x", /number/]],
  },
  "null tokens with blanks": {
    content: lines("1,1,A, NA ", '2,1," null ",1', "3,1,A,1"),
    rows: [3],
    rejects: [[2, "1,1,A, NA ", /required; found no value/], [3, '2,1," null ",1', /required; found no value/]],
  },
  "decimal commas": {
    content: lines("1;1;A;2,5", "2;1;A;1.234,5").replace(header, header.replaceAll(",", ";")),
    config: { delimiter: ";", decimal_separator: "," },
    rows: [1],
    rejects: [[3, "2;1;A;1.234,5", /TOTAL_SALES must be: number; found "1.234,5"/]],
  },
};

for (const [title, { content, config = {}, rows, rejects }] of Object.entries(dirt)) {
  Deno.test(`csvReader: ${title} leave the other rows and their lines right`, () =>
    withWorkspace(async (space) => {
      const report = await read(space, await space.file("sales.csv", content), { config });
      assert.deepEqual(await skusOf(space), rows);
      const found = await rejectsOf(space, report);
      assert.deepEqual(found.map(({ line, text }) => [line, text]), rejects.map(([line, text]) => [line, text]));
      for (const [i, [, , message]] of rejects.entries()) assert.match(found[i]!.message, message);
      assert.deepEqual(
        await listFolder(space.folder),
        report.rejected > 0 ? ["rejects", "sales.csv"] : await listFolder(space.folder),
      );
    }));
}

Deno.test("csvReader: the rule and the column of a text that is no number are filled", () =>
  withWorkspace(async (space) => {
    const report = await read(space, await space.file("sales.csv", lines("1,1,A,1", "x,1,A,1", "1,1,A,y")));
    const found = await rejectsOf(space, report);
    assert.deepEqual(found.map(({ rule, column }) => [rule, column]), [
      ["SKU_NBR: number", "SKU_NBR"],
      ["TOTAL_SALES: number", "TOTAL_SALES"],
    ]);
    assert.deepEqual(report.rejects.map(({ rule, rows, samples }) => [rule, rows, samples]), [
      ["SKU_NBR: number", 1, [`${space.path("sales.csv")}:3: x,1,A,1`]],
      ["TOTAL_SALES: number", 1, [`${space.path("sales.csv")}:4: 1,1,A,y`]],
    ]);
  }));

Deno.test("csvReader: quoted cells that look like rows are no rows, also where the work is split", () =>
  withWorkspace(async (space) => {
    const fake = "7,7,fake,7\n".repeat(12_000);
    const records = Array.from({ length: 300 }, (_, i) => `${i + 1},1,"${fake}",1`);
    const path = await space.file("sales.csv", lines(...records, "x,1,A,1"));
    const report = await read(space, path);
    assert.deepEqual([report.table.rows, report.rejected], [300, 1]);
    assert.deepEqual((await rejectsOf(space, report)).map(({ line }) => line), [2 + 300 * 12_001]);
  }));

for (const [where, filesFrom] of [["in memory", Infinity], ["in files", 0]] as const) {
  Deno.test(`csvReader: several files and patterns, columns in any order, lines of each file, rows ${where}`, () =>
    withWorkspace(async (space) => {
      await space.file("a1.csv", lines("1,1,A,1", "x,1,A,1"));
      await space.file("a2.csv", "TOTAL_SALES,CAT_DSC,STORE_NBR,SKU_NBR\n2,B,2,2\n-1,B,2,3\n");
      await space.file("b.csv", `${header},MORE\r\n4,4,"C\nD",4,x\r\n5,5,"C,5,x\r\n6,6,C,inf,x\r\n`);
      const paths = [space.path("a*.csv"), space.path("b.csv"), space.path("a1.csv")];
      const report = await read(space, paths, { filesFrom });
      assert.deepEqual(report.files.map(({ path }) => path), ["a1.csv", "a2.csv", "b.csv"].map(space.path));
      assert.deepEqual(await skusOf(space), [1, 2, 4]);
      const places = await space.session.rows<{ place: string }>(
        `SELECT parse_filename(source_file) || ':' || line AS place FROM '${report.rejectsFile}' ORDER BY place`,
      );
      assert.deepEqual(places.map(({ place }) => place), ["a1.csv:3", "a2.csv:3", "b.csv:4", "b.csv:5"]);
      assert.deepEqual(report.warnings, [`${space.path("b.csv")} has other columns than ${space.path("a1.csv")}`]);
    }));
}

Deno.test("csvReader: rows in files are there until the datasets are closed, also after a refusal", () =>
  withWorkspace(async ({ session, path, file }) => {
    const rejectsDirectory = path("rejects");
    const reader = (name: string, config = {}) =>
      readerConfigSchema.parse({ kind: "csv", path: path(name), ...config });
    await file("good.csv", lines("1,1,A,1"));
    await file("bad.csv", lines("x,1,A,1"));
    const readers = { good: reader("good.csv"), bad: reader("bad.csv", { max_reject_ratio: 0 }) };
    const datasets = openDatasets({ session, readers, writers: {}, rejectsDirectory, filesFrom: 0, run: "run" });
    await datasets.read("good", { as: "good", schema: salesSchema });
    await problemOf(datasets.read("bad", { as: "bad", schema: salesSchema }));
    assert.deepEqual(await session.rows("SELECT SKU_NBR FROM good"), [{ SKU_NBR: 1 }]);
    await datasets.close();
    assert.deepEqual(await listFolder(path("rejects/.scratch")), []);
  }));

Deno.test("csvReader: columns of different files that differ by case only are refused", () =>
  withWorkspace(async (space) => {
    const paths = [await space.file("a.csv", "id,price\n1,2\n"), await space.file("b.csv", "id,Price\n1,2\n")];
    const schema: TableSchema = z.looseObject({ id: z.int() });
    assert.match((await problemOf(read(space, paths, { schema }))).message, /"price" and "Price" have the same name/);
  }));

Deno.test("csvReader: a limit takes the first records, good or bad", () =>
  withWorkspace(async (space) => {
    const paths = [
      await space.file("a.csv", lines("1,1,A,1", "x,1,A,1")),
      await space.file("b.csv", lines("2,1,A,1", "3,1,A,1")),
    ];
    const report = await read(space, paths, { limit: 3 });
    assert.deepEqual([await skusOf(space), report.rejected], [[1, 2], 1]);
  }));

Deno.test("csvReader: keys that contradict each other are refused where they stand", () =>
  withWorkspace(async (space) => {
    const path = await space.file("sales.csv", lines("1,1,A,1"));
    const contradictions = [{ header: false }, { columns: ["a"] }, { delimiter: '"' }, { comment: "," }];
    for (const config of contradictions) {
      const problem = await problemOf(read(space, path, { config }));
      assert.equal(problem.kind, "configuration");
      assert.match(problem.place ?? "", /^readers\.sales/);
    }
    for (const delimiter of ["", "ab", "\n", "§"]) {
      assert.equal(readerConfigSchema.safeParse({ kind: "csv", path, delimiter }).success, false, delimiter);
    }
  }));

Deno.test("csvReader: an aborted read stops with its reason and leaves no file", () =>
  withWorkspace(async (space) => {
    const path = await space.file("sales.csv", lines(...Array.from({ length: 50_000 }, (_, i) => `${i + 1},1,A,1`)));
    const reason = new Error("enough");
    const controller = new AbortController();
    const reading = read(space, path, { signal: controller.signal, config: { comment: "#" } });
    controller.abort(reason);
    await assert.rejects(reading, (error) => error === reason);
    const left = (await listFolder(space.folder)).includes("rejects")
      ? await listFolder(space.path("rejects/.scratch"))
      : [];
    assert.deepEqual(left, []);
  }));
