import { z } from "../../../infra/zod.ts";
import { downloadFormats } from "../../../pipeline/mod.ts";
import { defineEndpoint } from "../endpoint.ts";

const tag = "Rejects";
const params = z.object({ dataset: z.string() });
const count = z.object({ rows: z.number() });

/** Rows that were put aside, by dataset. */
export const listRejects = defineEndpoint({
  method: "get",
  path: "/rejects",
  tag,
  summary: "Datasets whose newest read put rows aside, with counts by rule and file",
  role: "viewer",
  input: {},
  output: z.object({
    items: z.array(z.object({
      dataset: z.string(),
      writtenAt: z.number(),
      rows: z.number(),
      run: z.string(),
      known: z.boolean().describe("Whether the history has that run"),
      rules: z.array(count.extend({ rule: z.string() })).readonly(),
      files: z.array(count.extend({ file: z.string() })).readonly(),
    })).readonly(),
  }),
});

const choice = {
  file: z.string().optional(),
  rule: z.string().optional(),
  text: z.string().max(500).optional().describe("Only rows that have it, in capital or small letters"),
};

/** Rejected rows of a dataset. */
export const listRejectedRows = defineEndpoint({
  method: "get",
  path: "/rejects/{dataset}",
  tag,
  summary: "Rows of a dataset that were put aside, in the order of their sources",
  role: "viewer",
  input: {
    params,
    query: z.object({
      ...choice,
      cursor: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  },
  output: z.object({
    items: z.array(z.object({
      file: z.string(),
      line: z.number().optional(),
      column: z.string().optional(),
      rule: z.string(),
      text: z.string().optional(),
      message: z.string(),
      run: z.string(),
    })).readonly(),
    matching: z.number(),
    next: z.string().optional(),
  }),
});

/** Rejected rows as a file. */
export const downloadRejects = defineEndpoint({
  method: "get",
  path: "/rejects/{dataset}/download",
  tag,
  summary: "Rows of a dataset that were put aside, as a file",
  role: "viewer",
  input: { params, query: z.object({ ...choice, format: z.enum(downloadFormats).default("csv") }) },
  output: z.string(),
  media: "application/octet-stream",
});
