import { countOf } from "../../../infra/format.ts";
import type { CheckAnswer } from "../../api/assets/schemas.ts";
import { assetHref, Badge, Facts, runHref, Time } from "../../views/parts.tsx";
import { CheckStrip } from "../assets/parts.tsx";

/** A check, with who owns its asset where that is known. */
type Check = CheckAnswer & { readonly owner?: string | undefined };

/** Checks with their state, what became of them run by run, and samples of what breaks them. */
export function CheckCards({ checks, asset }: { readonly checks: readonly Check[]; readonly asset: boolean }) {
  return (
    <ul class="check-cards">
      {checks.map((check) => <CheckCard key={`${check.asset} ${check.check}`} check={check} asset={asset} />)}
    </ul>
  );
}

function CheckCard({ check, asset }: { readonly check: Check; readonly asset: boolean }) {
  const failed = check.newest.filter(({ passed }) => !passed);
  const [newest] = check.newest;
  const stop = check.severity === "error"
    ? "error: a value that breaks it is not kept"
    : "warn: told, and kept all the same";
  return (
    <li class={`check-card ${check.state}`}>
      <div class="check-head">
        <Badge state={check.state} />
        <strong>{check.check}</strong>
        {asset && <a href={assetHref(check.asset)}>{check.asset}</a>}
        <span class="quiet" title={stop}>{check.severity}</span>
        {check.owner !== undefined && <span class="tag" title="Owner">{check.owner}</span>}
        <CheckStrip check={check} />
      </div>
      <p>{check.description}</p>
      {newest === undefined && <p class="quiet">Not evaluated yet: a run that makes the asset does.</p>}
      {failed.length === 0 && newest !== undefined && (
        <p class="quiet">
          {newest.message === "" ? "Passed" : newest.message} · <Time at={newest.time} />
          {check.newest.length > 1 && ` · ${countOf(check.newest.length, "partition")}`}
        </p>
      )}
      {failed.slice(0, 10).map((outcome) => (
        <div key={outcome.step} class="check-failure">
          <p>
            {outcome.partition !== undefined && <span class="tag">{outcome.partition}</span>} {outcome.message}{" "}
            <span class="quiet">
              · <Time at={outcome.time} /> · <a href={runHref(outcome.run)}>run</a>
            </span>
          </p>
          <Facts facts={outcome.figures} />
          {outcome.samples.length > 0 && (
            <details id={`samples-${check.asset}-${check.check}-${outcome.partition ?? ""}`.replaceAll(/[^\w-]/g, "_")}>
              <summary>{countOf(outcome.samples.length, "sample")}</summary>
              <Samples samples={outcome.samples} />
            </details>
          )}
        </div>
      ))}
      {failed.length > 10 && <p class="quiet">{failed.length - 10} more partitions failed.</p>}
    </li>
  );
}

/** Samples as a table where they are rows, else as JSON. */
function Samples({ samples }: { readonly samples: CheckAnswer["newest"][number]["samples"] }) {
  const rows = samples.filter((sample) => sample !== null && typeof sample === "object" && !Array.isArray(sample));
  if (rows.length < samples.length) return <pre>{samples.map((sample) => JSON.stringify(sample)).join("\n")}</pre>;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row as object)))];
  return (
    <div class="scroll" tabindex={0} role="region" aria-label="Samples">
      <table>
        <thead>
          <tr>{names.map((name) => <th key={name} scope="col">{name}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>{names.map((name) => <td key={name}>{text((row as Record<string, unknown>)[name])}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function text(value: unknown): string {
  if (value === undefined || value === null) return "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
