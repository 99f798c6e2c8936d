import process from "node:process";

/**
 * A process that ends groups of processes for another one, which needs no right of its own to signal them, and that ends what
 * is left when the other one dies, however it dies. It reads orders from its standard input, one per line: `watch GROUP`,
 * `forget GROUP`, `end GROUP GRACE` (milliseconds between TERM and KILL), and answers each `end` with a line of JSON.
 */
export async function guard(): Promise<void> {
  const watched = new Set<number>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => {});
  let rest = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) obey(line, watched);
  }
  for (const group of watched) send(group, "SIGKILL");
}

function obey(line: string, watched: Set<number>): void {
  const [word, group = NaN, grace = 0] = line.split(" ").map((part, index) => index === 0 ? part : Number(part));
  if (typeof group !== "number" || typeof grace !== "number" || !(group > 1)) return;
  if (word === "watch") watched.add(group);
  else if (word === "forget") watched.delete(group);
  else if (word === "end") answer(group, grace);
}

async function answer(group: number, grace: number): Promise<void> {
  const end = await endGroup(group, grace);
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(end)}\n`));
}

async function endGroup(group: number, grace: number): Promise<Record<string, unknown>> {
  const started = performance.now();
  const signals: string[] = [];
  for (const [signal, patience] of [["SIGTERM", grace], ["SIGKILL", 5_000]] as const) {
    if (signal === "SIGTERM" && grace === 0) continue;
    if (!send(group, signal)) break;
    signals.push(signal);
    if (await emptied(group, patience)) break;
  }
  const gone = !send(group, 0);
  return { group, signals, gone, milliseconds: Math.round(performance.now() - started) };
}

async function emptied(group: number, patience: number): Promise<boolean> {
  const until = performance.now() + patience;
  for (;;) {
    if (!send(group, 0)) return true;
    if (performance.now() >= until) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Signals every process of a group; 0 only asks. False when there is none. */
function send(group: number, signal: "SIGTERM" | "SIGKILL" | 0): boolean {
  try {
    process.kill(Deno.build.os === "windows" ? group : -group, signal);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.main) await guard();
