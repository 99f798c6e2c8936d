import { z } from "../../../infra/zod.ts";
import { standings } from "../../../pipeline/engine/mod.ts";
import { defineEndpoint } from "../endpoint.ts";
import { outcomeSchema } from "../common_schemas.ts";
import { assetSchema, buildSchema, checkSchema, healths, valueSchema } from "./schemas.ts";

const tag = "Assets";
/** The part of a path that names an asset. */
export const assetParams = z.object({ name: z.string().describe("Encoded where it has a slash: reports%2Fletter") });
const limit = z.coerce.number().int().min(1).max(500).default(50);
const errorSchema = z.object({
  name: z.string(),
  kind: z.string(),
  message: z.string(),
  place: z.string().optional(),
  remedy: z.string().optional(),
  causes: z.array(z.string()).readonly(),
});

/** Every asset of the project. */
export const listAssets = defineEndpoint({
  method: "get",
  path: "/assets",
  tag,
  summary: "Assets with their health, in the order in which they are made",
  role: "viewer",
  input: {
    query: z.object({
      selection: z.string().max(2_000).optional().describe("In the selection language: `group:x - name+`"),
      health: z.enum(healths).optional(),
      text: z.string().max(200).optional().describe("Only those with this in their name"),
    }),
  },
  output: z.object({
    items: z.array(assetSchema).readonly(),
    counts: z.record(z.enum(healths), z.number()).describe("By health, whatever `health` asks for"),
  }),
});

/** One asset. */
export const getAsset = defineEndpoint({
  method: "get",
  path: "/assets/{name}",
  tag,
  summary: "An asset with its definition, its newest value, and what its last runs stored",
  role: "viewer",
  input: { params: assetParams },
  output: z.object({
    asset: assetSchema,
    place: z.string().describe("File, line and column of its definition"),
    codeVersion: z.string(),
    resources: z.array(z.string()).readonly(),
    pool: z.string().optional(),
    observes: z.boolean().describe("Whether it reads what lies outside the pipeline"),
    newest: valueSchema.optional(),
    builds: z.array(buildSchema).readonly().describe("Oldest first"),
    failures: z.array(z.object({ step: z.string(), run: z.string(), error: errorSchema })).readonly()
      .describe("Of the newest run that came to it"),
    live: z.boolean().describe("Whether a run that makes it is under way"),
  }),
});

/** Keys of an asset. */
export const listPartitions = defineEndpoint({
  method: "get",
  path: "/assets/{name}/partitions",
  tag,
  summary: "The partition keys of an asset and the newest value of each",
  role: "viewer",
  input: {
    params: assetParams,
    query: z.object({
      state: z.enum(["built", "missing", "failed"]).optional(),
      text: z.string().max(200).optional(),
      cursor: z.coerce.number().int().min(0).default(0),
      limit,
    }),
  },
  output: z.object({
    items: z.array(z.object({
      key: z.string(),
      state: z.enum(["built", "missing", "failed"]),
      value: valueSchema.optional(),
      message: z.string().optional().describe("Why it failed"),
    })).readonly(),
    counts: z.record(z.enum(["built", "missing", "failed"]), z.number()).describe("Of all keys, whatever is asked for"),
    strip: z.array(z.enum(["built", "missing", "failed"])).readonly()
      .describe("States of all keys in order; of more than 400, neighbours share one that is the worst of them"),
    matching: z.number().describe("Keys that are asked for, on all pages"),
    next: z.string().optional(),
  }),
});

/** Stored values of an asset. */
export const listValues = defineEndpoint({
  method: "get",
  path: "/assets/{name}/values",
  tag,
  summary: "Values that were stored of an asset, newest first",
  role: "viewer",
  input: {
    params: assetParams,
    query: z.object({ partition: z.string().optional(), cursor: z.string().optional(), limit }),
  },
  output: z.object({ items: z.array(valueSchema).readonly(), next: z.string().optional() }),
});

/** Checks of an asset. */
export const listAssetChecks = defineEndpoint({
  method: "get",
  path: "/assets/{name}/checks",
  tag,
  summary: "Checks of an asset with their newest outcomes",
  role: "viewer",
  input: { params: assetParams },
  output: z.object({ items: z.array(checkSchema).readonly() }),
});

/** Outcomes of a check. */
export const listOutcomes = defineEndpoint({
  method: "get",
  path: "/assets/{name}/checks/{check}",
  tag,
  summary: "Outcomes of a check, newest first",
  role: "viewer",
  input: { params: assetParams.extend({ check: z.string() }), query: z.object({ limit }) },
  output: z.object({ items: z.array(outcomeSchema).readonly() }),
});

/** A sentence and those that explain it. */
export interface Sentence {
  readonly text: string;
  readonly tone: string;
  readonly lines: readonly Sentence[];
}

// A tree of any depth; the documentation shows its first level.
const sentenceSchema = z.object({
  text: z.string(),
  tone: z.string(),
  lines: z.array(z.unknown()).readonly(),
}) as unknown as z.ZodType<Sentence>;

/** Why an asset is stale or fresh. */
export const explainAssetNow = defineEndpoint({
  method: "get",
  path: "/assets/{name}/why",
  tag,
  summary: "Why an asset is stale or fresh, down to what changed first; what lies outside is taken as unchanged",
  role: "viewer",
  input: {
    params: assetParams,
    query: z.object({
      partition: z.string().optional(),
      lines: z.coerce.number().int().min(1).optional().describe(
        "A tree of more sentences is told short: its own reasons, and of all above it what changed first",
      ),
    }),
  },
  output: z.object({
    standing: z.enum(standings),
    words: sentenceSchema.describe("A tree of sentences"),
    repair: z.object({
      selection: z.string(),
      partitions: z.array(z.string()).readonly().optional(),
      reuse: z.literal(true),
    }).optional().describe("What makes it fresh, as a request for a run"),
  }),
});

/** Makes assets anew. */
export const materialize = defineEndpoint({
  method: "post",
  path: "/assets/materialize",
  tag,
  summary: "Queues a run of a selection of assets",
  role: "operator",
  input: {
    body: z.object({
      selection: z.string().min(1).max(10_000),
      partitions: z.array(z.string()).min(1).max(10_000).optional(),
      reuse: z.boolean().default(false).describe("Skip what is unchanged"),
    }),
  },
  output: z.object({ run: z.string(), steps: z.number() }),
  action: "asset.materialize",
});
