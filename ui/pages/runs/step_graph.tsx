import { countOf, formatDuration } from "../../../infra/format.ts";
import type { StepAnswer } from "../../api/runs/schemas.ts";
import { boxHeight, layoutGraph } from "../../graph_layout.ts";
import { type Shell, withQuery } from "../../views/layout.tsx";

/** All steps of an asset together. */
interface Node {
  readonly asset: string;
  readonly steps: readonly StepAnswer[];
  readonly needs: readonly string[];
  readonly status: StepAnswer["status"];
}

const [letterWidth, longest] = [7.6, 34];

/** The steps of a run as a graph from left to right, those of one asset in one box, coloured by how they stand. */
export function StepGraph({ shell, steps }: { readonly shell: Shell; readonly steps: readonly StepAnswer[] }) {
  if (steps.length === 0) return <p>No step is planned yet.</p>;
  const nodes = new Map(inOrder(nodesOf(steps)).map((node) => [node.asset, node]));
  const deps = new Map([...nodes.values()].map(({ asset, needs }) => [asset, needs]));
  const widthOf = (name: string) => {
    const node = nodes.get(name);
    const letters = Math.max(cut(name).length, node === undefined ? 0 : note(node).length + 2);
    return letters * letterWidth + 28;
  };
  const { width, height, boxes, edges } = layoutGraph(deps, widthOf);
  return (
    <div class="scroll" tabindex={0} role="region" aria-label="Steps as a graph">
      <svg class="graph steps" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group">
        {edges.map((edge) => <path key={edge.path} class="edge" d={edge.path} />)}
        {boxes.map((box) => {
          const node = nodes.get(box.name)!;
          const [first] = node.steps;
          const href = `${withQuery(shell.url, { step: first?.step, after: undefined })}#log`;
          return (
            <a key={box.name} href={href} class={node.status}>
              <title>{`${box.name}: ${note(node)}`}</title>
              <rect x={box.x} y={box.y} width={box.width} height={boxHeight} rx="6" />
              <text x={box.x + 14} y={box.y + 19}>{cut(box.name)}</text>
              <text class="quiet" x={box.x + 14} y={box.y + 36}>{note(node)}</text>
            </a>
          );
        })}
      </svg>
    </div>
  );
}

function nodesOf(steps: readonly StepAnswer[]): readonly Node[] {
  const assetOf = new Map(steps.map(({ step, asset }) => [step, asset]));
  const byAsset = Map.groupBy(steps, ({ asset }) => asset);
  return [...byAsset].map(([asset, own]) => ({
    asset,
    steps: own,
    needs: [...new Set(own.flatMap(({ needs }) => needs.map((step) => assetOf.get(step)!)))].filter((name) =>
      name !== asset
    ),
    status: together(own),
  }));
}

/** Worst first; what runs counts more than what is done. */
const ranks = ["failed", "running", "retrying", "canceled", "skipped", "pending", "success", "reused"] as const;

function together(steps: readonly StepAnswer[]): StepAnswer["status"] {
  return ranks.find((rank) => steps.some(({ status }) => status === rank)) ?? "pending";
}

/** Every node after those it needs. */
function inOrder(nodes: readonly Node[]): readonly Node[] {
  const byName = new Map(nodes.map((node) => [node.asset, node]));
  const done = new Set<Node>();
  const visit = (node: Node | undefined) => {
    if (node === undefined || done.has(node)) return;
    for (const name of node.needs) visit(byName.get(name));
    done.add(node);
  };
  for (const node of nodes) visit(node);
  return [...done];
}

function note({ steps, status }: Node): string {
  if (steps.length === 1) {
    const { milliseconds } = steps[0]!;
    return milliseconds === undefined ? status : `${status}, ${formatDuration(milliseconds)}`;
  }
  const over = steps.filter(({ status }) => status === "success" || status === "reused").length;
  return `${status}, ${over} of ${countOf(steps.length, "step")}`;
}

function cut(name: string): string {
  return name.length <= longest ? name : `${name.slice(0, longest - 1)}…`;
}
