import { z } from "../../infra/zod.ts";

/** Form of the archive; a program refuses a newer one. */
export const backupFormat = 1;

/** Names in the archive. */
export const names = {
  history: "history.sqlite",
  assets: "assets",
  config: "config",
  manifest: "manifest.json",
  seal: "manifest.sha256",
} as const;

const file = z.object({
  /** In the archive. */
  path: z.string().min(1),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What an archive says about itself; its last but one file. */
export const manifestSchema = z.object({
  format: z.int().min(1),
  program: z.string(),
  /** Version of the history's tables. */
  schema: z.int().min(1),
  environment: z.string(),
  /** Database that the history was in. */
  history: z.enum(["sqlite", "postgres"]),
  /** ISO 8601, UTC. */
  created_at: z.string(),
  runs: z.int().min(0),
  /** Whether the newest values are in it, too. */
  values: z.boolean(),
  files: z.array(file),
});

/** The checked manifest. */
export type Manifest = z.infer<typeof manifestSchema>;

/** A file of the archive as its manifest has it. */
export type BackupFile = z.infer<typeof file>;
