import { z } from "../../../infra/zod.ts";
import { cellSchema, columnSchema } from "../assets/schemas.ts";
import { defineEndpoint } from "../endpoint.ts";

const tag = "SQL";
const query = z.string().min(1).max(20_000).describe("One SELECT over assets; partitions are tables named asset/key");

/** What queries can ask of. */
export const listTables = defineEndpoint({
  method: "get",
  path: "/sql/tables",
  tag,
  summary: "Assets that queries can ask of, with their columns",
  role: "viewer",
  input: {},
  output: z.object({
    items: z.array(z.object({
      name: z.string(),
      group: z.string(),
      rows: z.number().optional(),
      columns: z.array(columnSchema).readonly(),
      partitions: z.array(z.string()).readonly(),
    })).readonly(),
    limits: z.object({ rows: z.number(), seconds: z.number(), memory: z.string() }),
  }),
});

/** Runs a query. */
export const runQuery = defineEndpoint({
  method: "get",
  path: "/sql",
  tag,
  summary:
    "What a query answers. It reads the newest values of assets and nothing else, with limits of time, rows and memory",
  role: "viewer",
  input: { query: z.object({ query, limit: z.coerce.number().int().min(1).max(5_000).default(500) }) },
  output: z.object({
    columns: z.array(columnSchema).readonly(),
    rows: z.array(z.array(cellSchema).readonly()).readonly(),
    more: z.boolean().describe("Whether there are more rows"),
    milliseconds: z.number(),
  }),
});

/** Runs a query into a file. */
export const downloadQuery = defineEndpoint({
  method: "get",
  path: "/sql/download",
  tag,
  summary: "What a query answers as a file, with up to a million rows; texts in CSV stay as they are, formulas too",
  role: "viewer",
  input: { query: z.object({ query, format: z.enum(["csv", "parquet"]).default("csv") }) },
  output: z.string(),
  media: "application/octet-stream",
});
