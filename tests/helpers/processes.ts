import { systemClock } from "../../infra/clock.ts";

/** Ids of processes whose command line holds every one of the words, once there are `count` of them. */
export async function processesOf(words: readonly string[], count: number): Promise<readonly number[]> {
  for (;;) {
    const found = await withWords(words);
    if (found.length === count) return found;
    await systemClock.sleep(50);
  }
}

async function withWords(words: readonly string[]): Promise<readonly number[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eww", "-o", "pid=,args="] }).output();
  return new TextDecoder().decode(stdout).split("\n").flatMap((line) => {
    const [pid, ...parts] = line.trim().split(/\s+/);
    return words.every((word) => parts.includes(word)) ? [Number(pid)] : [];
  });
}
