import { z } from "../../../infra/zod.ts";
import { defineEndpoint } from "../endpoint.ts";

const tag = "Backups";

/** An archive of history, values and configuration. */
export const backupSchema = z.object({
  file: z.string().describe("Its name in the folder"),
  bytes: z.number(),
  time: z.number().describe("When it was written last"),
});

/** The backups that there are. */
export const listBackups = defineEndpoint({
  method: "get",
  path: "/backups",
  tag,
  summary: "Archives in the folder of backups, newest first, at most 200",
  role: "operator",
  input: {},
  output: z.object({
    folder: z.string().optional().describe("Absent where backups are not made from here"),
    items: z.array(backupSchema).readonly(),
    total: z.number(),
  }),
});

/** Makes a backup. */
export const makeBackup = defineEndpoint({
  method: "post",
  path: "/backups",
  tag,
  summary: "Writes history, newest values and configuration into an archive, while runs go on; restoring is a command",
  role: "admin",
  input: { body: z.object({ historyOnly: z.boolean().default(false).describe("Whether values are left out") }) },
  output: z.object({ file: z.string(), bytes: z.number(), runs: z.number(), values: z.number() }),
  action: "backup.make",
});
