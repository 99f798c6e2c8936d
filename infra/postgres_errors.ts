import { Problem, type ProblemKind, toError } from "./errors.ts";

interface Reason {
  /** SQLSTATE, or the system's error code, or its beginning. */
  readonly codes: readonly string[];
  readonly kind: ProblemKind;
  readonly found: string;
  readonly remedy: string;
}

const reasons: readonly Reason[] = [
  {
    codes: ["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ETIMEDOUT", "EAI_AGAIN"],
    kind: "pipeline",
    found: "no server answers there",
    remedy: "Check host and port of the URL, and that the server runs and can be reached from here.",
  },
  {
    codes: ["28"],
    kind: "configuration",
    found: "the server does not accept the user or its password",
    remedy: "Check user and password of the URL.",
  },
  {
    codes: ["3D000"],
    kind: "configuration",
    found: "there is no such database",
    remedy: "Make the database, or check its name in the URL.",
  },
  {
    codes: ["42501"],
    kind: "configuration",
    found: "the user may not do that",
    remedy: "Give the user the right to make tables in the schema, or use a schema of its own.",
  },
  {
    codes: ["53100"],
    kind: "pipeline",
    found: "the server's disk is full",
    remedy: "Free some space there and try again.",
  },
  {
    codes: ["53300"],
    kind: "pipeline",
    found: "the server has too many connections",
    remedy: "Raise max_connections, or run fewer workers.",
  },
  {
    codes: ["08", "57P", "ECONNRESET", "EPIPE"],
    kind: "pipeline",
    found: "the connection broke off",
    remedy: "Check that the server runs and can be reached, and try again.",
  },
  {
    codes: ["57014", "55P03"],
    kind: "pipeline",
    found: "it took too long",
    remedy: "Look for a transaction that holds a lock, and try again.",
  },
];

const passing = ["no server answers there", "the server has too many connections", "the connection broke off"];
const broken = reasons.find(({ found }) => found === "the connection broke off")!;

/** Whether a problem made by {@link postgresProblem} says that the connection broke off. */
export function isBroken(error: unknown): boolean {
  return error instanceof Problem && error.message.endsWith(broken.found);
}

/** Whether a problem made by {@link postgresProblem} may be over soon: the server is restarted, or cannot be reached. */
export function isPassing(error: unknown): boolean {
  return error instanceof Problem && passing.some((found) => error.message.endsWith(found));
}

/** A URL for messages, its password hidden. */
export function shownUrl(url: string): string {
  try {
    const shown = new URL(url);
    if (shown.password !== "") shown.password = "***";
    for (const name of [...shown.searchParams.keys()]) if (/pass/i.test(name)) shown.searchParams.set(name, "***");
    return shown.href;
  } catch {
    return "the configured URL";
  }
}

/** An error of PostgreSQL in the user's words; one that is none of the machine's faults (a wrong statement) as it is. */
export function postgresProblem(name: string, verb: string, thrown: unknown): Error {
  const error = toError(thrown);
  if (error instanceof Problem) return error;
  if (error instanceof Deno.errors.NotCapable) {
    if (!/net access/.test(error.message)) return error; // What is missing is something else, which it names.
    const server = URL.canParse(name) ? new URL(name).host : "HOST:PORT";
    return new Problem("configuration", `Cannot ${verb} "${name}": Deno does not allow it`, {
      place: name,
      remedy: `Allow the connection: deno run -P=run --allow-net=${server} main.ts …`,
      cause: error,
    });
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const reason = reasons.find(({ codes }) => code !== "" && codes.some((one) => code.startsWith(one))) ??
    (/terminated unexpectedly|timeout exceeded|Connection terminated|is not queryable/.test(error.message)
      ? reasons[6]
      : undefined);
  if (reason === undefined) return error;
  const { kind, found, remedy } = reason;
  return new Problem(kind, `Cannot ${verb} "${name}": ${found}`, { place: name, remedy, cause: error });
}
