import type { z } from "zod";
import type { AuditEntry, AuditFilter } from "../../../pipeline/engine/mod.ts";
import type { Backend } from "../../backend.ts";
import { type Answer, answer } from "../answer.ts";
import { auditText } from "./audit_text.ts";
import type { auditChoiceSchema, auditSchema } from "./endpoints.ts";
import { exportAudit, getAuditNames, listAudit } from "./endpoints.ts";

/** Answers about who changed what. */
export const auditAnswers: readonly Answer[] = [
  answer(listAudit, async ({ query: { cursor, limit, ...choice } }, { ledger, redact }) => {
    const before = cursor === undefined ? {} : { before: cursor };
    const rows = await ledger.coordination.auditLog({ ...filterOf(choice), ...before, limit: limit + 1 });
    const items = rows.slice(0, limit).map((row) => view(row, redact));
    return { items, ...(rows.length > limit ? { next: items.at(-1)!.id } : {}) };
  }),
  answer(getAuditNames, async (_call, { ledger }) => {
    const { actors, actions } = await ledger.coordination.auditNames();
    return { actors: [...actors], actions: [...actions] };
  }),
  answer(exportAudit, ({ query: { format, ...choice } }, { ledger, redact, environment }) => {
    const pages = async (before: number | undefined) => {
      const from = before === undefined ? {} : { before };
      const rows = await ledger.coordination.auditLog({ ...filterOf(choice), ...from, limit: pageSize });
      return rows.map((row) => view(row, redact));
    };
    const name = `audit_${environment.replaceAll(/[^\w.-]+/g, "_")}.${format}`;
    const headers = { "content-type": types[format], "content-disposition": `attachment; filename="${name}"` };
    return Promise.resolve(new Response(auditText(pages, format), { headers }));
  }),
];

const pageSize = 1_000;
const types = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;

function filterOf(choice: z.output<typeof auditChoiceSchema>): AuditFilter {
  return Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined));
}

/** Details were written by many hands: what looks like a secret is hidden once more. */
function view({ details, ...row }: AuditEntry, redact: Backend["redact"]): z.input<typeof auditSchema> {
  const shown = JSON.parse(JSON.stringify(details), (_, value) => typeof value === "string" ? redact(value) : value);
  const { outcome } = shown;
  return {
    ...row,
    target: redact(row.target),
    details: shown,
    outcome: typeof outcome === "string" ? outcome : "done",
  };
}
