import type { CheckRecord } from "../../pipeline/engine/history.ts";
import { plural } from "../format.ts";
import { Badge, Facts, More, mostRows, Table } from "./parts.tsx";

/** Outcomes of checks, failed ones first. */
export function Checks({ checks }: { readonly checks: readonly CheckRecord[] }) {
  const failedFirst = checks.toSorted((a, b) => Number(a.passed) - Number(b.passed));
  return (
    <>
      <Table label="Checks" columns={["Result", "Check", "~Step", "Message"]}>
        {failedFirst.slice(0, mostRows).map((check) => (
          <tr>
            <td>
              <Badge state={check.passed ? "passed" : check.severity} />
            </td>
            <td>{check.check}</td>
            <td class="wide">{check.step}</td>
            <td class="text">
              {check.message}
              {Object.keys(check.figures).length > 0 && <Facts facts={check.figures} />}
              {check.samples.length > 0 && (
                <details>
                  <summary>{plural(check.samples.length, "sample")}</summary>
                  <pre>{check.samples.map((sample) => JSON.stringify(sample)).join("\n")}</pre>
                </details>
              )}
            </td>
          </tr>
        ))}
      </Table>
      <More all={checks.length} what="check" />
    </>
  );
}
