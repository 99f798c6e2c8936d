import { join } from "node:path";
import { openSqlite } from "../../infra/sqlite.ts";
import {
  type Asset,
  assetNamed,
  defineAsset,
  defineJob,
  defineProject,
  executeRun,
  openPostgresLedger,
  openSqliteLedger,
  record,
} from "../../pipeline/engine/mod.ts";

/** Where sizes are measured. */
export type SizePlace =
  | { readonly kind: "sqlite"; readonly folder: string }
  | {
    readonly kind: "postgres";
    readonly folder: string;
    readonly url: string;
    readonly sql: (text: string) => Promise<string>;
  };

/** Bytes of the history, indexes included, without the files of values. */
export interface SizeFigures {
  readonly perEmptyStep: number;
  /** Of full_pipeline_job on the sample. */
  readonly perPipelineRun: number;
  readonly pipelineSteps: number;
  readonly pipelineEvents: number;
}

const schema = "sizes";
const kind = record<number>({ parse: (value) => value as number });
const runs = 4;
const length = 1_000;

/** What steps that do nothing and runs of the whole pipeline add to a history. */
export async function measureSizes(place: SizePlace): Promise<SizeFigures> {
  const empty = await growth(place, "empty", () => runEmpty(place));
  const pipeline = await growth(place, "pipeline", () => runPipeline(place));
  const [steps, events] = (await counts(place)).map((count) => Math.round(count / (runs + 1)));
  return {
    perEmptyStep: Math.round(empty / runs / length),
    perPipelineRun: Math.round(pipeline / runs),
    pipelineSteps: steps!,
    pipelineEvents: events!,
  };
}

/** Bytes that `runs` runs add after a first one. */
async function growth(place: SizePlace, name: string, run: () => Promise<void>): Promise<number> {
  await run();
  const before = await size(place, name);
  for (let n = 0; n < runs; n++) await run();
  return await size(place, name) - before;
}

function pathOf({ folder }: SizePlace, name: string): string {
  return join(folder, `${name}.sqlite`);
}

async function size(place: SizePlace, name: string): Promise<number> {
  if (place.kind === "sqlite") {
    using db = openSqlite(pathOf(place, name));
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return (await Deno.stat(pathOf(place, name))).size;
  }
  await place.sql("VACUUM");
  const sum = "sum(pg_total_relation_size(c.oid))";
  const text = `SELECT ${sum} FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = '${schema}_${name}'`;
  return Number(await place.sql(text));
}

async function runEmpty(place: SizePlace): Promise<void> {
  const assets: Asset[] = Array.from({ length }, (_, index) => {
    const before = assetNamed<number>(`step_${index - 1}`);
    return defineAsset({
      ...{ name: `step_${index}`, group: "chain", description: "Nothing.", kind },
      deps: index === 0 ? {} : { before },
      compute: () => index,
    });
  });
  const jobs = [defineJob({ name: "all", selection: "*", description: "Everything." })];
  const { history } = place.kind === "sqlite"
    ? await openSqliteLedger(pathOf(place, "empty"))
    : await openPostgresLedger(place.url, { schema: `${schema}_empty` });
  await using _history = history;
  const options = { history, root: join(place.folder, "assets") };
  await executeRun(defineProject({ assets, jobs }), { job: "all", environment: "bench" }, options);
}

async function runPipeline(place: SizePlace): Promise<void> {
  const history = place.kind === "sqlite"
    ? { kind: "sqlite", path: pathOf(place, "pipeline") }
    : { kind: "postgres", url: place.url, schema: `${schema}_pipeline` };
  const set = [`history=${JSON.stringify(history)}`, `paths.data=${join(place.folder, "data")}`];
  const words = ["run", "full_pipeline_job", "--env", "dev", ...set.flatMap((one) => ["--set", one])];
  const rights = [
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-sys",
    "--allow-ffi",
    "--allow-net=127.0.0.1",
  ];
  const args = ["run", "--quiet", "--no-prompt", "--no-check", ...rights, "main.ts", ...words];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, stdout: "null" }).output();
  if (!success) throw new Error(`Cannot run the pipeline: ${new TextDecoder().decode(stderr).slice(-2_000)}`);
}

async function counts(place: SizePlace): Promise<number[]> {
  const tables = ["steps", "events"];
  if (place.kind === "sqlite") {
    using db = openSqlite(pathOf(place, "pipeline"), { readOnly: true });
    return tables.map((table) => db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)!.n);
  }
  const found: number[] = [];
  for (const table of tables) found.push(Number(await place.sql(`SELECT count(*) FROM ${schema}_pipeline.${table}`)));
  return found;
}
