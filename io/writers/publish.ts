import { dirname } from "node:path";
import { exists, flushFile, removeIfExists, temporaryName } from "../../infra/fs.ts";
import { writeProblem } from "./problems.ts";
import type { WriteContext } from "./types.ts";

/** One file to publish. */
export interface Publication {
  /** Path that readers know. */
  readonly target: string;
  /** Fills the new file `temporary`, which stands beside `target`. */
  write(temporary: string): Promise<void>;
}

type PublishContext = Pick<WriteContext, "place" | "signal">;

interface Slot extends Publication {
  readonly temporary: string;
  /** Second name of the file that stood at `target`, while the set is being swapped. */
  readonly backup: string;
}

/**
 * Replaces a set of files: all are written and flushed under temporary names first, then renamed in the order given, so
 * that a reader sees each file either old or new, and a failure at any point leaves every old file where it was.
 *
 * A crash between two renames leaves some files new and some old, each whole, and `.part` files for `gc`.
 *
 * @throws Problem of kind `pipeline` when the disk is full or the place cannot be written
 */
export async function publishFiles(files: readonly Publication[], context: PublishContext): Promise<void> {
  const token = crypto.randomUUID();
  const slots = files.map(({ target, write }): Slot => ({
    target,
    write,
    temporary: temporaryName(target, token),
    backup: temporaryName(target, `${token}.old`),
  }));
  try {
    for (const slot of slots) await fill(slot, context);
    context.signal?.throwIfAborted();
    await swap(slots, context);
  } finally {
    for (const { temporary, backup } of slots) await Promise.allSettled([temporary, backup].map(removeIfExists));
  }
}

async function fill({ target, temporary, write }: Slot, context: PublishContext): Promise<void> {
  try {
    context.signal?.throwIfAborted();
    await Deno.mkdir(dirname(target), { recursive: true });
    await write(temporary);
    await flushFile(temporary);
  } catch (error) {
    throw writeProblem(error, target, context);
  }
}

async function swap(slots: readonly Slot[], context: PublishContext): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  for (const { target, temporary, backup } of slots) {
    try {
      const restore = await keepOld(target, backup);
      await Deno.rename(temporary, target);
      undo.unshift(restore);
    } catch (error) {
      for (const step of undo) await step();
      throw writeProblem(error, target, context);
    }
  }
}

// A hard link, so that `target` never stops existing. Where the file system has no links, a rename that fails leaves the
// files before it new.
async function keepOld(target: string, backup: string): Promise<() => Promise<void>> {
  if (!await exists(target)) return () => removeIfExists(target);
  try {
    await Deno.link(target, backup);
    return () => Deno.rename(backup, target);
  } catch {
    return () => Promise.resolve();
  }
}
