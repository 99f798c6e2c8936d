import { dirname } from "node:path";
import { Problem } from "../infra/errors.ts";
import { isWithin } from "../infra/paths.ts";
import type { Settings } from "../pipeline/mod.ts";

/** Settings of {@link requireWritable}. */
export interface WritableOptions {
  /** How a person calls the program, such as `deno task cli`. */
  readonly program: string;
  /** The words after the program that are asked for again, such as `run my_job --env prod`. */
  readonly words: readonly string[];
  /** @default asks Deno */
  readonly mayWrite?: (path: string) => boolean;
}

/**
 * Refuses, before anything is done, a configuration that writes where Deno does not allow it; else each folder would be
 * refused by itself, one after the other.
 *
 * @throws {Problem} of kind configuration with the folders and the command that allows them
 */
export function requireWritable(settings: Settings, options: WritableOptions): void {
  const { program, words, mayWrite = isGranted } = options;
  const folders = writtenFolders(settings);
  const refused = folders.filter((path) => !mayWrite(path));
  if (refused.length === 0) return;
  // The flag takes the place of what the permission set allows to write.
  const flag = `--allow-write=${folders.map((path) => path.replaceAll(",", ",,")).join(",")}`;
  const deno = program.replace(/ ?task cli$/, "");
  const quoted = /\s|'/.test(flag) ? `'${flag.replaceAll("'", "'\\''")}'` : flag;
  throw new Problem("configuration", `Cannot write to ${refused.join(" and ")}: Deno does not allow it`, {
    place: refused[0],
    remedy: deno === program
      ? "Choose folders that the program was built to write to."
      : `Allow it for this run, ${deno} run -P=run ${quoted} main.ts ${words.join(" ")}, or for all of them in the ` +
        'permission set "run" of deno.json.',
  });
}

/** Folders that a run writes to, each without those inside it. */
export function writtenFolders({ paths, engine, history, writers }: Settings): readonly string[] {
  const targets = Object.values(writers).flatMap((writer) => "path" in writer ? [dirname(String(writer.path))] : []);
  const all = [
    ...[paths.data, paths.internal, paths.external, paths.merging, paths.logs],
    ...[engine.temp_directory, ...(history.kind === "sqlite" ? [dirname(history.path)] : []), ...targets],
  ];
  const roots = all.filter((path) => !all.some((other) => other !== path && isWithin(other, path)));
  return [...new Set(roots)];
}

function isGranted(path: string): boolean {
  return Deno.permissions.querySync({ name: "write", path }).state === "granted";
}
