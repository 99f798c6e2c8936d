import type { z } from "zod";

type Json = Record<string, unknown>;

/** Settings of {@link configSchemaJson}. */
export interface ConfigSchemaOptions {
  /** Keys that these have need not stand in a file, and their values are named as defaults. @default {} */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** @default the schema's own */
  readonly title?: string;
}

/**
 * The JSON Schema (draft 2020-12) of a configuration file, for editors. Numbers, booleans and fixed words may also be a text
 * with `${…}`.
 */
export async function configSchemaJson(schema: z.ZodType, options: ConfigSchemaOptions = {}): Promise<Json> {
  const { defaults = {}, title } = options;
  const { z } = await import("zod");
  const json: Json = { ...z.toJSONSchema(schema, { target: "draft-2020-12", io: "input", unrepresentable: "any" }) };
  addDefaults(json, defaults);
  allowInterpolation(json, false);
  return title === undefined ? json : { ...json, title };
}

function addDefaults(json: Json, defaults: Readonly<Record<string, unknown>>): void {
  for (const option of [...asList(json["oneOf"]), ...asList(json["anyOf"])]) {
    const kind = asJson(asJson(asJson(option)?.["properties"])?.["kind"])?.["const"];
    if (kind !== undefined && kind === defaults["kind"]) addDefaults(option as Json, defaults);
  }
  nameRecordKeys(json, Object.keys(defaults));
  const properties = asJson(json["properties"]);
  if (properties === undefined) return;
  const required = asList(json["required"]).filter((key) => !Object.hasOwn(defaults, String(key)));
  if (required.length > 0) json["required"] = required;
  else delete json["required"];
  for (const [key, value] of Object.entries(defaults)) {
    const property = asJson(properties[key]);
    if (property === undefined) continue;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) addDefaults(property, value as Json);
    else if (property["default"] === undefined && property["const"] === undefined) property["default"] = value;
  }
}

/** Gives the keys of a record that have defaults a schema of their own, since less need stand there in a file. */
function nameRecordKeys(json: Json, keys: readonly string[]): void {
  const values = asJson(json["additionalProperties"]);
  if (values === undefined || json["properties"] !== undefined || keys.length === 0) return;
  json["properties"] = Object.fromEntries(keys.map((key) => [key, structuredClone(values)]));
}

const interpolated = { type: "string", pattern: "\\$\\{" } as const;
const words = ["title", "description", "default", "examples", "deprecated", "secret"] as const;

/** Turns `{ type: "integer" }` into a choice of it and a text with `${…}`, all the way down. */
function allowInterpolation(json: Json, discriminator: boolean): void {
  const known = asJson(json["properties"]);
  for (const [key, property] of Object.entries(known ?? {})) visit(property, key === "kind");
  for (const key of ["items", "additionalProperties", "not"]) visit(json[key], false);
  for (const key of ["anyOf", "oneOf", "allOf", "prefixItems"]) {
    if (Array.isArray(json[key])) json[key].forEach((item) => visit(item, false));
  }
  for (const key of ["$defs", "patternProperties"]) {
    for (const item of Object.values(asJson(json[key]) ?? {})) visit(item, false);
  }
  const strict = json["type"] === "number" || json["type"] === "integer" || json["type"] === "boolean" ||
    json["enum"] !== undefined || (json["const"] !== undefined && !discriminator) ||
    (json["type"] === "string" && (json["pattern"] !== undefined || json["format"] !== undefined));
  if (strict) makeChoice(json);
}

function visit(value: unknown, discriminator: boolean): void {
  const json = asJson(value);
  if (json !== undefined) allowInterpolation(json, discriminator);
}

function makeChoice(json: Json): void {
  const own: Json = {};
  for (const key of Object.keys(json)) {
    if ((words as readonly string[]).includes(key)) continue;
    own[key] = json[key];
    delete json[key];
  }
  json["anyOf"] = [own, { ...interpolated }];
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asJson(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Json : undefined;
}
