import { dirname } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { flushFile, removeIfExists, temporaryName, uniqueToken } from "../../infra/fs.ts";
import { writeProblem } from "./problems.ts";
import { type Swap, SwapError, swapFiles, type SwapOptions } from "./swap.ts";
import type { WriteContext } from "./types.ts";

/** One file to publish. */
export interface Publication {
  /** Path that readers know. */
  readonly target: string;
  /** Fills the new file `temporary`, which stands beside `target`. */
  write(temporary: string): Promise<void>;
}

type PublishContext = Pick<WriteContext, "place" | "signal">;

type Slot = Publication & Swap;

/**
 * Replaces a set of files: all are written and flushed under temporary names first, then renamed in the order given, so
 * that a reader sees each file either old or new, and a failure at any point leaves every old file where it was. Where even
 * that fails, the old content is kept under the name that the remedy says.
 *
 * A crash between two renames leaves some files new and some old, each whole, and `.part` files for `gc`.
 *
 * @throws Problem of kind `pipeline` when the disk is full or the place cannot be written
 */
export async function publishFiles(
  files: readonly Publication[],
  context: PublishContext,
  options: SwapOptions = {},
): Promise<void> {
  const token = uniqueToken();
  const slots = files.map(({ target, write }): Slot => ({
    target,
    write,
    temporary: temporaryName(target, token),
    backup: temporaryName(target, token).replace(/\.part$/, ".old"),
  }));
  try {
    for (const slot of slots) await fill(slot, context);
    context.signal?.throwIfAborted();
    await swapFiles(slots, options).catch((error) => {
      throw swapProblem(error, context);
    });
  } finally {
    await Promise.allSettled(slots.map(({ temporary }) => removeIfExists(temporary)));
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

function swapProblem(error: unknown, context: PublishContext): unknown {
  if (!(error instanceof SwapError)) return error;
  const { target, stranded, cause } = error;
  const problem = writeProblem(cause, target, context);
  if (stranded.length === 0) return problem;
  const what = problem instanceof Problem ? problem.message : error.message;
  return new Problem("pipeline", `${what}, and what was replaced before it could not be put back`, {
    place: context.place,
    remedy: `Rename them by hand: ${stranded.map(({ backup, target }) => `"${backup}" to "${target}"`).join(", ")}.`,
    cause: error,
  });
}
