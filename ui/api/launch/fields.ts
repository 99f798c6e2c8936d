import { settingsSchemaJson } from "../../../pipeline/mod.ts";
import type { Json } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import type { FieldAnswer } from "./endpoints.ts";

/** What of a JSON Schema a form needs. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly pattern?: string;
}

/** Parts of the configuration that change what a run computes. */
const parts = ["job_params", "external_sources", "engine"] as const;

/** The settings that a run can be launched with, in the order of the schema, with what holds without an override. */
export async function launchFields({ configuration }: Backend): Promise<readonly FieldAnswer[]> {
  const schema = await settingsSchemaJson() as Schema;
  const entries = new Map(configuration.map((entry) => [entry.path, entry]));
  const fields: FieldAnswer[] = [];
  const visit = (schema: Schema, path: string, group: string) => {
    const { properties } = schema;
    if (properties !== undefined) {
      for (const [name, inner] of Object.entries(properties)) {
        visit(inner, `${path}.${name}`, inner.properties === undefined ? group : `${path}.${name}`);
      }
      return;
    }
    const entry = entries.get(path);
    fields.push({
      ...{ path, group, title: path.split(".").at(-1) ?? path, description: schema.description ?? "" },
      ...controlOf(schema),
      ...(entry === undefined ? {} : { value: entry.value as Json }),
      origin: entry?.origin ?? "default",
    });
  };
  for (const part of parts) {
    const inner = schema.properties?.[part];
    if (inner !== undefined) visit(inner, part, part);
  }
  return fields;
}

/** Which control a value is typed into. */
function controlOf(schema: Schema): Pick<FieldAnswer, "kind" | "choices" | "minimum" | "maximum"> {
  const options = alternatives(schema);
  const [only] = options;
  if (options.length !== 1 || only === undefined) return { kind: "json" };
  const { type, enum: choices, minimum, maximum } = only;
  if (choices !== undefined) return { kind: "choice", choices };
  const bounds = { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
  switch (type) {
    case "boolean":
      return { kind: "boolean" };
    case "integer":
      return { kind: "integer", ...bounds };
    case "number":
      return { kind: "number", ...bounds };
    case "string":
      return { kind: "text" };
    default:
      return { kind: "json" };
  }
}

/** What a value can be, without null and without `${…}`, which every value can be. */
function alternatives(schema: Schema): readonly Schema[] {
  const inner = schema.anyOf ?? schema.oneOf;
  if (inner === undefined) return schema.type === "null" || schema.pattern?.includes("\\$\\{") === true ? [] : [schema];
  return inner.flatMap(alternatives);
}
