import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { z } from "zod";
import type { clusterRunSchema, drawingSchema } from "../../api/clusters/schemas.ts";
import { utc } from "../../format.ts";

/** Colours that clusters have; a label beyond shares one. */
const colors = 10;

/** Class of a cluster's colour, the same as in every figure. */
export function colorClass(label: number): string {
  return `c${((label % colors) + colors) % colors}`;
}

/** The colour of a cluster as a small square. */
export function Swatch({ label }: { readonly label: number }) {
  return (
    <svg class={`swatch ${colorClass(label)}`} viewBox="0 0 10 10" aria-hidden="true">
      <rect width="10" height="10" rx="2" />
    </svg>
  );
}

/** A cluster with its colour, number and name. */
export function ClusterTag({ cluster, name }: { readonly cluster: number; readonly name?: string | null }) {
  return (
    <span class="cluster-tag">
      <Swatch label={cluster} />
      <span>
        {cluster}
        {name === null || name === undefined ? "" : ` ${name}`}
      </span>
    </span>
  );
}

/** A cluster by its label alone: a number, or a merged one such as 2_1 with the colour of its internal part. */
export function PairTag({ pair, name }: { readonly pair: string; readonly name?: string | null }) {
  return (
    <span class="cluster-tag">
      <Swatch label={Number.parseInt(pair, 10) || 0} />
      <span>{name === null || name === undefined ? pair : `${pair} ${name}`}</span>
    </span>
  );
}

/** Sizes of clusters beside each other as one bar. */
export function SizeBar(
  { sizes }: { readonly sizes: readonly { readonly cluster: number; readonly stores: number }[] },
) {
  const total = sizes.reduce((sum, { stores }) => sum + stores, 0);
  if (total === 0) return null;
  let left = 0;
  const words = sizes.map(({ cluster, stores }) => `cluster ${cluster} ${stores}`).join(", ");
  return (
    <svg class="size-bar" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label={`Stores: ${words}`}>
      {sizes.map(({ cluster, stores }) => {
        const width = 100 * stores / total;
        const x = left;
        left += width;
        return (
          <rect key={cluster} class={colorClass(cluster)} x={x} y="0" width={Math.max(0, width - 0.4)} height="4" />
        );
      })}
    </svg>
  );
}

/** A score with three decimals, or a dash. */
export function score(value: number | null): string {
  return value === null ? "–" : value.toFixed(3);
}

/** A share as a percentage. */
export function percent(share: number): string {
  return `${share !== 0 && Math.abs(share) < 0.0995 ? (100 * share).toFixed(1) : Math.round(100 * share)} %`;
}

type ClusterRun = z.infer<typeof clusterRunSchema>;

/** Lets a reader choose the run that a page shows; everything else of the address stays. */
export function RunChoice({ runs, run, url }: {
  readonly runs: readonly ClusterRun[];
  readonly run: string | undefined;
  readonly url: URL;
}) {
  if (runs.length === 0) return null;
  const others = [...url.searchParams].filter(([name]) => name !== "run" && name !== "cursor");
  return (
    <form method="get" class="actions" action={url.pathname}>
      {others.map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      <label>
        Run{" "}
        <select name="run">
          <option value="">newest values</option>
          {runs.map(({ id, createdAt, status }) => (
            <option key={id} value={id} selected={id === run}>
              {`${utc(createdAt)} · ${id}${status === "success" ? "" : ` (${status})`}`}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">Show</button>
    </form>
  );
}

/** The run that an address names. */
export function runOf(query: URLSearchParams): string | undefined {
  return query.get("run") || undefined;
}

/** An address with those query values that are there. */
export function address(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) found.set(name, String(value));
  return found.size === 0 ? path : `${path}?${found}`;
}

/** Where the clusters of a category are shown. */
export function modelHref(side: string, category: string, run?: string): string {
  return address(`/clusters/${side}/${encodeURIComponent(category)}`, { run });
}

/** Where a store is shown, explained by one category. */
export function storeHref(store: number, query: Readonly<Record<string, string | undefined>> = {}): string {
  return address(`/stores/${store}`, query);
}

type Drawing = z.infer<typeof drawingSchema>;

/** A chart: drawn on the server, and again in the browser where there is room for it. */
export function Chart({ drawing, source, figure, children }: {
  readonly drawing: Drawing;
  /** Address of the list of charts that has this one as options. */
  readonly source?: string;
  /** The options themselves, in place of an address. */
  readonly figure?: object;
  readonly children?: Child;
}) {
  const { name, title, caption, description, svg } = drawing;
  const options = figure === undefined ? { source, name } : { figure };
  const isLive = source !== undefined || figure !== undefined;
  const island = isLive ? { "data-island": "chart", "data-props": JSON.stringify(options) } : {};
  return (
    <figure class="chart" id={`chart-${name}`}>
      <h3>{title}</h3>
      <div class="drawing" role="img" aria-label={`${title}. ${description}`} {...island}>{raw(hidden(svg))}</div>
      <figcaption>{caption}</figcaption>
      {children}
    </figure>
  );
}

/** The words stand around the drawing. */
function hidden(svg: string): string {
  return svg.replace(/ role="img" aria-label="[^"]*"/, ' aria-hidden="true"');
}

/** Where something that a page shows is not there yet: what it is, and what to do. */
export function Empty({ title, children }: { readonly title: string; readonly children: Child }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
