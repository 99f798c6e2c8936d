import { isDiskFull } from "../../infra/disk_full.ts";
import { Problem, toError } from "../../infra/errors.ts";
import { removeIfExists, writeAtomically } from "../../infra/fs.ts";
import { quoteLiteral, quoteName } from "../sql.ts";
import type { RejectsTable } from "./rejects.ts";

/**
 * Keeps the rejects as a Parquet file; the one of an earlier read is replaced, or removed when there are none now.
 *
 * @throws Problem of the kind of its cause, with the file as place, when it cannot be written
 */
export async function keepRejects(table: RejectsTable, path: string, rows: number): Promise<void> {
  try {
    if (rows === 0) await removeIfExists(path);
    else await writeAtomically(path, (temporary) => copyTo(table, temporary));
  } catch (thrown) {
    table.options.signal?.throwIfAborted();
    const cause = toError(thrown);
    const [kind, remedy] = cause instanceof Problem
      ? [cause.kind, cause.remedy] as const
      : isDiskFull(cause)
      ? ["pipeline", "Free space there, or change paths.data."] as const
      : ["configuration"] as const;
    const what = cause.message.replace(/^Cannot run a statement: /, "").split("\n")[0];
    throw new Problem(kind, `Cannot keep rejected rows in "${path}": ${what}`, {
      place: path,
      remedy: remedy ?? "Check that its folder can be written.",
      cause,
    });
  }
}

async function copyTo({ session, relation, options }: RejectsTable, path: string): Promise<void> {
  await session.run(
    `COPY (FROM ${quoteName(relation)} ORDER BY source_file, line) TO ${quoteLiteral(path)} (FORMAT parquet)`,
    [],
    options,
  );
}
