/**
 * What every part of the program stands on: time, errors, files, environment, logging interface, secrets, SQLite, signals.
 * It knows nothing of stores, pipelines or tables. Configuration and logging have entries of their own,
 * `infra/config/mod.ts` and `infra/logging/mod.ts`, because they load larger packages.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { manualClock, openSqlite, redactor, runId } from "./mod.ts";
 *
 * using db = openSqlite(":memory:");
 * assert.deepEqual(db.get("SELECT 1 AS one"), { one: 1 });
 * assert.equal(runId(manualClock()).length, 16);
 * assert.equal(redactor(["hunter2"]).text("hunter2!"), "[redacted]!");
 * ```
 *
 * @module
 */
export { type Clock, type ManualClock, manualClock, systemClock } from "./clock.ts";
export {
  causeChain,
  exitCodes,
  Problem,
  type ProblemKind,
  problemKinds,
  type ProblemOptions,
  toError,
} from "./errors.ts";
export {
  digestFile,
  exists,
  type FileDigest,
  flushFile,
  isNotFound,
  removeIfExists,
  temporaryName,
  uniqueToken,
  writeAtomically,
} from "./fs.ts";
export { countOf, formatBytes, formatCount, formatDuration } from "./format.ts";
export { type LogFields, type Logger, type LogLevel, logLevels, silentLogger } from "./log.ts";
export { type Environment, isVariableName, mapEnvironment, processEnvironment } from "./env.ts";
export { type DotenvEntry, loadDotenv, type LoadedEnvironment, parseDotenv } from "./dotenv.ts";
export { readTextFile, type ReadTextOptions } from "./text_file.ts";
export { didYouMean, editDistance, nearest } from "./suggest.ts";
export { isRunId, type RandomSource, runId, systemRandom } from "./random.ts";
export { confinePath, isWithin } from "./paths.ts";
export {
  type EndSignal,
  type Interrupt,
  type InterruptOptions,
  interruptSignal,
  processSignals,
  type SignalSource,
} from "./signals.ts";
export { type Redactor, redactor } from "./redact.ts";
export { redacted } from "./redact_patterns.ts";
export { isSecretName } from "./secret_names.ts";
export {
  openSqlite,
  type SqlChange,
  type Sqlite,
  type SqliteOptions,
  type SqlParameters,
  type SqlValue,
} from "./sqlite.ts";
export { isLocked, isUniqueViolation } from "./sqlite_errors.ts";
export { migrate, type Migration, schemaVersion } from "./migrate.ts";
export { type CopiedTable, copyTables, insertInto, tablesOf } from "./copy_tables.ts";
export { backUpBeforeMigrating, copySqlite, type MigrationBackupOptions, migrationBackups } from "./sqlite_copy.ts";
