import { dirname } from "node:path";
import type { z } from "zod";
import { toError } from "../../../infra/errors.ts";
import { diskSpace } from "../../../infra/free_space.ts";
import { isNotFound } from "../../../infra/fs.ts";
import type { Settings } from "../../../pipeline/mod.ts";
import type { folderSchema } from "./endpoints.ts";

type Folder = z.output<typeof folderSchema>;

/** Bytes below which runs are about to fail. */
const leastSpace = 1e9;
/** Bytes below which somebody should look. */
const littleSpace = 5e9;

/** The folders of the configuration: whether they can be read, and the room on their disks. */
export async function folderHealth({ paths, engine, history }: Settings): Promise<readonly Folder[]> {
  // What is read must be there; what is written is made by the first run.
  const folders = [
    ["raw", paths.raw, true],
    ...(["data", "internal", "external", "merging", "logs"] as const).map((name) =>
      [name, paths[name], false] as const
    ),
    ["temporary", engine.temp_directory, false],
    ...(history.kind === "sqlite" ? [["history", dirname(history.path), true] as const] : []),
  ] as const;
  return await Promise.all(folders.map(([name, path, needed]) => look(name, path, needed)));
}

async function look(name: string, path: string, needed: boolean): Promise<Folder> {
  try {
    const iterator = Deno.readDir(path)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.return?.();
  } catch (error) {
    if (!isNotFound(error)) return { name, path, state: "failing", detail: `cannot be read: ${reason(error)}` };
    if (needed) return { name, path, state: "failing", detail: "does not exist" };
    return { name, path, state: "ok", detail: "will be made by the first run" };
  }
  const space = await diskSpace(path);
  if (space === undefined) return { name, path, state: "ok", detail: "can be read" };
  const state = space.free < leastSpace ? "failing" : space.free < littleSpace ? "warning" : "ok";
  return { name, path, state, detail: state === "ok" ? "can be read" : "the disk is nearly full", ...space };
}

function reason(thrown: unknown): string {
  const { name, message } = toError(thrown);
  return name === "NotCapable" ? "the program was started without the permission" : message;
}
