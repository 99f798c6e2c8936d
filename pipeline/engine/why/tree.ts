import { stepId } from "../types.ts";
import type { AssetExplanation, StaleReason } from "./reasons.ts";

/** A graph of shared reasons as a tree: whatever is met again is only named. */
export function asTree(explanation: AssetExplanation): AssetExplanation {
  return explanationTree(explanation, new Set());
}

function explanationTree(explanation: AssetExplanation, seen: Set<string>): AssetExplanation {
  const { step, reasons, notes, partitions } = explanation;
  const key = `step ${step}`;
  if (seen.has(key) && reasons.length + notes.length > 0) {
    const { partitions: _, ...own } = explanation;
    return { ...own, reasons: [], notes: [], elsewhere: true };
  }
  seen.add(key);
  return {
    ...explanation,
    reasons: reasons.map((reason) => reasonTree(reason, seen)),
    ...(partitions === undefined ? {} : { partitions: partitions.map((part) => explanationTree(part, seen)) }),
  };
}

function reasonTree(reason: StaleReason, seen: Set<string>): StaleReason {
  switch (reason.kind) {
    case "input_stale":
    case "keys_open":
      return { ...reason, input: explanationTree(reason.input, seen) };
    case "input_changed": {
      const key = `change ${stepId(reason.asset, reason.partition)} ${reason.made?.run ?? ""}`;
      if (reason.because.length === 0) return reason;
      if (seen.has(key)) return { ...reason, because: [], elsewhere: true };
      seen.add(key);
      return { ...reason, because: reason.because.map((one) => reasonTree(one, seen)) };
    }
    default:
      return reason;
  }
}
