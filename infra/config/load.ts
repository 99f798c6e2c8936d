import { basename, dirname } from "node:path";
import type { z } from "zod";
import type { Environment } from "../env.ts";
import { Problem } from "../errors.ts";
import { readTextFile } from "../text_file.ts";
import { didYouMean } from "../suggest.ts";
import { interpolate } from "./interpolate.ts";
import { configProblem, inOrder } from "./issues.ts";
import { formatKeyPath } from "./key_path.ts";
import { mergeNodes } from "./merge.ts";
import { type ConfigNode, type MapNode, nodeAt, nodeOf, walkNodes } from "./node.ts";
import { parseOverrides } from "./overrides.ts";
import { secretPathsOf } from "./schema_walk.ts";
import { validate } from "./validate.ts";
import { parseYaml } from "./yaml.ts";

/** Where a configuration comes from, and what it must be. */
export interface ConfigSources<T> {
  /** What the whole configuration must be; its objects should be strict, so that unknown keys are refused. */
  readonly schema: z.ZodType<T>;
  /** YAML files, later ones over earlier ones. */
  readonly files: readonly string[];
  /** For `${env:NAME}`. */
  readonly environment: Environment;
  /** What holds where no file says otherwise; may hold `${…}`. @default {} */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** `key.path=value` texts over all files. @default [] */
  readonly overrides?: readonly string[];
  /** Keys that hold secrets beside those that the schema marks with `.meta({ secret: true })`. @default [] */
  readonly secretPaths?: readonly string[];
}

/** A checked configuration and what is known about it. */
export interface LoadedConfig<T> {
  readonly value: T;
  /** The layers in one tree, without `${…}`, each value with its origin. */
  readonly root: ConfigNode;
  /** Written paths of the keys that hold secrets. */
  readonly secretPaths: ReadonlySet<string>;
  /** Every secret value, for a redactor. */
  readonly secrets: readonly string[];
  /** The environment variables that values were made of. */
  readonly variables: readonly string[];
  readonly files: readonly string[];
}

/**
 * Loads a configuration: defaults, then files, then overrides, merged key by key (lists and values of another `kind` replace),
 * `${…}` resolved, checked by the schema.
 *
 * @throws {Problem} of kind configuration, or usage for an override that cannot be read. Its message lists the first ten
 * faults with file, line, column, key, what was found and what is accepted.
 */
export async function loadConfig<T>(sources: ConfigSources<T>): Promise<LoadedConfig<T>> {
  const { schema, files, environment, defaults = {}, overrides = [], secretPaths: listed = [] } = sources;
  const above = parseOverrides(overrides);
  let merged: ConfigNode = nodeOf(defaults, { kind: "default" });
  for (const file of files) merged = mergeNodes(merged, await readFile(file));
  if (above.entries.size > 0) merged = mergeNodes(merged, above);
  if (merged.kind !== "map") throw new TypeError("Cannot load a configuration: the defaults are not a record");
  const { root, issues, failed, secrets } = interpolate(merged, environment);
  const result = validate(schema, root, failed, { placeOfVariable: (name) => environment.placeOf?.(name) });
  if (issues.length > 0 || result.kind === "bad") {
    throw configProblem(subjectOf(files), inOrder([...issues, ...result.kind === "bad" ? result.issues : []]));
  }
  const { value } = result;
  const secretPaths = secretPathsOf(schema, value, listed);
  return {
    value,
    root: result.root,
    secretPaths,
    secrets: [...new Set([...secrets, ...secretTexts(result.root, secretPaths)])].filter((secret) => secret !== ""),
    variables: variablesOf(result.root),
    files,
  };
}

function subjectOf(files: readonly string[]): string {
  if (files.length === 0) return "the configuration";
  return `the configuration ${files.map((file) => `"${file}"`).join(" and ")}`;
}

async function readFile(file: string): Promise<MapNode> {
  const text = await readTextFile(file);
  if (text === undefined) throw await missing(file);
  const parsed = parseYaml(text, file);
  if (parsed.kind === "bad") throw configProblem(subjectOf([file]), parsed.issues);
  return parsed.root;
}

async function missing(file: string): Promise<Problem> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(dirname(file))) if (/\.ya?ml$/.test(entry.name)) names.push(entry.name);
  } catch {
    // The folder is missing too, so there is nothing to suggest.
  }
  const hint = didYouMean(basename(file), names);
  const remedy = names.length === 0
    ? `Write the file "${file}", or name another one.`
    : `Files there: ${names.sort().join(", ")}.`;
  return new Problem("configuration", `Cannot read "${file}": it does not exist${hint}`, { place: file, remedy });
}

function secretTexts(root: ConfigNode, secretPaths: ReadonlySet<string>): readonly string[] {
  const texts: string[] = [];
  walkNodes(root, (node, path) => {
    if (!secretPaths.has(formatKeyPath(path))) return;
    walkNodes(node, (inner) => {
      if (inner.kind === "scalar" && inner.value !== null && typeof inner.value !== "boolean") {
        texts.push(String(inner.value));
      }
    });
  });
  return texts;
}

function variablesOf(root: ConfigNode): readonly string[] {
  const names = new Set<string>();
  walkNodes(root, (node) => node.variables?.forEach((name) => names.add(name)));
  return [...names].sort();
}

/** Where the value at a path was written, by its parts; `default` for what only the schema gave. */
export function originAt(config: LoadedConfig<unknown>, path: readonly (string | number)[]): ConfigNode["origin"] {
  return nodeAt(config.root, path)?.origin ?? { kind: "default" };
}
