import type { Clock } from "../infra/clock.ts";
import { processMetrics, prometheusText } from "../infra/monitoring/mod.ts";
import type { Ledger } from "../pipeline/engine/mod.ts";
import { loadEngine } from "./later.ts";
import { queueLimits, type Workspace } from "./wire.ts";

/** Figures of the ledger and of this process as Prometheus reads them. */
export async function metricsText(ledger: Ledger, workspace: Workspace, clock: Clock): Promise<string> {
  const { ledgerMetrics } = await loadEngine();
  const limits = await ledger.coordination.limits.effective(queueLimits(workspace));
  const [figures, queue] = [await ledger.figures.read(), await ledger.coordination.queue.items(limits, clock.now())];
  return prometheusText([...ledgerMetrics("clustering", { figures, queue, limits }), ...processMetrics(clock)]);
}
