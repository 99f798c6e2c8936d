import { type Child, useContext } from "hono/jsx";
import type { Json, Metadata, RunStatus, StepStatus, Tags } from "../../pipeline/engine/types.ts";
import { count, duration, local, plural, size, utc } from "../format.ts";
import type { AssetState, ErrorView, RunView } from "../view_models.ts";
import { ZoneContext } from "./layout.tsx";

/** Everything a badge can say. */
export type BadgeState = RunStatus | StepStatus | AssetState | "passed" | "warn" | "error";

const signs: Readonly<Record<BadgeState, string>> = {
  queued: "◌",
  starting: "◔",
  pending: "◌",
  running: "◑",
  retrying: "↻",
  success: "✓",
  built: "✓",
  passed: "✓",
  reused: "↩",
  partial: "◐",
  never: "○",
  transient: "∿",
  skipped: "⤼",
  canceled: "⊘",
  warn: "!",
  failure: "✕",
  failed: "✕",
  error: "✕",
};

const words: Partial<Readonly<Record<BadgeState, string>>> = { never: "never built", warn: "warning" };

/** A state as sign, word and colour. */
export function Badge({ state }: { readonly state: BadgeState }) {
  return (
    <span class={`badge ${state}`}>
      <span aria-hidden="true">{signs[state]}</span> {words[state] ?? state}
    </span>
  );
}

/** A time in UTC; the reader's time zone shows on hovering. */
export function Time({ at }: { readonly at: number | undefined }) {
  const timeZone = useContext(ZoneContext);
  if (at === undefined) return <span class="quiet">–</span>;
  return <time datetime={new Date(at).toISOString()} title={local(at, timeZone)}>{utc(at)}</time>;
}

/** A length of time, or a dash. */
export function Duration({ milliseconds }: { readonly milliseconds: number | undefined }) {
  if (milliseconds === undefined) return <span class="quiet">–</span>;
  return <span class="number">{duration(milliseconds)}</span>;
}

/** A number, or a dash. */
export function Count({ value }: { readonly value: number | undefined }) {
  return value === undefined ? <span class="quiet">–</span> : <span class="number">{count(value)}</span>;
}

/** Bytes, or a dash. */
export function Size({ bytes }: { readonly bytes: number | undefined }) {
  return bytes === undefined ? <span class="quiet">–</span> : <span class="number">{size(bytes)}</span>;
}

/** A titled part of a page. */
export function Section(props: { readonly title: string; readonly id?: string; readonly children: Child }) {
  const { title, id = title.toLowerCase().replaceAll(/[^a-z]+/g, "-"), children } = props;
  return (
    <section>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** A table that scrolls sideways where it is too wide; `label` is read out for it. */
export function Table(props: {
  readonly label: string;
  /** Titles of the columns; one that starts with `#` is for numbers, with `~` is left out on small screens. */
  readonly columns: readonly string[];
  readonly children: Child;
}) {
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={props.label}>
      <table>
        <thead>
          <tr>
            {props.columns.map((title) => (
              <th key={title} scope="col" class={columnClass(title)}>{title.replace(/^[#~]+/, "")}</th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </div>
  );
}

function columnClass(title: string): string | undefined {
  const marks = /^[#~]*/.exec(title)?.[0] ?? "";
  const names = [marks.includes("#") ? "right" : "", marks.includes("~") ? "wide" : ""].filter((name) => name !== "");
  return names.length === 0 ? undefined : names.join(" ");
}

/** Rows of a table on one page. */
export const mostRows = 500;

/** Says that a table is cut off, where it is. */
export function More({ all, what }: { readonly all: number; readonly what: string }) {
  return all <= mostRows ? null : <p>The first {mostRows} of {plural(all, what)} are shown; the API has them all.</p>;
}

/** Named facts as a list of terms. */
export function Facts({ facts }: { readonly facts: Metadata }) {
  return (
    <dl class="facts">
      {Object.entries(facts).map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>
            <Value value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ value }: { readonly value: Json }) {
  if (value === null || value === "") return <span class="quiet">–</span>;
  if (typeof value === "number") return <Count value={value} />;
  if (typeof value !== "object") return <>{String(value)}</>;
  if (!Array.isArray(value)) return <Facts facts={value as Metadata} />;
  if (value.every((item) => typeof item !== "object")) return <>{value.join(", ")}</>;
  return <pre>{value.map((item) => JSON.stringify(item)).join("\n")}</pre>;
}

/** Labels. */
export function TagList({ tags }: { readonly tags: Tags }) {
  return <>{Object.entries(tags).map(([name, value]) => <span key={name} class="tag">{`${name}=${value}`}</span>)}</>;
}

/** What went wrong, where, and what to do. */
export function ErrorCard({ error, title }: { readonly error: ErrorView; readonly title: string }) {
  return (
    <div class="error-card">
      <h2>{title}</h2>
      <p class="message">{error.message}</p>
      {error.causes.map((cause) => <p key={cause} class="cause">because: {cause}</p>)}
      {error.place !== undefined && (
        <p>
          <strong>Where</strong> <code>{error.place}</code>
        </p>
      )}
      {error.remedy !== undefined && (
        <p>
          <strong>What to do</strong> {error.remedy}
        </p>
      )}
    </div>
  );
}

/** Something to type in a terminal. */
export function Command({ line }: { readonly line: string }) {
  return <pre class="command" tabindex={0}>{line}</pre>;
}

/** Runs, newest first. */
export function RunTable({ runs, label }: { readonly runs: readonly RunView[]; readonly label: string }) {
  return (
    <Table label={label} columns={["Status", "Run", "~Started (UTC)", "#Duration"]}>
      {runs.map((run) => (
        <tr>
          <td>
            <Badge state={run.status} />
          </td>
          <td>
            <a href={runHref(run.id)}>
              {run.job} <span class="id">{run.id}</span>
            </a>
          </td>
          <td class="wide">
            <Time at={run.startedAt ?? run.createdAt} />
          </td>
          <td class="right">
            <Duration milliseconds={run.milliseconds} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** Address of a run's page. */
export function runHref(id: string): string {
  return `/runs/${encodeURIComponent(id)}`;
}

/** Address of an asset's page. */
export function assetHref(name: string): string {
  return `/assets/${encodeURIComponent(name)}`;
}

/** Address of a job's page. */
export function jobHref(name: string): string {
  return `/jobs/${encodeURIComponent(name)}`;
}
