import assert from "node:assert/strict";
import fc from "fast-check";
import { salesSchema } from "../../core/schemas.ts";
import { Problem } from "../../infra/errors.ts";
import { withWorkspace, type Workspace } from "../../tests/helpers/workspace.ts";
import { readerConfigSchema } from "../config.ts";
import { openDatasets } from "../datasets.ts";
import type { ReadReport } from "../types.ts";

const header = "SKU_NBR,STORE_NBR,CAT_DSC,TOTAL_SALES";

interface Reject {
  readonly line: number;
  readonly text: string;
  readonly rule: string;
}

interface Outcome {
  readonly report: ReadReport;
  readonly rows: readonly Record<string, unknown>[];
  readonly rejects: readonly Reject[];
}

async function read(
  { session, file, folder }: Workspace,
  content: string | Uint8Array,
  config: Record<string, unknown> = {},
): Promise<Outcome> {
  const path = await file("sales.csv", content);
  const reader = readerConfigSchema.parse({ kind: "csv", path, max_reject_ratio: 1, ...config });
  const datasets = openDatasets({
    session,
    readers: { sales: reader },
    writers: {},
    rejectsDirectory: `${folder}/rejects`,
    run: "run-1",
  });
  const report = await datasets.read("sales", { as: "sales", schema: salesSchema });
  const rows = await session.rows<Record<string, unknown>>("FROM sales");
  const rejects = report.rejectsFile === undefined
    ? []
    : await session.rows<Reject>(`SELECT line, text, rule FROM '${report.rejectsFile}' ORDER BY line`);
  return { report, rows, rejects };
}

function reads(title: string, content: string | Uint8Array, check: (outcome: Outcome) => void, config = {}): void {
  Deno.test(`csvReader: ${title}`, () => withWorkspace(async (space) => check(await read(space, content, config))));
}

function refuses(title: string, content: string | Uint8Array, expected: RegExp, config = {}): void {
  Deno.test(`csvReader: ${title} is refused in one sentence`, () =>
    withWorkspace((space) =>
      assert.rejects(read(space, content, config), (error) => {
        assert.ok(error instanceof Problem, String(error));
        assert.equal(error.kind, "data");
        assert.match(`${error.message} ${error.place} ${error.remedy}`, expected);
        assert.match(`${error.message} ${error.place}`, /sales\.csv/);
        return true;
      })
    ));
}

reads(
  "blanks around names and values are no part of them",
  "SKU_NBR, STORE_NBR , CAT_DSC, TOTAL_SALES\n1, 2, A B , 3.5\n",
  ({ rows }) => assert.deepEqual(rows, [{ SKU_NBR: 1, STORE_NBR: 2, CAT_DSC: "A B", TOTAL_SALES: 3.5 }]),
);

reads(
  "a byte order mark, carriage returns, quotes and blank lines are read",
  `\ufeff${header}\r\n1,2,"a ""b"", c",3\r\n\r\n`,
  ({ rows }) => assert.deepEqual(rows, [{ SKU_NBR: 1, STORE_NBR: 2, CAT_DSC: 'a "b", c', TOTAL_SALES: 3 }]),
);

reads(
  "a line ending in a quoted cell counts as a line of the file",
  `${header}\n1,1,"a\nb",1\n-1,1,x,1\nq,1,x,1\n`,
  ({ rejects }) =>
    assert.deepEqual(rejects.map(({ line, text }) => ({ line, text })), [
      { line: 4, text: "-1,1,x,1" },
      { line: 5, text: "q,1,x,1" },
    ]),
);

const badLines: readonly string[] = [
  ...["x,1,A,1", "2.5,1,A,1", "1e30,1,A,1", "0,1,A,1", "-3,1,A,1", ",1,A,1", "1,1,,1", "1,1,NA,1"],
  ...["1,1,A,nan", "1,1,A,inf", "1,1,A,-0.01", '1,1,A,"1,234.56"', "1,1,A,", "1,1", "1,1,A,1,5", "1,1,A\0B,1"],
];

for (const line of badLines) {
  reads(
    `the line ${JSON.stringify(line)} is put aside with its place`,
    `${header}\n7,7,A,7\n${line}\n8,8,A,8\n`,
    (outcome) => {
      assert.deepEqual(outcome.rows.map(({ SKU_NBR }) => SKU_NBR), [7, 8]);
      assert.deepEqual(outcome.rejects.map(({ line, text }) => ({ line, text })), [{ line: 3, text: line }]);
      assert.equal(outcome.report.rejected, 1);
    },
  );
}

reads(
  "whole numbers may be written as decimals",
  `${header}\n101.0,2,A,1\n`,
  ({ rows }) => assert.equal(rows[0]?.["SKU_NBR"], 101),
);
reads(
  "another delimiter is read when it is set",
  `${header.replaceAll(",", ";")}\n1;2;A;3\n`,
  ({ rows }) => assert.equal(rows.length, 1),
  {
    delimiter: ";",
  },
);

refuses("an empty file", "", /empty/);
refuses("a header without rows", `${header}\n`, /no rows/);
refuses("another delimiter", `${header.replaceAll(",", ";")}\n1;2;A;3\n`, /";"/);
refuses("a missing column", "SKU_NBR,STORE_NBR,CAT_DSC\n1,2,A\n", /TOTAL_SALES/);
refuses("a column in other case", `${header.replace("STORE_NBR", "store_nbr")}\n1,2,A,3\n`, /rename it to "STORE_NBR"/);
refuses("a column twice", `${header},CAT_DSC\n1,2,A,3,B\n`, /CAT_DSC/);
refuses("a workbook", new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 6, 0]), /ZIP|Excel|workbook/i);
refuses(
  "a picture",
  new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0, 0, 0]),
  /not text|binary|byte/i,
);
refuses("UTF-16", new Uint8Array([0xff, 0xfe, 0x53, 0, 0x4b, 0, 0x55, 0]), /utf-16/i);
refuses(
  "a header of 100,000 columns",
  `${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(",")}\n1\n`,
  /columns/,
);
refuses("too many bad lines", `${header}\n1,1,A,1\nx,1,A,1\n`, /max_reject_ratio/, { max_reject_ratio: 0.1 });

Deno.test("csvReader: a missing file and a folder are named", () =>
  withWorkspace(async (space) => {
    await assert.rejects(read(space, "", { path: `${space.folder}/none.csv` }), /none\.csv/);
    await assert.rejects(read(space, "", { path: space.folder }), /folder|directory/);
  }));

const cell = fc.constantFrom("1", "2", "17", "x", "", "-4", "2.5", " 3 ", "NA");
const label = fc.constantFrom("A", "b c", " d ", '"q,1"', '"two\nlines"', '"say ""hi"""', "");
const record = fc.tuple(cell, cell, label, cell, fc.constantFrom("", "", "", ",9")).map(([a, b, c, d, more]) =>
  `${a},${b},${c},${d}${more}`
);

Deno.test("csvReader: rows read and rows put aside are the records of the file, each with its line", () =>
  withWorkspace((space) =>
    fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 30 }), fc.boolean(), async (records, blank) => {
        const lines = [header, ...(blank ? [""] : []), ...records];
        const { report, rejects } = await read(space, `${lines.join("\n")}\n`);
        assert.equal(report.table.rows + report.rejected, records.length);
        let line = blank ? 3 : 2;
        const places = new Map<number, string>();
        for (const text of records) {
          places.set(line, text);
          line += text.split("\n").length;
        }
        for (const reject of rejects) assert.equal(reject.text, places.get(reject.line), `line ${reject.line}`);
      }),
      { numRuns: 60 },
    )
  ));
