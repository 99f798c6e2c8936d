import type { z } from "zod";
import { isSecretName } from "../secret_names.ts";
import { formatKeyPath, type KeyPath } from "./key_path.ts";

type Schema = z.core.$ZodType;
type AnySchema = z.core.$ZodTypes;

/** What a schema says about a value once optional, default, lazy and the like are taken off and unions are split. */
interface Layers {
  /** The schemas below: objects, records, lists, texts, … */
  readonly concrete: readonly AnySchema[];
  /** Whether any layer is marked `.meta({ secret: true })`. */
  readonly secret: boolean;
}

/** Takes the wrappers off. Of a discriminated union only the option that fits `value` remains, if there is one. */
function layersOf(schema: Schema, value: unknown): Layers {
  const concrete: AnySchema[] = [];
  let secret = false;
  const visit = (given: Schema): void => {
    const current = given as AnySchema;
    if (isMarked(current)) secret = true;
    const { def } = current._zod;
    switch (def.type) {
      case "optional":
      case "nullable":
      case "default":
      case "prefault":
      case "readonly":
      case "catch":
      case "nonoptional":
        return visit(def.innerType);
      case "pipe":
        return visit(def.in);
      case "lazy":
        return visit(def.getter());
      case "intersection":
        visit(def.left);
        return visit(def.right);
      case "union":
        return chosenOptions(def, value).forEach(visit);
      default:
        concrete.push(current);
    }
  };
  visit(schema);
  return { concrete, secret };
}

function isMarked(schema: Schema): boolean {
  if (!("meta" in schema) || typeof schema.meta !== "function") return false;
  const meta: unknown = schema.meta();
  return typeof meta === "object" && meta !== null && "secret" in meta && meta.secret === true;
}

function chosenOptions(def: z.core.$ZodUnionDef, value: unknown): readonly Schema[] {
  const options = def.options as readonly Schema[];
  const key = "discriminator" in def && typeof def.discriminator === "string" ? def.discriminator : undefined;
  if (key === undefined || typeof value !== "object" || value === null) return options;
  const tag = (value as Record<string, unknown>)[key];
  const fitting = options.filter((option) => option._zod.propValues?.[key]?.has(tag as z.core.util.Primitive));
  return fitting.length > 0 ? fitting : options;
}

function below(schema: AnySchema, part: string | number): readonly Schema[] {
  const { def } = schema._zod;
  switch (def.type) {
    case "object": {
      const found = Object.hasOwn(def.shape, part) ? def.shape[String(part)] : def.catchall;
      return found === undefined ? [] : [found];
    }
    case "record":
      return [def.valueType];
    case "array":
      return [def.element];
    case "tuple": {
      const found = def.items[Number(part)] ?? def.rest;
      return found === undefined || found === null ? [] : [found];
    }
    default:
      return [];
  }
}

/** The schemas of the value at `path`, wrappers taken off; several for a union. */
export function schemasAt(schema: Schema, value: unknown, path: KeyPath): readonly AnySchema[] {
  let schemas: readonly Schema[] = [schema];
  let current = value;
  for (const part of path) {
    schemas = schemas.flatMap((one) => layersOf(one, current).concrete.flatMap((concrete) => below(concrete, part)));
    current = typeof current === "object" && current !== null ? (current as Record<string, unknown>)[part] : undefined;
  }
  return schemas.flatMap((one) => layersOf(one, current).concrete);
}

/** The keys that a schema knows in the map at `path` of `value`. */
export function knownKeys(schema: Schema, value: unknown, path: KeyPath): readonly string[] {
  const keys = schemasAt(schema, value, path).flatMap(({ _zod: { def } }) =>
    def.type === "object" ? Object.keys(def.shape) : []
  );
  return [...new Set(keys)];
}

/** The written paths of all keys that a schema names, records left out. */
export function allKeys(schema: Schema): readonly string[] {
  const found: string[] = [];
  const visit = (one: Schema, path: KeyPath): void => {
    if (path.length > 8) return;
    for (const { _zod: { def } } of layersOf(one, undefined).concrete) {
      if (def.type !== "object") continue;
      for (const [key, child] of Object.entries(def.shape)) {
        found.push(formatKeyPath([...path, key]));
        visit(child, [...path, key]);
      }
    }
  };
  visit(schema, []);
  return [...new Set(found)];
}

/**
 * The written paths under which `value` holds secrets: marked in the schema or listed in `listed`, with all that lies below,
 * and single values that are named like one.
 */
export function secretPathsOf(schema: Schema, value: unknown, listed: readonly string[] = []): ReadonlySet<string> {
  const paths = new Set<string>();
  const visit = (schemas: readonly Schema[], current: unknown, path: KeyPath): void => {
    const layers = schemas.map((one) => layersOf(one, current));
    const written = formatKeyPath(path);
    const single = typeof current !== "object" || current === null;
    const named = single && isSecretName(String(path.findLast((part) => typeof part === "string") ?? ""));
    if (named || layers.some(({ secret }) => secret) || listed.includes(written)) {
      paths.add(written);
      return;
    }
    if (single) return;
    const concrete = layers.flatMap((layer) => layer.concrete);
    const parts = Array.isArray(current) ? current.keys() : Object.keys(current);
    for (const part of parts) {
      const child = (current as Record<string | number, unknown>)[part];
      visit(concrete.flatMap((one) => below(one, part)), child, [...path, part]);
    }
  };
  visit([schema], value, []);
  return paths;
}
