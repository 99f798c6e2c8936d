import { defineCommand } from "../command.ts";
import { loadGuardian } from "../later.ts";

/** `clustering guard-processes`, which workers of the binary start. */
export const command = defineCommand({
  name: "guard-processes",
  description: "Ends processes for a worker, and what the worker leaves. Workers start it.",
  examples: [{ line: "clustering guard-processes", does: "what a worker starts" }],
  fields: () => ({}),
  async run() {
    const { guard } = await loadGuardian();
    await guard();
    return 0;
  },
});
