import { exists, removeIfExists } from "../../infra/fs.ts";

/** A file that is to take the place of another one. */
export interface Swap {
  readonly target: string;
  /** The new file, beside `target`. */
  readonly temporary: string;
  /** Second name for the file that stands at `target`, until all are swapped. */
  readonly backup: string;
}

/** Settings of {@link swapFiles}. */
export interface SwapOptions {
  /** @default Deno.rename */
  readonly rename?: (from: string, to: string) => Promise<void>;
}

/** A swap that failed, with all that was swapped before it brought back as far as that was possible. */
export class SwapError extends Error {
  override readonly name = "SwapError";
  /** The file that could not be replaced. */
  readonly target: string;
  /** Files that are new although the swap failed, and where their old content is. */
  readonly stranded: readonly Swap[];

  constructor(target: string, stranded: readonly Swap[], cause: unknown) {
    super(`Cannot replace "${target}": ${cause instanceof Error ? cause.message : cause}`, { cause });
    this.target = target;
    this.stranded = stranded;
  }
}

/**
 * Renames each temporary file to its target, in order; when one fails, those before it get their old content back. Backups
 * are removed, but for those that could not be brought back.
 *
 * @throws {SwapError}
 */
export async function swapFiles(swaps: readonly Swap[], options: SwapOptions = {}): Promise<void> {
  const { rename = Deno.rename } = options;
  const undo: (() => Promise<Swap | undefined>)[] = [];
  for (const swap of swaps) {
    const { target, temporary, backup } = swap;
    try {
      const hadOne = await keepOld(target, backup);
      await rename(temporary, target);
      undo.unshift(() => bringBack(swap, hadOne, rename));
    } catch (error) {
      await removeIfExists(backup).catch(() => undefined);
      const stranded: (Swap | undefined)[] = [];
      for (const step of undo) stranded.push(await step());
      throw new SwapError(target, stranded.filter((one) => one !== undefined), error);
    }
  }
  await Promise.allSettled(swaps.map(({ backup }) => removeIfExists(backup)));
}

/** Gives the file at `target`, if there is one, its second name: a link, so that `target` never stops existing. */
async function keepOld(target: string, backup: string): Promise<boolean> {
  if (!await exists(target)) return false;
  // Renaming onto a folder fails, and says so.
  if ((await Deno.stat(target)).isDirectory) return true;
  // Not every file system has links.
  await Deno.link(target, backup).catch(() => Deno.copyFile(target, backup));
  return true;
}

async function bringBack(
  swap: Swap,
  hadOne: boolean,
  rename: (from: string, to: string) => Promise<void>,
): Promise<Swap | undefined> {
  try {
    await (hadOne ? rename(swap.backup, swap.target) : removeIfExists(swap.target));
    return undefined;
  } catch {
    return swap;
  }
}
