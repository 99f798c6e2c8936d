import { z } from "../infra/zod.ts";
import { readerKinds } from "./readers/kinds.ts";
import { writerKinds } from "./writers/kinds.ts";

const ratio = z.number().min(0).max(1).default(0.01).describe(
  "Share of rows, 0 to 1, that may be set aside; with more, the data is refused",
);

type KindSchema = z.ZodObject<{ kind: z.ZodLiteral<string> }>;

function union(schemas: readonly KindSchema[]): z.ZodType<{ readonly kind: string }> {
  const [first, ...rest] = schemas;
  if (first === undefined) throw new TypeError("Cannot make a schema of no kinds");
  return z.discriminatedUnion("kind", [first, ...rest]);
}

/** Configuration of a reader: `kind`, the kind's own keys, and `max_reject_ratio`. */
export const readerConfigSchema = union(
  readerKinds.map(({ kind, summary, config }) =>
    z.strictObject({ kind: z.literal(kind), ...config.shape, max_reject_ratio: ratio }).describe(summary)
  ),
);

/** Configuration of a writer: `kind` and the kind's own keys. */
export const writerConfigSchema = union(
  writerKinds.map(({ kind, summary, config }) =>
    z.strictObject({ kind: z.literal(kind), ...config.shape }).describe(summary)
  ),
);

/** A checked reader configuration. */
export type ReaderConfig = z.infer<typeof readerConfigSchema>;

/** A checked writer configuration. */
export type WriterConfig = z.infer<typeof writerConfigSchema>;
