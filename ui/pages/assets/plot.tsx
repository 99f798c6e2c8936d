import { formatCount } from "../../../infra/format.ts";
import { utc } from "../../format.ts";

/** A value at a time. */
export interface PlotPoint {
  readonly time: number;
  readonly value: number;
}

const [width, height, top, bottom, side] = [260, 72, 8, 8, 6];

/** A line of values over time with its bounds; `format` writes values. */
export function Plot({ title, points, format = formatCount }: {
  readonly title: string;
  readonly points: readonly PlotPoint[];
  readonly format?: (value: number) => string;
}) {
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const places = plotPlaces(points);
  const last = points.at(-1);
  const words = `${title}: ${points.length} values from ${format(least)} to ${format(most)}, now ${
    format(last?.value ?? 0)
  }`;
  return (
    <figure class="plot">
      <figcaption>
        <span>{title}</span> <strong class="figure">{format(last?.value ?? 0)}</strong>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
        <polyline points={places.map(({ x, y }) => `${x},${y}`).join(" ")} />
        {places.map(({ x, y }, i) => (
          <circle cx={x} cy={y} r={i === places.length - 1 ? 3 : 2}>
            <title>{`${format(points[i]!.value)} at ${utc(points[i]!.time)} UTC`}</title>
          </circle>
        ))}
      </svg>
      <p class="quiet">
        {least === most ? `always ${format(least)}` : `${format(least)} to ${format(most)}`}
      </p>
    </figure>
  );
}

/** Places of values in a plot of 260 x 72 pixels, one beside the other, largest on top; equal ones lie in the middle. */
function plotPlaces(points: readonly PlotPoint[]): readonly { readonly x: number; readonly y: number }[] {
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = (width - 2 * side) / Math.max(1, points.length - 1);
  return values.map((value, i) => {
    const share = most === least ? 0.5 : (value - least) / (most - least);
    return { x: round(side + i * step), y: round(height - bottom - share * (height - top - bottom)) };
  });
}

/** Rows in equal parts of a range, as bars of 96 x 28 pixels. */
export function Histogram({ counts, label }: { readonly counts: readonly number[]; readonly label: string }) {
  const most = Math.max(1, ...counts);
  const wide = 96 / counts.length;
  return (
    <svg class="histogram" viewBox="0 0 96 28" width="96" height="28" role="img" aria-label={label}>
      <title>{label}</title>
      {counts.map((count, i) => {
        const tall = count === 0 ? 0 : Math.max(1, round(26 * count / most));
        return <rect key={i} x={round(i * wide)} y={28 - tall} width={round(wide - 0.6)} height={tall} />;
      })}
    </svg>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
