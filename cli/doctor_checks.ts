import { dirname, join } from "node:path";
import { diskSpace } from "../infra/free_space.ts";
import { exists, removeIfExists, temporaryName } from "../infra/fs.ts";
import { toProblem } from "./failure.ts";
import { formatBytes } from "./output/mod.ts";

/** What one check of the doctor found. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly remedy?: string;
}

/** Runs a check; what it throws becomes a finding that is not ok. */
export async function finding(name: string, check: () => Promise<string> | string): Promise<Finding> {
  try {
    return { name, ok: true, detail: await check() };
  } catch (error) {
    const problem = toProblem(error);
    const detail = problem.place === undefined ? problem.message : `${problem.message} (${problem.place})`;
    return { name, ok: false, detail, ...(problem.remedy === undefined ? {} : { remedy: problem.remedy }) };
  }
}

const oldestDeno = [2, 4] as const;

/** Versions of what the program runs on. @throws Error when Deno is too old */
export function runtimeVersion(version: string = Deno.version.deno): string {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < oldestDeno[0] || (major === oldestDeno[0] && minor < oldestDeno[1])) {
    throw new Error(`Deno ${version} is older than ${oldestDeno.join(".")}`);
  }
  return `Deno ${version}, ${Deno.build.target}`;
}

/**
 * Shows that a folder (or, while it does not exist, the nearest one above it) takes files, by writing one.
 *
 * @throws the error of the attempt
 */
export async function probeWritable(folder: string): Promise<string> {
  const existing = await nearestExisting(folder);
  await withProbe(existing, () => Promise.resolve());
  return existing === folder ? "writable" : "will be made";
}

/** The time of the file system that a folder is on, which may be another machine's; undefined where no file can be written. */
export async function timeOfFiles(folder: string): Promise<number | undefined> {
  try {
    return await withProbe(await nearestExisting(folder), async (probe) => (await Deno.stat(probe)).mtime?.getTime());
  } catch {
    return undefined;
  }
}

async function nearestExisting(folder: string): Promise<string> {
  let existing = folder;
  while (!(await exists(existing)) && dirname(existing) !== existing) existing = dirname(existing);
  return existing;
}

async function withProbe<Value>(folder: string, look: (probe: string) => Promise<Value>): Promise<Value> {
  const probe = temporaryName(join(folder, "doctor"));
  try {
    await Deno.writeTextFile(probe, "");
    return await look(probe);
  } finally {
    await removeIfExists(probe).catch(() => undefined);
  }
}

const leastSpace = 1e9;

/** Free space in words. @throws Error when it is little */
export async function enoughSpace(folder: string): Promise<string> {
  const space = await diskSpace(folder);
  if (space === undefined) return "not known";
  const { free } = space;
  if (free < leastSpace) throw new Error(`only ${formatBytes(free)} free where ${folder} is`);
  return `${formatBytes(free)} free`;
}
