import { z } from "../../../infra/zod.ts";
import { downloadFormats, filterOperators } from "../../../pipeline/mod.ts";
import { defineEndpoint } from "../endpoint.ts";
import { assetParams } from "./endpoints.ts";
import { jsonSchema } from "../common_schemas.ts";
import { cellSchema, columnSchema } from "./schemas.ts";

const tag = "Data of assets";
const which = {
  partition: z.string().optional().describe("Without it all partitions, as one table"),
  version: z.string().optional().describe("A stored value; without it the newest"),
};
const choice = {
  sort: z.string().optional().describe("A column"),
  descending: z.stringbool().default(false),
  filter: z.union([z.string(), z.array(z.string())]).optional().transform((given) => [given ?? []].flat())
    .pipe(z.array(z.string().max(2_000)).max(20))
    .describe(`\`column:operator:value\`, any number of them; operators are ${filterOperators.join(", ")}`),
};

/** Rows of an asset. */
export const listRows = defineEndpoint({
  method: "get",
  path: "/assets/{name}/rows",
  tag,
  summary: "Rows of an asset's value",
  role: "viewer",
  input: {
    params: assetParams,
    query: z.object({
      ...which,
      ...choice,
      cursor: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  },
  output: z.object({
    columns: z.array(columnSchema).readonly(),
    rows: z.array(z.array(cellSchema).readonly()).readonly(),
    total: z.number(),
    matching: z.number(),
    next: z.string().optional(),
  }),
});

/** What columns hold. */
export const profileColumns = defineEndpoint({
  method: "get",
  path: "/assets/{name}/columns",
  tag,
  summary: "What the columns of an asset's value hold: shares without value, ranges, histograms, frequent values",
  role: "viewer",
  input: {
    params: assetParams,
    query: z.object({
      ...which,
      cursor: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(100).default(40),
    }),
  },
  output: z.object({
    items: z.array(z.object({
      ...columnSchema.shape,
      nulls: z.number().describe("Share of rows without value, 0 to 1"),
      distinct: z.number().describe("Different values"),
      estimated: z.boolean().describe("Whether their number is estimated: where there are many"),
      least: cellSchema,
      greatest: cellSchema,
      mean: z.number().optional(),
      histogram: z.array(z.number()).readonly().optional(),
      frequent: z.array(z.object({ value: cellSchema, rows: z.number() })).readonly().optional(),
    })).readonly(),
    total: z.number(),
    next: z.string().optional(),
  }),
});

/** Rows as a file. */
export const downloadRows = defineEndpoint({
  method: "get",
  path: "/assets/{name}/download",
  tag,
  summary:
    "Rows of an asset's value as a file, chosen and sorted as in `rows`; texts in CSV stay as they are, formulas too",
  role: "viewer",
  input: {
    params: assetParams,
    query: z.object({ ...which, ...choice, format: z.enum(downloadFormats).default("csv") }),
  },
  output: z.string(),
  media: "application/octet-stream",
});

/** A stored file. */
export const downloadValue = defineEndpoint({
  method: "get",
  path: "/assets/{name}/file",
  tag,
  summary: "A value as it is stored: Parquet, JSON, SVG, …",
  role: "viewer",
  input: { params: assetParams, query: z.object({ ...which, show: z.stringbool().default(false) }) },
  output: z.string(),
  media: "application/octet-stream",
});

/** What became of one version in another. */
export const compareValues = defineEndpoint({
  method: "get",
  path: "/assets/{name}/difference",
  tag,
  summary: "What differs between two stored values of an asset: schema, rows, metadata",
  role: "viewer",
  input: {
    params: assetParams,
    query: z.object({
      before: z.string().describe("A version"),
      after: z.string().describe("A version"),
      keys: z.string().max(2_000).optional().describe("Columns that name a row, separated by commas; else found out"),
    }),
  },
  output: z.object({
    schema: z.array(z.object({
      column: z.string(),
      before: z.string().optional().describe("Its type; absent for a new column"),
      after: z.string().optional(),
    })).readonly().describe("Columns that were added, removed, or are of another type"),
    metadata: z.array(z.object({
      key: z.string(),
      before: jsonSchema.optional(),
      after: jsonSchema.optional(),
    })).readonly().describe("Facts that are others"),
    same: z.boolean().describe("Whether both are the same bytes"),
    rows: z.object({
      keys: z.array(z.string()).readonly(),
      before: z.number(),
      after: z.number(),
      added: z.number(),
      removed: z.number(),
      changed: z.number(),
      columns: z.array(z.object({ name: z.string(), rows: z.number() })).readonly(),
      samples: z.array(z.object({
        key: z.array(cellSchema).readonly(),
        column: z.string(),
        before: cellSchema,
        after: cellSchema,
      })).readonly(),
    }).optional().describe("Of tables"),
  }),
});
