import { join } from "node:path";
import { Problem } from "../../infra/errors.ts";
import { digestFile, isNotFound } from "../../infra/fs.ts";
import type { Asset } from "./asset.ts";
import type { Materialization } from "./history.ts";
import type { LocalNames } from "./names.ts";
import type { OpenResources } from "./open_resources.ts";
import { howToMake } from "./plan_assets.ts";
import type { Project } from "./project.ts";
import { stepId } from "./types.ts";
import type { StoredValue } from "./value_kind.ts";

/** What reading stored values needs. */
export interface StoredValuesOptions {
  readonly project: Project;
  readonly root: string;
  readonly names: LocalNames;
  readonly resources: OpenResources;
  readonly signal: AbortSignal;
}

/** Values of earlier runs, each opened once per run however many steps read it. */
export class StoredValues {
  readonly #options: StoredValuesOptions;
  readonly #open = new Map<string, Promise<unknown>>();

  constructor(options: StoredValuesOptions) {
    this.#options = options;
  }

  /** Opens a value; a failure is not kept, so that another try reads again. */
  read(materialization: Materialization): Promise<unknown> {
    const { version } = materialization;
    let value = this.#open.get(version);
    if (value === undefined) {
      value = this.#read(materialization);
      this.#open.set(version, value);
      value.catch(() => this.#open.delete(version));
    }
    return value;
  }

  async #read(materialization: Materialization): Promise<unknown> {
    const { project, names, resources, signal } = this.#options;
    const { asset: name, partition } = materialization;
    const asset = project.assets.get(name)!;
    const stored = await this.#check(materialization);
    const handler = project.kinds.get(asset.kind.name)!;
    await resources.open(handler.resources);
    const localName = names.of(name, partition);
    const value = await handler.read(stored, { resources: resources.values(handler.resources), signal, localName });
    return parseValue(asset, value, `Cannot read "${stepId(name, partition)}"`);
  }

  async #check(materialization: Materialization): Promise<StoredValue> {
    const { project, root } = this.#options;
    const { asset, partition, path: relative, hash, bytes, rows, columns } = materialization;
    const path = join(root, relative);
    const found = await valueFault(root, materialization);
    if (found !== undefined) {
      throw new Problem("pipeline", `Cannot read "${stepId(asset, partition)}": "${path}" ${found}`, {
        place: path,
        remedy: `${howToMake(project, asset)} If a backup has it, the command "restore FILE" puts it back.`,
      });
    }
    return {
      path,
      hash,
      bytes,
      ...(rows === undefined ? {} : { rows }),
      ...(columns === undefined ? {} : { columns }),
    };
  }
}

/** Whether the file of a materialization is still as it was written. */
export async function isThere(root: string, materialization: Materialization): Promise<boolean> {
  return await valueFault(root, materialization) === undefined;
}

/**
 * What is wrong with the file of a materialization, as the end of a sentence about it; undefined when it is as it was written.
 * All of it is read: a disk that gives other bytes than it got says nothing.
 */
export async function valueFault(
  root: string,
  { path, bytes, hash }: Pick<Materialization, "path" | "bytes" | "hash">,
): Promise<string | undefined> {
  try {
    const file = join(root, path);
    const { size } = await Deno.stat(file);
    if (size !== bytes) return `has ${size} bytes instead of ${bytes}`;
    return (await digestFile(file)).hash === hash ? undefined : "is not as it was written: its content has changed";
  } catch (error) {
    if (isNotFound(error)) return "does not exist any more";
    throw error;
  }
}

/** A value as its kind's parser sees it. @throws {Problem} of kind data when the parser refuses it. */
export function parseValue(asset: Asset, value: unknown, what: string): unknown {
  if (asset.kind.parser === undefined) return value;
  try {
    return asset.kind.parser.parse(value);
  } catch (error) {
    const reason = parserMessage(error);
    throw new Problem("data", `${what}: its value is not as declared: ${reason}`, {
      place: `asset ${asset.name}`,
      cause: error,
    });
  }
}

/** Parsers such as zod's list what they found under `issues`. */
function parserMessage(error: unknown): string {
  const issues = (error as { issues?: unknown }).issues;
  if (!Array.isArray(issues)) return error instanceof Error ? error.message : String(error);
  const texts = issues.slice(0, 3).map(({ path, message }) => {
    return Array.isArray(path) && path.length > 0 ? `${path.join(".")}: ${message}` : String(message);
  });
  return issues.length > 3 ? `${texts.join("; ")}; and ${issues.length - 3} more` : texts.join("; ");
}
