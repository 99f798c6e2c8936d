/** The configuration, the project and what runs it. */
export function loadPipeline(): Promise<typeof import("../pipeline/mod.ts")> {
  return load("../pipeline/mod.ts");
}

/** Where runs are recorded. */
export function loadLedger(): Promise<typeof import("../pipeline/resources/open_ledger.ts")> {
  return load("../pipeline/resources/open_ledger.ts");
}

/** The engine alone. */
export function loadEngine(): Promise<typeof import("../pipeline/engine/mod.ts")> {
  return load("../pipeline/engine/mod.ts");
}

/** Readers, writers, DuckDB. */
export function loadDatasets(): Promise<typeof import("../io/mod.ts")> {
  return load("../io/mod.ts");
}

/** Sample data. */
export function loadGenerator(): Promise<typeof import("../pipeline/generator/mod.ts")> {
  return load("../pipeline/generator/mod.ts");
}

/** What was written, as its files tell. */
export function loadWriters(): Promise<typeof import("../io/writers/mod.ts")> {
  return load("../io/writers/mod.ts");
}

/** Rows as files for others. */
export function loadExport(): Promise<typeof import("../io/export/mod.ts")> {
  return load("../io/export/mod.ts");
}

/** SQLite files. */
export function loadSqlite(): Promise<typeof import("../infra/sqlite.ts")> {
  return load("../infra/sqlite.ts");
}

/** PostgreSQL. */
export function loadPostgres(): Promise<typeof import("../infra/postgres_database.ts")> {
  return load("../infra/postgres_database.ts");
}

/** The pages. */
export function loadUi(): Promise<typeof import("../ui/mod.ts")> {
  return load("../ui/mod.ts");
}

/** How everything stands. */
export function loadHealth(): Promise<typeof import("../ui/api/health/mod.ts")> {
  return load("../ui/api/health/mod.ts");
}

/** Log files. */
export function loadLogging(): Promise<typeof import("../infra/logging/mod.ts")> {
  return load("../infra/logging/mod.ts");
}

/** Queries that people write. */
export function loadInspection(): Promise<typeof import("../pipeline/inspection/mod.ts")> {
  return load("../pipeline/inspection/mod.ts");
}

/** What ends processes. */
export function loadGuardian(): Promise<typeof import("../infra/processes/mod.ts")> {
  return load("../infra/processes/mod.ts");
}

/** Table contracts. */
export function loadSchemas(): Promise<typeof import("../core/schemas.ts")> {
  return load("../core/schemas.ts");
}

/**
 * Imports a module that help and usage errors must not wait for. The runtime reads all that a literal `import("…")` leads to
 * before the program starts, so the specifier is put together here.
 */
function load<Module>(specifier: string): Promise<Module> {
  return import(new URL(specifier, import.meta.url).href);
}
