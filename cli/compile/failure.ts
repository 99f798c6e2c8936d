import { exitCodes } from "../../infra/errors.ts";

/** What went wrong with a compilation, for a person: the line that says it, and what to do. */
export function compileFailure(error: unknown): readonly string[] {
  const text = error instanceof Error ? error.message : String(error);
  const address = /error sending request for url \((\S+denort-\S+)\)/.exec(text)?.[1];
  if (address !== undefined) {
    return [
      `error: Cannot compile: Deno's runtime for the platform cannot be downloaded from ${address}`,
      "  next   Let this machine reach that host, or set DENORT_BIN to the file of a denort of this Deno's version and platform.",
    ];
  }
  if (/Failed to parse (PE|Mach-?O)|Invalid object|standalone binary section/i.test(text)) {
    return [
      `error: Cannot compile: the runtime that DENORT_BIN names is of another platform or version`,
      "  next   Name another one, or leave DENORT_BIN out to have Deno download it.",
    ];
  }
  return [`error: ${text.replace(/\n\nStack backtrace:[^]*$/, "")}`];
}

/** The exit code for what went wrong: that of a wrong command line, or of anything else. */
export function compileExitCode(error: unknown): number {
  const isUsage = error instanceof RangeError ||
    (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"));
  return isUsage ? exitCodes.usage : exitCodes.unexpected;
}
