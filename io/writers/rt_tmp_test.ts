import assert from "node:assert/strict";
import fc from "fast-check";
import { stageRows } from "../../tests/helpers/staging.ts";
import { withWorkspace, type Workspace } from "../../tests/helpers/workspace.ts";
import { excelReader } from "../readers/excel.ts";
import { jsonLinesReader, jsonReader } from "../readers/json.ts";
import { parquetReader } from "../readers/parquet.ts";
import { duckdbReader } from "../readers/table_duckdb.ts";
import { sqliteReader } from "../readers/table_sqlite.ts";
import type { ReaderKind } from "../readers/types.ts";
import { quoteLiteral } from "../sql.ts";
import { describeTable } from "../table.ts";
import { csvWriter } from "./csv.ts";
import { duckdbWriter } from "./duckdb.ts";
import { jsonLinesWriter, jsonWriter } from "./json.ts";
import { parquetWriter } from "./parquet.ts";
import { sqliteWriter } from "./sqlite.ts";
import type { WriterKind } from "./types.ts";
import { xlsxWriter } from "./xlsx.ts";

interface Row {
  readonly id: number;
  readonly whole: bigint | null;
  readonly real: number | null;
  readonly text: string | null;
}

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom("a", ",", '"', "'", "\n", "\r\n", "\t", " ", ";", "\\", "é", "_x0041_", "\u0001"),
  }),
  fc.constantFrom("", "NULL", "null", "NaN", "=1+1", "007", "1e3", "true", "2024-01-01", "x\ufeff"),
  // The binding has no NUL in texts and drops a byte order mark at their start when it hands them over.
).map((value) => value.replaceAll("\0", "").replace(/^\ufeff+/, ""));

const rows = fc.array(
  fc.record({
    whole: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    real: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    text: fc.option(text),
  }),
  { minLength: 1, maxLength: 8 },
).map((found) => found.map((row, id): Row => ({ id, ...row })));

async function store({ session }: Workspace, values: readonly Row[]) {
  await session.run("CREATE OR REPLACE TABLE t (id INTEGER, whole BIGINT, real DOUBLE, text VARCHAR)");
  const column = <Key extends keyof Row>(key: Key) => values.map((row) => row[key]);
  await session.append("t", [column("id"), column("whole"), column("real"), column("text")]);
  return await describeTable(session, "t");
}

const asBigInt = (value: unknown) => value === null ? null : BigInt(value as number | bigint | string);
const asNumber = (value: unknown) => value === null ? null : Number(value);

function plain(found: Readonly<Record<string, unknown>>): Row {
  return {
    id: Number(found.id),
    whole: asBigInt(found.whole),
    real: asNumber(found.real),
    text: found.text === null ? null : String(found.text),
  };
}

interface RoundTrip {
  readonly writer: WriterKind;
  readonly reader: ReaderKind;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What the format cannot keep. */
  readonly loses?: (row: Row) => Row;
}

const table = { table: "t" };
const same = (row: Row): Row => row;
const noNegativeZero = (row: Row): Row => ({ ...row, real: row.real === null ? null : row.real + 0 });

const roundTrips: readonly RoundTrip[] = [
  { writer: parquetWriter as WriterKind, reader: parquetReader as ReaderKind },
  { writer: jsonWriter as WriterKind, reader: jsonReader as ReaderKind },
  { writer: jsonLinesWriter as WriterKind, reader: jsonLinesReader as ReaderKind },
  { writer: duckdbWriter as WriterKind, reader: duckdbReader as ReaderKind, settings: table },
  { writer: sqliteWriter as WriterKind, reader: sqliteReader as ReaderKind, settings: table, loses: noNegativeZero },
  {
    writer: xlsxWriter as WriterKind,
    reader: excelReader as ReaderKind,
    loses: (row) => ({ ...noNegativeZero(row), text: row.text === "" ? null : row.text }),
  },
];

for (const { writer, reader, settings = {}, loses = same } of roundTrips) {
  Deno.test(`${writer.kind}: any rows that are written are read the same`, () =>
    withWorkspace(async (workspace) => {
      const path = workspace.path(`x.${writer.kind}`);
      const context = { session: workspace.session, dataset: "x", place: "writers.x" };
      await fc.assert(
        fc.asyncProperty(rows, async (values) => {
          const source = { kind: "table", table: await store(workspace, values) } as const;
          await writer.write(writer.config.parse({ path, ...settings }), source, context);
          const read = await stageRows(workspace, reader, { path, ...settings });
          assert.deepEqual(read.rows.map(plain), values.map(loses));
          assert.deepEqual(read.unparsed, []);
        }),
        { numRuns: 400 },
      );
    }));
}

Deno.test("csv: any rows that are written are read the same", () =>
  withWorkspace(async (workspace) => {
    const path = workspace.path("x.csv");
    const context = { session: workspace.session, dataset: "x", place: "writers.x" };
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(",", ";", "\t"), fc.boolean(), async (values, delimiter, bom) => {
        const config = csvWriter.config.parse({ path, delimiter, bom, null_text: "\\N" });
        await csvWriter.write(config, { kind: "table", table: await store(workspace, values) }, context);
        const source = `read_csv(${quoteLiteral(path)}, auto_detect = false, header = true, delim = ${
          quoteLiteral(delimiter)
        }, quote = '"', escape = '"', nullstr = '\\N', allow_quoted_nulls = false, new_line = '\\n',
          columns = {id: 'INTEGER', whole: 'BIGINT', "real": 'DOUBLE', "text": 'VARCHAR'})`;
        const read = await workspace.session.rows<Record<string, unknown>>(`FROM ${source}`);
        assert.deepEqual(read.map(plain), values);
      }),
      { numRuns: 400 },
    );
  }));
