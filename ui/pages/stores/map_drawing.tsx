import { colorClass } from "../clusters/parts.tsx";
import { type MapPlane, mapPlane } from "./map_plane.ts";

interface Places {
  readonly latitudes: readonly number[];
  readonly longitudes: readonly number[];
  readonly segments: readonly (string | null)[];
}

const most = 3000;

/** Stores as circles over lines of latitude and longitude; evenly spaced ones where there are very many. */
export function drawMap({ latitudes, longitudes, segments }: Places) {
  const plane = mapPlane(latitudes, longitudes);
  const every = Math.max(1, Math.ceil(latitudes.length / most));
  const groups = Map.groupBy(
    [...latitudes.keys()].filter((row) => row % every === 0),
    (row) => segments[row] === null ? "none" : colorClass(Number.parseInt(segments[row]!, 10)),
  );
  return (
    <svg viewBox={`0 0 ${plane.width} ${plane.height}`} width={plane.width} height={plane.height} aria-hidden="true">
      <Graticule plane={plane} />
      {[...groups].map(([name, rows]) => (
        <g key={name} class={name}>
          {rows.map((row) => (
            <circle
              key={row}
              cx={plane.x(longitudes[row]!).toFixed(1)}
              cy={plane.y(latitudes[row]!).toFixed(1)}
              r="3.5"
            />
          ))}
        </g>
      ))}
    </svg>
  );
}

function Graticule({ plane: { meridians, parallels, x, y, width, height } }: { readonly plane: MapPlane }) {
  return (
    <g class="graticule">
      {meridians.map((degrees) => (
        <>
          <path key={degrees} d={`M${x(degrees).toFixed(1)} 0V${height}`} />
          <text x={x(degrees) + 3} y={height - 4}>{degreesText(degrees, "E", "W")}</text>
        </>
      ))}
      {parallels.map((degrees) => (
        <>
          <path key={degrees} d={`M0 ${y(degrees).toFixed(1)}H${width}`} />
          <text x="3" y={y(degrees) - 3}>{degreesText(degrees, "N", "S")}</text>
        </>
      ))}
    </g>
  );
}

function degreesText(degrees: number, positive: string, negative: string): string {
  return `${Math.abs(degrees)}° ${degrees < 0 ? negative : positive}`;
}
