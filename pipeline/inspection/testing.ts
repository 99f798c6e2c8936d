import { join } from "node:path";
import { systemClock } from "../../infra/clock.ts";
import { openSession } from "../../io/mod.ts";
import { type Inspector, openInspector } from "./inspector.ts";
import type { ConsoleCatalog } from "./console.ts";
import type { DataFile, InspectionOptions } from "./types.ts";

/** An inspector over a temporary folder of data. */
export interface TestInspection {
  readonly inspector: Inspector;
  /** Absolute folder of data. */
  readonly assets: string;
  /** Writes the rows of a query to a Parquet file below the folder. */
  readonly write: (name: string, sql: string) => Promise<DataFile>;
  /** A catalog of files by name. */
  readonly catalog: (tables: Readonly<Record<string, readonly DataFile[]>>) => ConsoleCatalog;
}

/** Calls `work` with an inspector; its folders are removed afterwards. */
export async function withInspection(
  work: (test: TestInspection) => Promise<void>,
  options: Partial<InspectionOptions> = {},
): Promise<void> {
  const root = await Deno.makeTempDir();
  const assets = join(root, "assets");
  await Deno.mkdir(assets);
  await Deno.writeTextFile(join(root, "secret.csv"), "secret\nhunter2\n");
  try {
    const inspector = openInspector({
      ...{ folders: [assets], temporary: join(root, "tmp"), clock: systemClock },
      ...options,
    });
    await work({ inspector, assets, write: (name, sql) => writeParquet(join(assets, name), sql), catalog });
    const left = await Array.fromAsync(Deno.readDir(join(root, "tmp"))).catch(() => []);
    if (left.length > 0) throw new Error(`Downloads were left: ${left.map(({ name }) => name).join(", ")}`);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function writeParquet(path: string, sql: string): Promise<DataFile> {
  await using session = await openSession();
  await session.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
  return { path };
}

function catalog(tables: Readonly<Record<string, readonly DataFile[]>>): ConsoleCatalog {
  return {
    find: (names) =>
      Promise.resolve(
        Object.entries(tables).filter(([name]) => names.has(name)).map(([name, files]) => ({ name, files })),
      ),
    names: () => Object.keys(tables),
  };
}
