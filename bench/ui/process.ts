import { fileURLToPath } from "node:url";

/** The server as a process of its own. */
export interface ServerProcess {
  readonly base: string;
  /** Megabytes of memory that are resident now. */
  resident(): number;
  /** Seconds of processor time up to now. */
  processor(): number;
  /** Open files and connections. */
  descriptors(): number;
  end(): Promise<void>;
}

const rights = ["--allow-read", "--allow-write", "--allow-env", "--allow-ffi", "--allow-sys", "--allow-net=127.0.0.1"];

/** Starts it on a history, with the project of so many assets. */
export async function startServer(
  place: string,
  assets: number,
  flags: readonly string[] = [],
): Promise<ServerProcess> {
  const script = fileURLToPath(new URL("server.ts", import.meta.url));
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  const args = ["run", "--quiet", "--no-prompt", "--no-check", `--config=${config}`, ...flags, ...rights, script];
  const child = new Deno.Command(Deno.execPath(), {
    ...{ args: [...args, place, String(assets)], stdin: "piped", stdout: "piped", stderr: "inherit" },
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await lines.read();
  if (!value.startsWith("http")) throw new Error("Cannot measure: the server did not start");
  const of = (name: string) => said("cat", `/proc/${child.pid}/${name}`);
  return {
    base: value.trim(),
    resident: () => Math.round(Number(/VmRSS:\s+(\d+)/.exec(of("status"))?.[1]) / 1024),
    processor: () => {
      const fields = of("stat").replace(/^.*\) /, "").split(" ");
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    descriptors: () => said("ls", `/proc/${child.pid}/fd`).trim().split("\n").length,
    end: async () => {
      await child.stdin.close();
      await lines.cancel();
      await child.status;
    },
  };
}

/** What a program tells: Deno itself may not look into /proc. */
function said(program: string, path: string): string {
  return new TextDecoder().decode(new Deno.Command(program, { args: [path] }).outputSync().stdout);
}
