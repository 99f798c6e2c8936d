import type { z } from "zod";
import type { ConfigEntry } from "../../../infra/config/mod.ts";
import { redacted } from "../../../infra/redact_patterns.ts";
import { settingsSchemaJson } from "../../../pipeline/mod.ts";
import type { Backend } from "../../backend.ts";
import { type Answer, answer } from "../answer.ts";
import { describeKey, isNode } from "./describe_key.ts";
import { getSettingsSchema, type keptSchema, type limitSchema, listSettings, type settingSchema } from "./endpoints.ts";

type Schema = Readonly<Record<string, unknown>>;
type Kept = z.input<typeof keptSchema>;

/** Answers about the configuration. */
export const settingsAnswers: readonly Answer[] = [
  answer(listSettings, async ({ query: { text = "", changed } }, backend) => {
    const schema = await readSchema();
    const all = backend.configuration.map((entry) => view(entry, schema));
    const wanted = text.toLowerCase();
    const has = ({ path, value, about = "" }: (typeof all)[number]) =>
      `${path}\n${about}\n${JSON.stringify(value)}`.toLowerCase().includes(wanted);
    return {
      environment: backend.environment,
      items: all.filter((one) => (!changed || one.changed) && has(one)),
      total: all.length,
      limits: limitsOf(await backend.ledger.coordination.limits.effective(backend.limits)),
      retention: [...retentionOf(backend, schema)],
      login: backend.settings.auth.enabled,
    };
  }),
  answer(getSettingsSchema, async () => ({ ...await readSchema() })),
];

/** Each value of the configuration as it is answered. */
export async function settingViews({ configuration }: Pick<Backend, "configuration">) {
  const schema = await readSchema();
  return configuration.map((entry) => view(entry, schema));
}

async function readSchema(): Promise<Schema> {
  const schema = await settingsSchemaJson();
  return isNode(schema) ? schema : {};
}

function view({ path, value, origin, place }: ConfigEntry, schema: Schema): z.input<typeof settingSchema> {
  const about = describeKey(schema, path);
  return {
    path,
    section: /^[^.[]+/.exec(path)?.[0] ?? path,
    value,
    secret: JSON.stringify(value)?.includes(redacted) ?? false,
    changed: origin !== "default",
    ...{ origin, place },
    ...(about === undefined ? {} : { about }),
  };
}

function limitsOf(limits: Backend["limits"]): z.input<typeof limitSchema>[] {
  const { total, jobs, tags, pools } = limits;
  const of = (kind: "job" | "tag" | "pool", some: Readonly<Record<string, number>>) =>
    Object.entries(some).map(([name, limit]) => ({ kind, name, limit }));
  return [{ kind: "all", limit: total }, ...of("job", jobs), ...of("tag", tags), ...of("pool", pools)];
}

function retentionOf({ settings: { retention } }: Backend, schema: Schema): readonly Kept[] {
  const { runs, ...rest } = retention;
  const named = [
    ...Object.entries(runs).map(([name, limit]) => [`runs.${name}`, limit] as const),
    ...Object.entries(rest),
  ];
  return named.map(([name, limit]) => {
    const about = describeKey(schema, `retention.${name}`);
    return { name, ...limit, ...(about === undefined ? {} : { about }) };
  });
}
