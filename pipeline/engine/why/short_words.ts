import { countOf } from "../../../infra/format.ts";
import { type Line, listed, textOf } from "./merged_lines.ts";
import type { AssetExplanation, StaleReason } from "./reasons.ts";

/** Changes upstream that are listed. */
const mostCauses = 10;

/** An explanation without what lies upstream, and the steps upstream that would be made again, each once. */
export function split(
  explanation: AssetExplanation,
): { readonly own: AssetExplanation; readonly upstream: readonly AssetExplanation[] } {
  const found = new Map<string, AssetExplanation>();
  const own = withoutUpstream(explanation);
  collect(explanation, found);
  for (const { step } of [own, ...own.partitions ?? []]) found.delete(step);
  return { own, upstream: [...found.values()].map(withoutUpstream) };
}

function withoutUpstream({ reasons, partitions, ...rest }: AssetExplanation): AssetExplanation {
  const direct = reasons.filter((reason) => inputOf(reason) === undefined);
  return {
    ...rest,
    reasons: direct,
    ...(partitions === undefined ? {} : { partitions: partitions.map(withoutUpstream) }),
  };
}

function inputOf(reason: StaleReason): AssetExplanation | undefined {
  return reason.kind === "input_stale" || reason.kind === "keys_open" ? reason.input : undefined;
}

function collect(explanation: AssetExplanation, found: Map<string, AssetExplanation>): void {
  const { step, reasons, partitions = [], elsewhere } = explanation;
  if (elsewhere !== true) found.set(step, explanation);
  for (const reason of reasons) {
    const input = inputOf(reason);
    if (input !== undefined) collect(input, found);
  }
  for (const part of partitions) collect(part, found);
}

/** What changed upstream, each change once with the assets that it concerns. */
export function upstreamLine(
  upstream: readonly AssetExplanation[],
  explained: (explanation: AssetExplanation) => readonly Line[],
): Line {
  const groups = new Map<string, { readonly line: Line; readonly assets: Set<string> }>();
  for (const explanation of upstream) {
    for (const line of explained(explanation)) {
      const key = textOf(line);
      const group = groups.get(key) ?? { line, assets: new Set() };
      groups.set(key, group);
      group.assets.add(explanation.asset);
    }
  }
  // What concerns most comes first.
  const sorted = [...groups.values()].sort((a, b) => b.assets.size - a.assets.size);
  const lines = sorted.slice(0, mostCauses).map(({ line, assets }): Line => ({
    ...line,
    text: `${listed([...assets])}: ${line.text}`,
  }));
  const more = sorted.length - lines.length;
  return {
    text: `${countOf(upstream.length, "step")} upstream are not fresh, because of`,
    tone: "reason",
    lines: more === 0 ? lines : [...lines, { text: `and ${more} more`, tone: "reason", lines: [] }],
  };
}
