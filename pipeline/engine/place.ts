/** Where something was defined; found out only when asked. */
export interface Place {
  /** `file:line:column`, or undefined where the runtime does not tell. */
  toString(): string;
}

const ownFiles = [
  "place",
  "asset",
  "job",
  "schedules/schedule",
  "sensors/sensor",
  "sensors/file_sensor",
  "sensors/run_sensor",
]
  .map((name) => `/pipeline/engine/${name}.ts`);

/** Remembers the caller of the caller; the stack is read when the place is asked for. */
export function definitionPlace(): Place {
  const trace = new Error("definition");
  let found: string | undefined;
  return {
    toString() {
      found ??= callerOutside(trace.stack ?? "");
      return found;
    },
  };
}

function callerOutside(stack: string): string {
  for (const line of stack.split("\n").slice(1)) {
    const match = /(?:file:\/\/)?(\/[^()\s]+|[A-Za-z]:[^()\s]+):(\d+):(\d+)\)?$/.exec(line.trim());
    if (match !== null && !ownFiles.some((file) => match[1]?.endsWith(file))) {
      return `${match[1]}:${match[2]}:${match[3]}`;
    }
  }
  return "unknown place";
}
