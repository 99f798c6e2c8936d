import { Problem } from "../../infra/errors.ts";

/** What DuckDB says about a Parquet file whose footer is sound and whose pages are not; the second names no file. */
const inNamedFile =
  /^Invalid (?:Input )?Error: (?:Failed to read file|Invalid string encoding found in Parquet file) "(.*?)": (.*)/;
const somewhere = /^Invalid (?:Input )?Error: ((?:TProtocolException|Out of buffer|Failed to decompress).*)/;
const damage = /decompress|TProtocolException|Out of buffer|not valid UTF8/i;

const remedy = "Get the file anew from where it came. If this program made it, run the job again.";

/** The problem that a Parquet file is damaged, when that is what DuckDB said. */
export function damagedFileProblem(error: Error, message: string): Problem | undefined {
  const named = inNamedFile.exec(message);
  if (named !== null && damage.test(message)) {
    const [, file, reason] = named;
    return new Problem("data", `Cannot read "${file}": it is damaged (${reason})`, {
      place: file,
      remedy,
      cause: error,
    });
  }
  const unnamed = somewhere.exec(message);
  if (unnamed === null) return undefined;
  return new Problem("data", `Cannot run a statement: a Parquet file that it reads is damaged (${unnamed[1]})`, {
    remedy,
    cause: error,
  });
}
