import { formatDuration } from "../../../infra/format.ts";
import { type Shell, withQuery } from "../../views/layout.tsx";

/** A part of a run's time, in milliseconds since it started. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The part that an address asks for as `zoom=from-to`, within all of the time; undefined for all of it. */
export function zoomOf(url: URL, total: number): Span | undefined {
  const [, from, to] = /^(\d{1,12})-(\d{1,12})$/.exec(url.searchParams.get("zoom") ?? "") ?? [];
  if (from === undefined || to === undefined) return undefined;
  return within({ from: Number(from), to: Number(to) }, total);
}

/** A span moved and cut so that it lies in `0..total`; undefined where it is all of it, or nothing. */
export function within({ from, to }: Span, total: number): Span | undefined {
  const length = Math.min(Math.round(to - from), total);
  if (length < 1 || length >= total) return undefined;
  const start = Math.round(Math.min(Math.max(0, from), total - length));
  return { from: start, to: start + length };
}

/** The address that shows a span. */
export function zoomHref(url: URL, span: Span | undefined): string {
  return withQuery(url, { zoom: span === undefined ? undefined : `${span.from}-${span.to}`, after: undefined });
}

/** The span around a step that takes up three quarters of it. */
export function around({ from, to }: Span, total: number): Span | undefined {
  const margin = Math.max(5, (to - from) / 6);
  return within({ from: from - margin, to: to + margin }, total);
}

/** Links that show a shorter, longer, earlier or later part of the run's time. */
export function ZoomLinks({ shell: { url }, span, total }: {
  readonly shell: Shell;
  readonly span: Span | undefined;
  readonly total: number;
}) {
  const { from, to } = span ?? { from: 0, to: total };
  const length = to - from;
  const moved = (start: number, end: number) => zoomHref(url, within({ from: start, to: end }, total));
  return (
    <nav class="filter zoom when-wide" aria-label="Time that is shown">
      {length > 20 && <a href={moved(from + length / 4, to - length / 4)} aria-label="Shorter time">+</a>}
      {span !== undefined && (
        <>
          <a href={moved(from - length / 2, to + length / 2)} aria-label="Longer time">−</a>
          {from > 0 && <a href={moved(from - length / 2, to - length / 2)} aria-label="Earlier">←</a>}
          {to < total && <a href={moved(from + length / 2, to + length / 2)} aria-label="Later">→</a>}
          <a href={zoomHref(url, undefined)}>All</a>
          <span class="quiet">
            {formatDuration(from)} to {formatDuration(to)} of {formatDuration(total)}
          </span>
        </>
      )}
    </nav>
  );
}
