import { defineCommand } from "../command.ts";
import { loadInspection } from "../later.ts";

/** `clustering answer-query`, which the pages start. */
export const command = defineCommand({
  name: "answer-query",
  description: "Answers a query of the SQL console. The pages start it; it ends when its standard input ends.",
  examples: [{ line: "clustering answer-query", does: "what the pages start" }],
  fields: () => ({}),
  async run(_values, { effects }) {
    const input = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
    const task = await firstLine(input);
    if (task === undefined) return 0;
    // Whoever asked is gone: nobody waits for the answer.
    input.read().then(() => effects.exit(0), () => effects.exit(0));
    const { answerTask } = await loadInspection();
    const answer = await answerTask(task, { used: usedMemory, watch: watchMemory });
    await new Response(answer).body!.pipeTo(Deno.stdout.writable, { preventClose: true });
    // DuckDB may still be at it.
    return effects.exit(0);
  },
});

async function firstLine(input: ReadableStreamDefaultReader<string>): Promise<string | undefined> {
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await input.read();
    if (done) return undefined;
    text += value;
  }
  return text.slice(0, text.indexOf("\n"));
}

/** Milliseconds between two looks at the memory. */
const look = 50;

function usedMemory(): number {
  return Deno.memoryUsage().rss;
}

function watchMemory(most: number, over: () => void): () => void {
  const timer = setInterval(() => usedMemory() > most && over(), look);
  // Older runtimes do native work where timers would run: a worker sees it, and can only end the whole process.
  const worker = isBlockedByNativeWork() ? new Worker(watcher(most), { type: "module" }) : undefined;
  return () => {
    clearInterval(timer);
    worker?.terminate();
  };
}

function isBlockedByNativeWork(): boolean {
  const [major = 0, minor = 0] = Deno.version.deno.split(".").map(Number);
  return major === 2 && minor < 7;
}

function watcher(most: number): string {
  const code = `import process from "node:process";
    setInterval(() => { if (Deno.memoryUsage().rss > ${most}) process.abort(); }, ${look});`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
