import { type Child, useContext } from "hono/jsx";
import type { Json, Metadata, RunStatus, StepStatus, Tags } from "../../pipeline/engine/mod.ts";
import { formatBytes, formatCount, formatDuration } from "../../infra/format.ts";
import { local, utc } from "../format.ts";
import type { AssetState, ErrorView, RunView } from "../view_models.ts";
import { ZoneContext } from "./layout.tsx";

/** Everything a badge can say. */
export type BadgeState = RunStatus | StepStatus | AssetState | "silent" | "passed" | "warn" | "error";

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
  silent: "?",
  failure: "✕",
  failed: "✕",
  error: "✕",
};

const words: Partial<Readonly<Record<BadgeState, string>>> = {
  never: "never built",
  warn: "warning",
  silent: "no sign of life",
};

/** A state as sign, word and colour. */
export function Badge({ state }: { readonly state: BadgeState }) {
  return (
    <span class={`badge ${state}`}>
      <span aria-hidden="true">{signs[state]}</span> {words[state] ?? state}
    </span>
  );
}

/** How a run stands. */
export function RunBadge({ run }: { readonly run: Pick<RunView, "silent" | "status"> }) {
  return <Badge state={run.silent ? "silent" : run.status} />;
}

/** A time in UTC or, as the reader chose, in their time zone; the other one shows on hovering. */
export function Time({ at }: { readonly at: number | undefined }) {
  const { timeZone, times } = useContext(ZoneContext);
  if (at === undefined) return <span class="quiet">–</span>;
  const [shown, other] = times === "utc" ? [utc(at), local(at, timeZone)] : [local(at, timeZone), `${utc(at)} UTC`];
  return <time datetime={new Date(at).toISOString()} title={other}>{shown}</time>;
}

/** A length of time, or a dash. */
export function Duration({ milliseconds }: { readonly milliseconds: number | undefined }) {
  if (milliseconds === undefined) return <span class="quiet">–</span>;
  return <span class="figure">{formatDuration(milliseconds)}</span>;
}

/** A number, or a dash. */
export function Count({ value }: { readonly value: number | undefined }) {
  return value === undefined ? <span class="quiet">–</span> : <span class="figure">{formatCount(value)}</span>;
}

/** Bytes, or a dash. */
export function Size({ bytes }: { readonly bytes: number | undefined }) {
  return bytes === undefined ? <span class="quiet">–</span> : <span class="figure">{formatBytes(bytes)}</span>;
}

/** A name in which lines break behind its parts, as in `raw_sales`, and not within a word. */
export function Name({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/(?<=[_/.[-])/).map((part, i) => (
        <>
          {i > 0 && <wbr />}
          {part}
        </>
      ))}
    </>
  );
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

/** A column of a {@link Table}. */
export interface Column<Row> {
  readonly title: string;
  /** Stands in place of the title. */
  readonly head?: Child;
  readonly cell: (row: Row) => Child;
  /** Numbers stand at the right, long text gets room. @default a short text */
  readonly as?: "number" | "text" | "timeline";
  /** Left out on small screens. */
  readonly wide?: true;
}

/** A table that scrolls sideways where it is too wide, cut off after {@link mostRows}; `label` is read out for it. */
export function Table<Row>(props: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}) {
  const { label, columns, rows } = props;
  const classOf = ({ as, wide }: Column<Row>) => [as ?? "", wide === true ? "wide" : ""].join(" ").trim() || undefined;
  return (
    <>
      <div class="scroll" tabindex={0} role="region" aria-label={label}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.title} scope="col" class={classOf(column)}>{column.head ?? column.title}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, mostRows).map((row) => (
              <tr>{columns.map((column) => <td key={column.title} class={classOf(column)}>{column.cell(row)}</td>)}</tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > mostRows && (
        <p>The first {mostRows} of {formatCount(rows.length)} are shown; the API has them all.</p>
      )}
    </>
  );
}

/** Rows of a table on one page. */
export const mostRows = 500;

/** Terms and what they are; those without content are left out. */
export function Terms({ terms }: { readonly terms: Readonly<Record<string, Child | undefined>> }) {
  const shown = Object.entries(terms).filter(([, content]) => content !== undefined);
  if (shown.length === 0) return null;
  return (
    <dl class="facts">
      {shown.map(([name, content]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{content}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Named facts as a list of terms. */
export function Facts({ facts }: { readonly facts: Metadata }) {
  const terms = Object.entries(facts).map(([name, value]) => [name, <Value key={name} value={value} />]);
  return <Terms terms={Object.fromEntries(terms)} />;
}

function Value({ value }: { readonly value: Json }) {
  if (value === null || value === "") return <span class="quiet">–</span>;
  if (Array.isArray(value) && value.length === 0) return <span class="quiet">none</span>;
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

/** What is shown of an error. */
type ShownError = Pick<ErrorView, "message" | "causes"> & {
  readonly place?: string | undefined;
  readonly remedy?: string | undefined;
};

/** What went wrong, where, and what to do. */
export function ErrorCard({ error, title }: { readonly error: ShownError; readonly title: string }) {
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
