import { withFolder } from "./workspace.ts";

/** A PostgreSQL server of a test's own. */
export interface PostgresServer {
  /** URL of its empty database. */
  readonly url: string;
  readonly port: number;
  /** Runs SQL by `psql`, apart from the program. */
  sql(text: string): Promise<string>;
  /** Stops it at once, as a crash would, and starts it again after `milliseconds`. */
  restart(milliseconds: number): Promise<void>;
}

let isTold = false;

/**
 * Folder of the newest installed server's programs; undefined where there is none, which is told once.
 *
 * @throws Error where `POSTGRES_TESTS` is `required` and there is none
 */
export function postgresPrograms(): string | undefined {
  const root = "/usr/lib/postgresql";
  try {
    const versions = [...Deno.readDirSync(root)].map(({ name }) => Number(name)).filter(Number.isFinite);
    const newest = Math.max(...versions);
    Deno.statSync(`${root}/${newest}/bin/initdb`);
    return `${root}/${newest}/bin`;
  } catch {
    const why = `no server is installed below ${root}`;
    if (Deno.env.get("POSTGRES_TESTS") === "required") throw new Error(`Cannot test with PostgreSQL: ${why}`);
    // deno-lint-ignore no-console -- the one line that says why
    if (!isTold) console.log(`The tests with PostgreSQL are skipped: ${why}`);
    isTold = true;
    return undefined;
  }
}

/** Starts a server on a free loopback port, runs `test` and stops the server. */
export async function withPostgres(test: (server: PostgresServer) => Promise<void>): Promise<void> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new TypeError("Cannot start PostgreSQL: it is not installed");
  await withFolder(async (folder) => {
    const asUser = await prepareFolder(folder);
    const data = `${folder}/data`;
    const port = freePort();
    await command([...asUser, `${programs}/initdb`, "-D", data, "-A", "trust", "-U", "postgres", "-N"]);
    const options = `-p ${port} -h 127.0.0.1 -k ${folder} -c fsync=off`;
    const control = [...asUser, `${programs}/pg_ctl`, "-D", data, "-w"];
    const start = () => command([...control, "-o", options, "-l", `${folder}/log`, "start"]);
    const stop = () => command([...control, "-m", "immediate", "stop"]);
    await start();
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    try {
      const sql = (text: string) => command([`${programs}/psql`, "-tAX", url, "-c", text]);
      const restart = async (milliseconds: number) => {
        await stop();
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        await start();
      };
      await test({ url, port, sql, restart });
    } finally {
      await stop();
    }
  });
}

/** The server refuses to run as root; then it runs as the user that its package made. */
async function prepareFolder(folder: string): Promise<readonly string[]> {
  if (Deno.uid() !== 0) return [];
  await command(["chown", "postgres", folder]);
  return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}

async function command([program, ...args]: readonly string[]): Promise<string> {
  // What a server writes to its inherited output would keep this waiting for ever, so a file takes it.
  const { success, stdout, stderr } = await new Deno.Command(program!, { args, cwd: "/" }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  if (!success) throw new Error(`${program} ${args.join(" ")}: ${text(stderr)}`);
  return text(stdout);
}
