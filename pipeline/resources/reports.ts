import { join } from "node:path";
import { isNotFound, writeAtomically } from "../../infra/mod.ts";
import type { Reports } from "./types.ts";

/** The files of a folder; the folder is made when the first is written. */
export function openReports(folder: string): Reports {
  return {
    folder,
    async files() {
      try {
        return (await Array.fromAsync(Deno.readDir(folder))).filter(({ isFile }) => isFile).map(({ name }) => name)
          .sort();
      } catch (error) {
        if (isNotFound(error)) return [];
        throw error;
      }
    },
    async write(name, content) {
      const path = join(folder, name);
      await writeAtomically(path, async (temporary) => {
        if (typeof content === "string") await Deno.writeTextFile(temporary, content);
        else await Deno.writeFile(temporary, content);
      });
      return path;
    },
  };
}
