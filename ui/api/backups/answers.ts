import { join } from "node:path";
import { Problem } from "../../../infra/errors.ts";
import { isNotFound } from "../../../infra/fs.ts";
import { Refused } from "../../request.ts";
import { type Answer, answer } from "../answer.ts";
import { listBackups, makeBackup } from "./endpoints.ts";

const most = 200;

/** Answers about backups; one is made at a time. */
export function backupAnswers(): readonly Answer[] {
  let underWay = false;
  return [
    answer(listBackups, async (_call, { backup }) => {
      if (backup === undefined) return { items: [], total: 0 };
      const { folder } = backup;
      const items = (await archives(folder)).sort((a, b) => b.time - a.time);
      return { folder, items: items.slice(0, most), total: items.length };
    }),
    answer(makeBackup, async ({ body: { historyOnly }, changed }, { backup, program, environment }) => {
      if (backup === undefined) {
        throw new Problem("usage", "Cannot make a backup: this server makes none", {
          remedy: `Make it on the command line: "${program} backup --env ${environment}".`,
        });
      }
      if (underWay) {
        throw new Refused(409, "Under way", "Cannot make a backup: one is being made", "Wait until it is there.");
      }
      underWay = true;
      try {
        const { file, bytes, runs, values } = await backup.make({ historyOnly });
        changed(file, { bytes, runs, values });
        return { file, bytes, runs, values };
      } finally {
        underWay = false;
      }
    }),
  ];
}

async function archives(folder: string) {
  const found: { readonly file: string; readonly bytes: number; readonly time: number }[] = [];
  try {
    for await (const { name: file, isFile } of Deno.readDir(folder)) {
      if (!isFile || !file.endsWith(".tar")) continue;
      const { size: bytes, mtime } = await Deno.stat(join(folder, file));
      found.push({ file, bytes, time: mtime?.getTime() ?? 0 });
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return found;
}
