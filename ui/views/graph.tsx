import { countOf } from "../../infra/format.ts";
import { boxHeight, layoutGraph } from "../graph_layout.ts";
import type { AssetView } from "../view_models.ts";
import { assetHref } from "./parts.tsx";

const [letterWidth, longest] = [7.6, 34];

/** Assets as boxes from left to right, each a link to its page; it scrolls sideways where it is too wide. */
export function Graph({ assets, label }: { readonly assets: readonly AssetView[]; readonly label: string }) {
  const byName = new Map(assets.map((asset) => [asset.name, asset]));
  const deps = new Map(assets.map((asset) => [asset.name, asset.deps]));
  const widthOf = (name: string) => {
    const asset = byName.get(name);
    const letters = Math.max(shortened(name).length, asset === undefined ? 0 : note(asset).length);
    return letters * letterWidth + 28;
  };
  const { width, height, boxes, edges } = layoutGraph(deps, widthOf);
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={label}>
      <svg
        class="graph"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={label}
      >
        {edges.map((edge) => <path key={edge.path} class="edge" d={edge.path} />)}
        {boxes.map((box) => {
          const asset = byName.get(box.name);
          return asset === undefined ? null : (
            <a href={assetHref(box.name)} class={asset.state}>
              <title>{box.name}</title>
              <rect x={box.x} y={box.y} width={box.width} height={boxHeight} rx="6" />
              <text x={box.x + 14} y={box.y + 19}>{shortened(box.name)}</text>
              <text class="quiet" x={box.x + 14} y={box.y + 36}>{note(asset)}</text>
            </a>
          );
        })}
      </svg>
    </div>
  );
}

function shortened(name: string): string {
  return name.length <= longest ? name : `${name.slice(0, longest - 1)}…`;
}

function note({ state, rows, partitions }: AssetView): string {
  if (state === "transient" || state === "never") return state === "never" ? "never built" : state;
  const parts = partitions === undefined ? [] : [countOf(partitions.built, "partition")];
  if (rows !== undefined) parts.push(countOf(rows, "row"));
  return parts.length === 0 ? state : parts.join(", ");
}
