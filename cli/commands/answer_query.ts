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
    const answer = await answerTask(task, {
      used: () => Deno.memoryUsage().rss,
      every(milliseconds, call) {
        const timer = setInterval(call, milliseconds);
        return () => clearInterval(timer);
      },
    });
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
