import { Problem } from "../infra/errors.ts";
import { countOf } from "../infra/format.ts";
import { removeIfExists, temporaryName } from "../infra/fs.ts";
import type { Logger } from "../infra/log.ts";
import { nearest } from "../infra/suggest.ts";
import { admit } from "./admit/mod.ts";
import { type ReaderConfig, readerConfigSchema, type WriterConfig, writerConfigSchema } from "./config.ts";
import type { Session } from "./duckdb/mod.ts";
import { readerKinds } from "./readers/kinds.ts";
import type { ReaderKind, StageContext } from "./readers/types.ts";
import { quoteName } from "./sql.ts";
import { isStatementProblem } from "./statement_problem.ts";
import type { Datasets, ReadOptions, ReadReport, SourceFile, WriteReport, WriteSource } from "./types.ts";
import { writerKinds } from "./writers/kinds.ts";
import type { WriterKind } from "./writers/types.ts";

/** What datasets are opened with. */
export interface DatasetsOptions {
  readonly session: Session;
  /** Named readers; paths are absolute or relative to the working directory. */
  readonly readers: Readonly<Record<string, ReaderConfig>>;
  readonly writers: Readonly<Record<string, WriterConfig>>;
  /** Folder for `<dataset>.parquet` with the rows that were put aside. */
  readonly rejectsDirectory: string;
  /**
   * Size of delimited text, in bytes, from which a read puts its rows into temporary files instead of the session's memory.
   * @default 64 MiB
   */
  readonly filesFrom?: number;
  /** Run that rejects are marked with. */
  readonly run: string;
  /** @default silent */
  readonly log?: Logger;
}

/** Binds named readers and writers to a session and a run. */
export function openDatasets(options: DatasetsOptions): Datasets {
  return new ConfiguredDatasets(options);
}

class ConfiguredDatasets implements Datasets {
  readonly readers: readonly string[];
  readonly writers: readonly string[];
  readonly #options: DatasetsOptions;
  readonly #keptFiles: string[] = [];
  #scratchNames = 0;

  constructor(options: DatasetsOptions) {
    this.#options = options;
    this.readers = Object.keys(options.readers);
    this.writers = Object.keys(options.writers);
  }

  async read(name: string, options: ReadOptions): Promise<ReadReport> {
    const { kind, config, maxRejectRatio } = this.#reader(name);
    const { context, dropScratch } = this.#context(name, options);
    try {
      const staged = await kind.stage(config, context);
      try {
        const { rejectsDirectory, run } = this.#options;
        const rejectsFile = `${rejectsDirectory}/${name}.parquet`;
        const report = await admit(staged, context, { maxRejectRatio, rejectsFile, run });
        this.#tell(report);
        return report;
      } catch (error) {
        throw damagedSource(error, staged.files, context.place);
      } finally {
        await staged.release?.();
      }
    } finally {
      await dropScratch();
    }
  }

  files(name: string): Promise<readonly SourceFile[]> {
    const { kind, config } = this.#reader(name);
    return kind.files(config, this.#context(name, { as: name }).context);
  }

  async write(
    name: string,
    source: WriteSource,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<WriteReport> {
    const settings = this.#options.writers[name];
    if (settings === undefined) throw unknownName("writer", name, this.writers);
    const kind = writerKinds.find((one) => one.kind === settings.kind) as WriterKind | undefined;
    if (kind === undefined) throw unknownKind("writer", name, settings.kind, writerKinds.map((one) => one.kind));
    const { kind: _, ...config } = writerConfigSchema.parse(settings);
    const { session, run } = this.#options;
    return await kind.write(config, source, { session, dataset: name, place: `writers.${name}`, run, ...options });
  }

  async close(): Promise<void> {
    for (const path of this.#keptFiles.splice(0)) await removeIfExists(path).catch(() => undefined);
  }

  #tell({ dataset, table, rejected, rejectsFile, warnings }: ReadReport): void {
    const { log } = this.#options;
    log?.info(`read ${dataset}`, { rows: table.rows, rejected });
    if (rejected > 0) {
      const were = rejected === 1 ? "was" : "were";
      log?.warning(`${dataset}: ${countOf(rejected, "row")} ${were} put aside`, { rejects_file: rejectsFile });
    }
    for (const warning of warnings) log?.warning(`${dataset}: ${warning}`);
  }

  #reader(name: string): { kind: ReaderKind; config: Record<string, unknown>; maxRejectRatio: number } {
    const settings = this.#options.readers[name];
    if (settings === undefined) throw unknownName("reader", name, this.readers);
    const kind = readerKinds.find((one) => one.kind === settings.kind) as ReaderKind | undefined;
    if (kind === undefined) throw unknownKind("reader", name, settings.kind, readerKinds.map((one) => one.kind));
    const { kind: _, max_reject_ratio, ...config } = readerConfigSchema.parse(settings) as
      & { kind: string; max_reject_ratio: number }
      & Record<string, unknown>;
    return { kind, config, maxRejectRatio: max_reject_ratio };
  }

  #context(dataset: string, options: ReadOptions): { context: StageContext; dropScratch: () => Promise<void> } {
    const names: string[] = [];
    const { session, rejectsDirectory, filesFrom = 64 * 2 ** 20 } = this.#options;
    const scratchDirectory = `${rejectsDirectory}/.scratch`;
    const context: StageContext = {
      session,
      dataset,
      options,
      place: `readers.${dataset}`,
      scratchDirectory,
      filesFrom,
      keptFile: (name) => {
        Deno.mkdirSync(scratchDirectory, { recursive: true });
        const path = temporaryName(`${scratchDirectory}/${name}`);
        this.#keptFiles.push(path);
        return path;
      },
      scratch: (label) => {
        const name = `_${label}_${dataset}_${++this.#scratchNames}`;
        names.push(name);
        return name;
      },
    };
    const dropScratch = async () => {
      if (names.length === 0) return;
      const drops = names.map((name) => `DROP TABLE IF EXISTS ${quoteName(name)}`).join(";\n");
      // A canceled or closed session has nothing left to tidy up.
      await session.run(drops).catch(() => undefined);
    };
    return { context, dropScratch };
  }
}

/** A damaged file that DuckDB did not name is one of those that were read. */
function damagedSource(error: unknown, files: readonly SourceFile[], place: string): unknown {
  if (!isStatementProblem(error) || error.kind !== "data") return error;
  const { message, remedy, cause } = error;
  const names = files.map(({ path }) => path).join(", ");
  return new Problem("data", `Cannot read "${names}": ${message.replace(/^Cannot run a statement: /, "")}`, {
    place: `${place}.path`,
    remedy,
    cause,
  });
}

function unknownName(what: "reader" | "writer", name: string, known: readonly string[]): Problem {
  const near = nearest(name, known);
  return new Problem("configuration", `Cannot find the ${what} "${name}": the configuration has ${known.join(", ")}`, {
    place: `${what}s.${name}`,
    remedy: near === undefined ? `Add it under ${what}s.` : `Did you mean "${near}"?`,
  });
}

function unknownKind(what: "reader" | "writer", name: string, kind: string, known: readonly string[]): Problem {
  const near = nearest(kind, known);
  return new Problem("configuration", `Cannot use the ${what} "${name}": there is no kind "${kind}"`, {
    place: `${what}s.${name}.kind`,
    remedy: `${near === undefined ? "" : `Did you mean "${near}"? `}Known kinds: ${known.join(", ")}.`,
  });
}
