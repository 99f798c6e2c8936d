/** How degrees become places of a drawing. */
export interface MapPlane {
  readonly width: number;
  readonly height: number;
  readonly x: (longitude: number) => number;
  readonly y: (latitude: number) => number;
  /** Degrees at which lines are drawn. */
  readonly meridians: readonly number[];
  readonly parallels: readonly number[];
}

const width = 720;
const [leastHeight, mostHeight] = [240, 640];
const margin = 0.04;

/**
 * A plane that all places fit in, true to scale in its middle: degrees of longitude are as long as they are at the mean
 * latitude.
 */
export function mapPlane(latitudes: readonly number[], longitudes: readonly number[]): MapPlane {
  const [south, north] = span(latitudes);
  const [west, east] = span(longitudes);
  const shrink = Math.max(0.05, Math.cos((south + north) / 2 * Math.PI / 180));
  const natural = width * (north - south) / ((east - west) * shrink);
  const height = Math.round(Math.max(leastHeight, Math.min(mostHeight, natural)));
  // One scale for both directions; what is left over is shared out at both ends.
  const scale = Math.min(width / ((east - west) * shrink), height / (north - south));
  const left = (width - (east - west) * shrink * scale) / 2;
  const top = (height - (north - south) * scale) / 2;
  return {
    width,
    height,
    x: (longitude) => left + (longitude - west) * shrink * scale,
    y: (latitude) => top + (north - latitude) * scale,
    meridians: marks(west, east),
    parallels: marks(south, north),
  };
}

/** From the least to the most, with room around and never empty. */
function span(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(low <= high)) return [-1, 1];
  const room = Math.max(0.05, (high - low) * margin);
  return [low - room, high + room];
}

/** Round degrees between two ends, four to ten of them. */
function marks(low: number, high: number): readonly number[] {
  const step = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20].find((size) => (high - low) / size <= 8) ?? 45;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toFixed(4)));
}
