import { formatCount } from "../../infra/format.ts";

const [width, height, pad] = [480, 56, 4];

/** A line of values over time with their bounds in words; at least two values. */
export function Sparkline({ values, what }: { readonly values: readonly number[]; readonly what: string }) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const points = sparklinePoints(values);
  const [x, y] = points.at(-1) ?? [0, 0];
  const words = `${what} of the last ${values.length} builds: from ${formatCount(least)} to ${formatCount(most)}, now ${
    formatCount(values.at(-1) ?? 0)
  }`;
  return (
    <figure class="sparkline">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={words}>
        <polyline points={points.map((point) => point.join(",")).join(" ")} />
        <circle cx={x} cy={y} r="3" />
      </svg>
      <figcaption>{words}</figcaption>
    </figure>
  );
}

/** Points of values spread over 480 x 56 pixels, largest on top; a flat line lies in the middle. */
export function sparklinePoints(values: readonly number[]): readonly (readonly [number, number])[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = (width - 2 * pad) / Math.max(1, values.length - 1);
  return values.map((value, i) => {
    const share = most === least ? 0.5 : (value - least) / (most - least);
    return [round(pad + i * step), round(height - pad - share * (height - 2 * pad))] as const;
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
