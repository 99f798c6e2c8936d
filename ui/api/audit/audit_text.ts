import type { z } from "zod";
import type { auditFormats, auditSchema } from "./endpoints.ts";

type Row = z.input<typeof auditSchema>;

const columns = ["time", "actor", "action", "target", "outcome", "details"] as const;

/**
 * Changes as a text, read as fast as they are taken. `read` gives those before a number, newest first, none at the end.
 */
export function auditText(
  read: (before: number | undefined) => Promise<readonly Row[]>,
  format: (typeof auditFormats)[number],
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let before: number | undefined;
  let isFirst = true;
  return new ReadableStream({
    async pull(controller) {
      const rows = await read(before);
      const parts = format === "csv" ? csvParts(rows, isFirst) : jsonParts(rows, isFirst);
      if (parts !== "") controller.enqueue(encoder.encode(parts));
      isFirst = false;
      before = rows.at(-1)?.id;
      if (before === undefined) controller.close();
    },
  });
}

function jsonParts(rows: readonly Row[], isFirst: boolean): string {
  const lines = rows.map((row) => JSON.stringify(row)).join(",\n");
  if (rows.length === 0) return isFirst ? "[]\n" : "\n]\n";
  return `${isFirst ? "[\n" : ",\n"}${lines}`;
}

function csvParts(rows: readonly Row[], isFirst: boolean): string {
  const lines = rows.map((row) =>
    [new Date(row.time).toISOString(), row.actor, row.action, row.target, row.outcome, JSON.stringify(row.details)]
      .map(csvCell).join(",")
  );
  return [...(isFirst ? [columns.join(",")] : []), ...lines].map((line) => `${line}\r\n`).join("");
}

/** A cell that no program takes for a formula. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
