import { numberText, numberTexts } from "../number_text.ts";
import { isTied, type KRow, type KRule } from "./k_scores.ts";

const phrases = {
  silhouette: "has the highest silhouette",
  calinski_harabasz: "has the highest Calinski-Harabasz index",
  davies_bouldin: "has the lowest Davies-Bouldin index",
  combined: "has the highest combined score",
  elbow: "is where inertia bends most",
  gap: "is the first whose gap is within a standard error of the next",
  bic: "has the lowest BIC",
  stability: "has the highest agreement of refits",
} as const satisfies Readonly<Record<KRule, string>>;

/** The reason for a choice in words: the rule, the runner-up, ties, k at an end of the range, k that were ruled out. */
export function describeChoice(table: readonly KRow[], k: number, rule: KRule, size: number | undefined): string {
  const rivals = table.filter((row) => row.score !== null);
  const chosen = rivals.find((row) => row.k === k);
  if (chosen === undefined) return `no score is defined, so the smallest k is taken`;
  const others = rivals.filter((row) => row !== chosen).sort((a, b) => b.score! - a.score!);
  const tied = others.filter((row) => isTied(row.score!, chosen.score!)).map((row) => row.k);
  const next = rule === "gap" || tied.length > 0 ? undefined : others[0];
  const own = shown(chosen, rule);
  const [score, second] = next === undefined ? [numberText(own), ""] : numberTexts(own, shown(next, rule));
  const parts = [headline(chosen, others, rule, score)];
  if (rule !== "gap" && tied.length > 0) parts.push(`tied with ${list(tied)}, the smaller k is taken`);
  if (next !== undefined) parts.push(`k = ${next.k} follows with ${second}`);
  if (table.length > 1 && k === table[table.length - 1]!.k) parts.push(`k = ${k} is the largest k tried`);
  const small = table.filter((row) => row.ruledOut === "small cluster").map((row) => row.k);
  const repeated = table.filter((row) => row.ruledOut === "repeated rows").map((row) => row.k);
  if (small.length > 0) parts.push(`${list(small)} ruled out by a cluster of under ${size} rows`);
  if (repeated.length > 0) parts.push(`${list(repeated)} ruled out because rows repeat`);
  return parts.join("; ");
}

function headline(chosen: KRow, others: readonly KRow[], rule: KRule, score: string): string {
  if (others.length === 0) return `k = ${chosen.k} is the only choice`;
  const sufficient = rule !== "gap" || others.some((row) => row.k === chosen.k + 1 && suffices(chosen, row));
  const phrase = sufficient ? phrases[rule] : "has the highest gap";
  return `k = ${chosen.k} ${phrase}, ${score}`;
}

function suffices(row: KRow, next: KRow): boolean {
  return row.gap! >= next.gap! - next.gapError!;
}

/** The score as the rule knows it: where less is better, the table holds its opposite. */
function shown({ score }: KRow, rule: KRule): number {
  return rule === "davies_bouldin" || rule === "bic" ? -score! : score!;
}

function list(ks: readonly number[]): string {
  return `k = ${ks.join(", ")}`;
}
