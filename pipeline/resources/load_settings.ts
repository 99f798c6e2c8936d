import { isAbsolute, join } from "node:path";
import { type ConfigEntry, configSchemaJson, describeConfig, loadConfig } from "../../infra/config/mod.ts";
import { type Environment, redactor } from "../../infra/mod.ts";
import { type Settings, settingsDefaults, settingsSchema } from "./settings.ts";

/** Which configuration to load. */
export interface SettingsSource {
  /** The project's folder; relative paths start here. */
  readonly root: string;
  readonly environment: string;
  /** The environment's YAML file. */
  readonly file: string;
  /** `key=value` texts over the file. @default [] */
  readonly overrides?: readonly string[];
  /** For `${env:NAME}`. */
  readonly variables: Environment;
}

/** A configuration with what is known about it. */
export interface LoadedSettings {
  /** Every path in it is absolute. */
  readonly settings: Settings;
  /** Each value with its origin, secrets masked. */
  readonly entries: readonly ConfigEntry[];
  /** Every secret value, for redaction. */
  readonly secrets: readonly string[];
  /** Hides every secret in a text. */
  readonly redact: (text: string) => string;
}

/** Loads and checks the configuration of an environment. @throws Problem of kind configuration with file, line and column */
export async function loadSettings(source: SettingsSource): Promise<LoadedSettings> {
  const { root, environment, file, overrides = [], variables } = source;
  const config = await loadConfig<Settings>({
    schema: settingsSchema,
    files: [file],
    defaults: settingsDefaults(environment),
    overrides,
    environment: variables,
  });
  const { secrets } = config;
  return {
    settings: withAbsolutePaths(config.value, root),
    entries: describeConfig(config, { placeOfVariable: (name) => variables.placeOf?.(name) }),
    secrets,
    redact: redactor(secrets).text,
  };
}

/** The configuration's JSON Schema, for editors. */
export async function settingsSchemaJson(): Promise<unknown> {
  return await configSchemaJson(settingsSchema, { defaults: settingsDefaults("dev"), title: "clustering" });
}

function withAbsolutePaths(settings: Settings, root: string): Settings {
  const absolute = (path: string) => isAbsolute(path) ? path : join(root, path);
  const dataset = <Config extends object>(config: Config): Config => {
    if (!("path" in config)) return config;
    const { path } = config;
    return { ...config, path: Array.isArray(path) ? path.map(absolute) : absolute(String(path)) };
  };
  const mapValues = <Value>(values: Readonly<Record<string, Value>>, change: (value: Value) => Value) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
  return {
    ...settings,
    paths: mapValues(settings.paths, absolute) as Settings["paths"],
    readers: mapValues(settings.readers, dataset),
    writers: mapValues(settings.writers, dataset),
    engine: { ...settings.engine, temp_directory: absolute(settings.engine.temp_directory) },
    history: settings.history.kind === "sqlite"
      ? { ...settings.history, path: absolute(settings.history.path) }
      : settings.history,
  };
}
