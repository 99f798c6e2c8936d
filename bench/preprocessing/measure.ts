/** What one whole process took. */
export interface Measured {
  /** Wall clock, seconds. */
  readonly seconds: number;
  /** User and system time, seconds. */
  readonly cpuSeconds: number;
  /** Most resident memory, MB. */
  readonly peakMegabytes: number;
  readonly code: number;
  readonly stderr: string;
}

/**
 * Starts the command given as arguments and prints its /proc status and stat ten times a second. A shell does it because
 * the runtime opens /proc only to programs that may do everything.
 */
const watcher = `"$@" & p=$!
while kill -0 $p 2>/dev/null; do
  { grep VmHWM /proc/$p/status; cat /proc/$p/stat; } 2>/dev/null
  sleep 0.1
done
wait $p`;

/** Runs a command to its end; the memory and processor time of its last tenth of a second are missing. */
export async function measure(command: string, args: readonly string[]): Promise<Measured> {
  const started = performance.now();
  const child = new Deno.Command("sh", {
    args: ["-c", watcher, "sh", command, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await child.output();
  const seconds = (performance.now() - started) / 1000;
  const seen = new TextDecoder().decode(stdout);
  const peaks = [...seen.matchAll(/^VmHWM:\s+(\d+) kB$/gm)].map((match) => Number(match[1]) / 1000);
  const times = [...seen.matchAll(/^\d+ \(.*\) (.*)$/gm)].map((match) => ticks(match[1] ?? ""));
  return {
    seconds,
    cpuSeconds: Math.max(0, ...times),
    peakMegabytes: Math.max(0, ...peaks),
    code,
    stderr: new TextDecoder().decode(stderr),
  };
}

/** Fields 14 and 15 of /proc/<pid>/stat, hundredths of a second; `rest` starts at field 3. */
function ticks(rest: string): number {
  const fields = rest.split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
