import type { CheckRecord } from "../../pipeline/engine/mod.ts";
import { countOf } from "../../infra/format.ts";
import { Badge, type Column, Facts, Table } from "./parts.tsx";

/** What is shown of an outcome. */
type Outcome = Omit<CheckRecord, "partition">;

const columns: readonly Column<Outcome>[] = [
  { title: "Result", cell: (check) => <Badge state={check.passed ? "passed" : check.severity} /> },
  { title: "Check", cell: (check) => check.check },
  { title: "Step", wide: true, cell: (check) => check.step },
  { title: "Message", as: "text", cell: (check) => <Message check={check} /> },
];

/** Outcomes of checks, failed ones first. */
export function Checks({ checks }: { readonly checks: readonly Outcome[] }) {
  const failedFirst = checks.toSorted((a, b) => Number(a.passed) - Number(b.passed));
  return <Table label="Checks" columns={columns} rows={failedFirst} />;
}

function Message({ check: { message, figures, samples } }: { readonly check: Outcome }) {
  return (
    <>
      {message}
      <Facts facts={figures} />
      {samples.length > 0 && (
        <details>
          <summary>{countOf(samples.length, "sample")}</summary>
          <pre>{samples.map((sample) => JSON.stringify(sample)).join("\n")}</pre>
        </details>
      )}
    </>
  );
}
