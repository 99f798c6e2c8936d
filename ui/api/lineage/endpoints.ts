import { z } from "../../../infra/zod.ts";
import { assetSchema, healths } from "../assets/schemas.ts";
import { defineEndpoint } from "../endpoint.ts";

const layers = z.coerce.number().int().min(0).max(50).optional();
const box = { x: z.number(), y: z.number(), width: z.number(), height: z.number() };

/** The graph of assets, with places. */
export const getLineage = defineEndpoint({
  method: "get",
  path: "/lineage",
  tag: "Lineage",
  summary: "Assets as a graph with places for all of it; groups are frames, or one node each where they are collapsed",
  role: "viewer",
  input: {
    query: z.object({
      selection: z.string().max(2_000).optional().describe("Only these, in the selection language"),
      focus: z.string().optional().describe("An asset"),
      up: layers.describe("With `focus`: only so many layers of what it needs, and `down` of what needs it"),
      down: layers,
      collapsed: z.string().max(5_000).optional()
        .describe(
          "Groups that are one node, separated by commas, `*` for all; without it all where there are many assets",
        ),
    }),
  },
  output: z.object({
    nodes: z.array(z.object({
      id: z.string(),
      ...box,
      asset: assetSchema.optional(),
      group: z.object({ name: z.string(), assets: z.number(), healths: z.partialRecord(z.enum(healths), z.number()) })
        .optional().describe("Of a collapsed group"),
    })).readonly(),
    groups: z.array(z.object({ name: z.string(), ...box })).readonly(),
    edges: z.array(z.object({
      from: z.string(),
      to: z.string(),
      points: z.array(z.tuple([z.number(), z.number()]).readonly()).readonly(),
    })).readonly(),
    width: z.number(),
    height: z.number(),
    shown: z.number().describe("Assets in it"),
    total: z.number().describe("Assets of the project"),
    allGroups: z.array(z.string()).readonly(),
    collapsed: z.array(z.string()).readonly(),
  }),
});
