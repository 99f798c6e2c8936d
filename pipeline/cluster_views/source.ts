import { join } from "node:path";
import { isNotFound } from "../../infra/fs.ts";
import { openSession, type Session, tableFiles } from "../../io/mod.ts";
import { type History, type Materialization, Problem, type Project, type ValueKind } from "../engine/mod.ts";
import { sessionOptions } from "../resources/session_options.ts";
import type { Settings } from "../resources/settings.ts";
import type { Table } from "../resources/types.ts";

/** Where clusters are looked up: what is recorded, and the folders that values are in. */
export interface ClusterSource {
  readonly history: History;
  readonly project: Project;
  /** Paths are absolute. */
  readonly settings: Settings;
}

/** What says where files are. */
export type Placed = Pick<ClusterSource, "settings">;

/** Folder of the stored values. */
export function assetsRoot({ settings }: Placed): string {
  return join(settings.paths.data, "assets");
}

/** Reads a stored record. @throws {Problem} of kind data when its file is gone or is not what the kind says */
export async function readRecord<Value>(
  source: ClusterSource,
  value: Materialization,
  kind: ValueKind<Value>,
): Promise<Value> {
  const json: unknown = JSON.parse(await readValueText(source, value));
  if (kind.parser === undefined) return json as Value;
  try {
    return kind.parser.parse(json);
  } catch (cause) {
    throw new Problem("data", `Cannot read "${value.asset}": run ${value.run} made it in another form`, {
      place: value.asset,
      remedy: "Another version of the program made it: run the job again.",
      cause,
    });
  }
}

/** Reads the text of a stored value. @throws {Problem} of kind data when its file is gone */
export async function readValueText(source: ClusterSource, value: Materialization): Promise<string> {
  try {
    return await Deno.readTextFile(join(assetsRoot(source), value.path));
  } catch (error) {
    throw isNotFound(error) ? goneProblem(value) : error;
  }
}

function goneProblem({ asset, partition, run }: Materialization): Problem {
  const name = partition === undefined ? `"${asset}"` : `"${asset}" of "${partition}"`;
  return new Problem("data", `Cannot read ${name}: the file that run ${run} made is gone`, {
    place: asset,
    remedy: "Its time of retention may be over: choose a newer run, or run the job again.",
  });
}

/** A DuckDB session that may read stored values and nothing else. */
export async function openViewSession(source: Placed): Promise<Session> {
  const root = assetsRoot(source);
  const real = await Deno.realPath(root).catch(() => root);
  return await openSession({ ...sessionOptions(source.settings), directories: [...new Set([root, real])] });
}

/** Makes a stored table a relation of the session. @throws {Problem} of kind data when its file is gone */
export async function openTable(
  source: Placed,
  session: Session,
  value: Materialization,
  relation: string,
): Promise<Table> {
  const path = join(assetsRoot(source), value.path);
  try {
    await Deno.stat(path);
  } catch (error) {
    throw isNotFound(error) ? goneProblem(value) : error;
  }
  return await tableFiles(session).open(path, relation, { rows: value.rows, columns: value.columns });
}
