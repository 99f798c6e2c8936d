import { z } from "../../../infra/zod.ts";
import { tableFormats } from "../../../pipeline/cluster_views/mod.ts";
import { listOf } from "../clusters/schemas.ts";
import { defineEndpoint } from "../endpoint.ts";

const tag = "Segments";
const bytes = "application/octet-stream";

/** What a run left for others. */
export const getDownloads = defineEndpoint({
  method: "get",
  path: "/downloads/{run}",
  tag,
  summary: "The report, workbooks and tables of a run",
  role: "viewer",
  input: { params: z.object({ run: z.string().min(1).max(64) }) },
  output: z.object({
    run: z.string(),
    reports: listOf(z.object({ name: z.string(), bytes: z.number() })),
    tables: listOf(z.object({
      asset: z.string(),
      category: z.string().nullable(),
      version: z.string(),
      rows: z.number().nullable(),
      bytes: z.number(),
    })),
  }),
});

/** A file of a run's report. */
export const getReportFile = defineEndpoint({
  method: "get",
  path: "/downloads/{run}/reports/{file}",
  tag,
  summary: "The report or a workbook of a run",
  role: "viewer",
  input: { params: z.object({ run: z.string().min(1).max(64), file: z.string().min(1).max(255) }) },
  output: z.string(),
  media: bytes,
});

/** A table in a form of choice. */
export const getTableFile = defineEndpoint({
  method: "get",
  path: "/downloads/{run}/tables/{version}",
  tag,
  summary:
    "A table of a run as CSV, Parquet or workbook; maps of features are in Parquet only, and only the workbook keeps " +
    "a spreadsheet from running texts that start like formulas",
  role: "viewer",
  input: {
    params: z.object({ run: z.string().min(1).max(64), version: z.string().min(1).max(64) }),
    query: z.object({ format: z.enum(tableFormats).default("csv") }),
  },
  output: z.string(),
  media: bytes,
});
