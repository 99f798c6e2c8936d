import { redacted } from "../redact_patterns.ts";
import { redactor } from "../redact.ts";
import { formatKeyPath, type KeyPath } from "./key_path.ts";
import type { LoadedConfig } from "./load.ts";
import { formatOrigin, nodeAt } from "./node.ts";

/** One value of a configuration, as it may be shown. */
export interface ConfigEntry {
  /** The key, as `--set` takes it. */
  readonly path: string;
  /** A list or a single value, secrets masked. */
  readonly value: unknown;
  /** What decided: `default`, `file:line`, `--set` or `env NAME`. */
  readonly origin: string;
  /** Where it is written: `default`, `file:line:column` or `--set key`, and the `.env` files that gave variables. */
  readonly place: string;
}

/** Settings of {@link describeConfig}. */
export interface DescribeOptions {
  /** Where a variable is set, if in a file; `placeOf` of a loaded environment. @default nowhere */
  readonly placeOfVariable?: (name: string) => string | undefined;
}

/** Every value of a configuration with its origin, in the schema's order, secrets masked; lists are one value. */
export function describeConfig(config: LoadedConfig<unknown>, options: DescribeOptions = {}): readonly ConfigEntry[] {
  const { placeOfVariable = () => undefined } = options;
  const masked = maskSecrets(config);
  const entries: ConfigEntry[] = [];
  const visit = (value: unknown, path: KeyPath): void => {
    const keys = isRecord(value) ? Object.keys(value) : [];
    if (keys.length > 0 && isRecord(value)) return keys.forEach((key) => visit(value[key], [...path, key]));
    if (value === undefined) return;
    const node = nodeAt(config.root, path);
    const { origin = { kind: "default" }, variables = [] } = node ?? {};
    const written = origin.kind === "file"
      ? `${origin.file}:${origin.line}`
      : origin.kind === "override"
      ? "--set"
      : "default";
    const decided = variables.length > 0 ? `env ${variables.join(", ")}` : written;
    const places = [formatOrigin(origin), ...variables.flatMap((name) => placeOfVariable(name) ?? [])];
    entries.push({ path: formatKeyPath(path), value, origin: decided, place: places.join(", ") });
  };
  visit(masked, []);
  return entries;
}

/** The whole value of a configuration with `[redacted]` for secrets, wherever they appear. */
export function maskSecrets(config: LoadedConfig<unknown>): unknown {
  const { text } = redactor(config.secrets);
  const mask = (value: unknown, path: KeyPath): unknown => {
    if (config.secretPaths.has(formatKeyPath(path))) return isUnset(value) ? value : redacted;
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map((item, i) => mask(item, [...path, i]));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mask(item, [...path, key])]));
  };
  return mask(config.value, []);
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}
