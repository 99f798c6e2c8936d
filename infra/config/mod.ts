/**
 * Configuration from defaults, YAML files, environment variables and the command line, checked by a zod schema. Errors name
 * file, line, column and key, and every value knows where it was written.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 * import { mapEnvironment } from "../env.ts";
 * import { describeConfig, loadConfig } from "./mod.ts";
 *
 * const config = await loadConfig({
 *   schema: z.strictObject({ data: z.string(), threads: z.int().min(1), password: z.string().meta({ secret: true }) }),
 *   files: [],
 *   defaults: { data: "data", threads: "${env:THREADS,4}", password: "${env:DB_PASSWORD}" },
 *   overrides: ["data=${env:HOME,/root}/data"],
 *   environment: mapEnvironment({ DB_PASSWORD: "hunter2", HOME: "/home/ann" }),
 * });
 * assert.deepEqual(config.value, { data: "/home/ann/data", threads: 4, password: "hunter2" });
 * assert.deepEqual(describeConfig(config)[2], {
 *   path: "password",
 *   value: "[redacted]",
 *   origin: "env DB_PASSWORD",
 *   place: "default",
 * });
 * ```
 *
 * @module
 */
export { type ConfigSources, loadConfig, type LoadedConfig, originAt } from "./load.ts";
export { type ConfigEntry, describeConfig, type DescribeOptions, maskSecrets } from "./describe.ts";
export { configSchemaJson, type ConfigSchemaOptions } from "./json_schema.ts";
export { type ConfigIssue, ConfigProblem } from "./issues.ts";
export { formatKeyPath, type KeyPath, parseKeyPath } from "./key_path.ts";
export type { ConfigNode, ListNode, MapNode, Origin, ScalarNode } from "./node.ts";
export { formatOrigin } from "./node.ts";
